//! Proof of deliveries as those see it who verify: with its delivery, by another, last month's picture told; and as a donor sees it.

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::action::evidence::sweep::sweep;

use crate::evidence::stored;
use crate::evidence_search::pdf;
use crate::foster::{because, step};
use crate::foster_proof::{Scene, kept, photograph, prove, shows};
use crate::plans::{May, judge};
use crate::reference::{read, with};
use crate::support::{Backend, Client, on_each};

#[test]
fn a_proof_is_verified_with_its_delivery_and_by_another() {
    on_each(async |app| {
        let scene = Scene::new(app, "PT Asuh").await;
        let Scene {
            donor,
            worker,
            officer,
            delivery,
            ..
        } = &scene;
        let goods = shows(false);
        let first = officer.get(delivery).await.expect(200);
        let send = |client: &Client, delivery: &str, number| {
            let name = format!("{number}.jpg");
            prove(client, delivery, &name, &photograph(number, false), &goods)
        };
        let by_donor = kept(send(donor, delivery, 1)).await;
        let admin = app.client(Role::Admin, "64").await;
        let by_admin = kept(send(&admin, delivery, 2)).await;
        // What was looked at before the proof was there is not what is verified.
        let verify = format!("{delivery}/verify");
        officer
            .post_if(&verify, because(), &first.etag())
            .await
            .expect(412);
        admin.post_if(&verify, because(), "*").await.expect(409);
        let seen = officer.get(delivery).await.expect(200);
        assert_eq!(seen.json()["files_count"], 2);
        officer
            .post_if(&verify, because(), &seen.etag())
            .await
            .expect(200);
        for client in [donor, worker] {
            send(client, delivery, 3).await.expect(409);
        }
        let withdraw = |client: &Client, file: &str, etag: &str| {
            client.post_if(&format!("{file}/withdraw"), because(), etag)
        };
        withdraw(donor, &by_donor, "*").await.expect(409);
        // The programme's side takes it back, and then it is verified no more.
        withdraw(worker, &by_admin, "\"v2\"").await.expect(412);
        let gone = withdraw(worker, &by_admin, "\"v1\"")
            .await
            .expect(200)
            .json();
        assert_eq!(gone["destroyed_because"], "withdrawn");
        assert_eq!(gone["withdrawn_reason"], because()["reason"]);
        withdraw(worker, &by_admin, "*").await.expect(409);
        officer
            .get(&format!("{by_admin}/content"))
            .await
            .expect(409);
        let now = read(officer, delivery).await;
        assert_eq!(
            (&now["state"], &now["verified_by"], &now["files_count"]),
            (&json!("recorded"), &json!(null), &json!(1))
        );
        // A foster parent takes back what it handed in itself, of what it recorded itself.
        let by_worker = kept(send(worker, delivery, 4)).await;
        withdraw(donor, &by_worker, "*").await.expect(409);
        withdraw(donor, &by_donor, "*").await.expect(200);
        let of_worker = scene.deliver(worker, 2, 50_000).await;
        send(donor, &of_worker, 5).await.expect(409);
        step(worker, &of_worker, "withdraw", 200).await;
        send(worker, &of_worker, 5).await.expect(409);
        let actions: Vec<Value> = read(officer, &format!("{delivery}/revisions")).await["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| json!([one["action"], one["record"]["files_count"]]))
            .collect();
        assert_eq!(
            json!(actions),
            json!([
                ["record", 0],
                ["attach", 1],
                ["attach", 2],
                ["verify", 2],
                ["detach", 1],
                ["attach", 2],
                ["detach", 1]
            ])
        );
    });
}

#[test]
fn last_months_picture_is_told_to_who_verifies_and_the_ledger_counts_what_is_proved() {
    on_each(async |app| {
        let scene = Scene::new(app, "PT Asuh").await;
        let other = Scene::new(app, "PT Lain").await;
        let goods = shows(false);
        let picture = photograph(1, false);
        let file = kept(prove(
            &scene.donor,
            &scene.delivery,
            "a.jpg",
            &picture,
            &goods,
        ))
        .await;
        assert_eq!(read(&scene.officer, &file).await["reused"], false);
        let same = kept(prove(
            &other.worker,
            &other.delivery,
            "b.jpg",
            &picture,
            &goods,
        ))
        .await;
        assert_eq!(
            (stored(app).await, app.count("evidence_file").await),
            (1, 1)
        );
        for file in [&file, &same] {
            assert_eq!(read(&scene.officer, file).await["reused"], true);
        }
        // Twice for one delivery is no reuse; another month of the same child is.
        step(&other.worker, &same, "withdraw", 200).await;
        assert_eq!(read(&scene.officer, &file).await["reused"], false);
        assert_eq!(stored(app).await, 1, "it serves another still");
        let later = scene.deliver(&scene.worker, 2, 50_000).await;
        let again = kept(prove(&scene.worker, &later, "c.jpg", &picture, &goods)).await;
        assert_eq!(read(&scene.officer, &again).await["reused"], false);
        let id = later.rsplit('/').next().unwrap().replace('-', "");
        app.sql(&format!(
            "update foster_delivery set delivered_on = '2026-10-22' where {} = '{id}'",
            match app.backend {
                Backend::Sqlite => "lower(hex(id))",
                Backend::Postgres => "replace(id::text, '-', '')",
            }
        ))
        .await
        .unwrap();
        assert_eq!(read(&scene.officer, &again).await["reused"], true);
        let list = read(&scene.officer, &format!("{later}/files")).await;
        assert_eq!(list["items"][0]["reused"], true);
        // With a file, with a reference, with nothing.
        let body = json!({
            "position": 1, "delivered_on": "2026-11-22", "value_idr": 1_001, "receiver": "mother",
            "evidence_reference": "BAST 1/2026"
        });
        let deliveries = format!("{}/deliveries", scene.assignment);
        scene
            .worker
            .post(&deliveries, body.clone())
            .await
            .expect(201);
        let body = with(body, json!({ "value_idr": 70, "evidence_reference": null }));
        scene.worker.post(&deliveries, body).await.expect(201);
        let ledger = read(&scene.officer, &format!("{}/ledger", scene.assignment)).await;
        let sums = |item: &Value| {
            ["delivered_idr", "with_proof_idr", "without_proof_idr"]
                .map(|name| item[name].as_i64().unwrap())
        };
        assert_eq!(sums(&ledger["items"][0]), [401_071, 401_001, 70]);
        assert_eq!(sums(&ledger["items"][1]), [50_000, 50_000, 0]);
        assert_eq!(sums(&ledger["funds"][0]), [451_071, 451_001, 70]);
        step(&scene.worker, &file, "withdraw", 200).await;
        let ledger = read(&scene.officer, &format!("{}/ledger", scene.assignment)).await;
        assert_eq!(sums(&ledger["items"][0]), [401_071, 1_001, 400_070]);
        let all = read(&scene.officer, &deliveries).await;
        let counts: Vec<_> = all["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["files_count"].clone())
            .collect();
        assert_eq!(json!(counts), json!([1, 0, 0, 0]), "the earliest first");
    });
}

#[test]
fn a_document_that_may_name_the_child_is_for_no_donor() {
    on_each(async |app| {
        let scene = Scene::new(app, "PT Asuh").await;
        let meta = json!({});
        let theirs = pdf("Diterima oleh IBU RAHASIA");
        let by_worker = kept(prove(
            &scene.worker,
            &scene.delivery,
            "a.pdf",
            &theirs,
            &meta,
        ))
        .await;
        let goods = kept(prove(
            &scene.worker,
            &scene.delivery,
            "b.jpg",
            &photograph(1, false),
            &shows(false),
        ))
        .await;
        let own = kept(prove(
            &scene.donor,
            &scene.delivery,
            "c.pdf",
            &pdf("Kuitansi"),
            &meta,
        ))
        .await;
        let content = |file: &str| format!("{file}/content");
        assert_eq!(
            scene
                .officer
                .get(&content(&by_worker))
                .await
                .expect(200)
                .bytes(),
            theirs
        );
        scene
            .donor
            .get(&scene.own_content(&by_worker))
            .await
            .expect(404);
        scene
            .donor
            .get(&scene.own_content(&goods))
            .await
            .expect(200);
        scene.donor.get(&scene.own_content(&own)).await.expect(200);
        let seen: Vec<Value> = scene
            .seen()
            .await
            .iter()
            .map(|one| one["media_type"].clone())
            .collect();
        assert_eq!(json!(seen), json!(["image/jpeg", "application/pdf"]));
        // The programme's own paths are not for it at all.
        for path in [
            &by_worker,
            &content(&goods),
            &format!("{}/files", scene.delivery),
        ] {
            scene.donor.get(path).await.expect(403);
        }
        assert_eq!(
            app.count("evidence_file where content_text is not null")
                .await,
            0,
            "what names somebody is not kept as text"
        );
    });
}

#[test]
fn no_reading_of_a_proof_walks_through_a_table() {
    on_each(async |app| {
        // Of so few rows PostgreSQL takes no index.
        if app.backend == Backend::Postgres {
            return;
        }
        app.incomparable();
        let scene = Scene::new(app, "PT Asuh").await;
        scene.agree().await;
        let send = prove(
            &scene.donor,
            &scene.delivery,
            "a.jpg",
            &photograph(1, true),
            &shows(true),
        );
        let asked = app.statements(async { drop(send.await.expect(201)) }).await;
        let mut found = String::new();
        judge(app, May::Search, "handing in", &asked, &mut found).await;
        let list = format!("{}/files", scene.delivery);
        let file = read(&scene.officer, &list).await["items"][0]["id"].clone();
        let file = format!("{list}/{}", file.as_str().unwrap());
        for (client, path) in [
            (&scene.officer, list.clone()),
            (&scene.officer, file.clone()),
            (&scene.officer, format!("{file}/content")),
            (&scene.officer, format!("{}/deliveries", scene.assignment)),
            (&scene.officer, format!("{}/ledger", scene.assignment)),
            (&scene.donor, format!("{}/files", scene.own())),
            (&scene.donor, scene.own_content(&file)),
        ] {
            let asked = app.statements(async { drop(client.get(&path).await.expect(200)) });
            judge(app, May::Search, &path, &asked.await, &mut found).await;
        }
        let asked = app.statements(async { sweep(&app.services).await.map(drop).unwrap() });
        judge(app, May::Walk, "the sweep", &asked.await, &mut found).await;
        assert!(found.is_empty(), "{found}");
    });
}
