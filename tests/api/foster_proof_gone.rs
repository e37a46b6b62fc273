//! Bytes that are gone: with a child that is erased, from the store and from every backup that is made afterwards; and never those
//! that something else still needs.

use std::io::Read;
use std::process::Command;
use std::time::Duration;

use entity::kind::Role;
use futures_util::future::join;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tumbuh::action::evidence::sweep::sweep;
use tumbuh::child::retain;

use crate::action_samples::evidence_sample;
use crate::evidence::{draft, hand_in, orphan, proves, stored};
use crate::evidence_search::pdf;
use crate::foster::{because, step};
use crate::foster_proof::{Scene, photograph, prove, shows};
use crate::reference::{faults, read};
use crate::support::process::Place;
use crate::support::{Backend, Client, TestApp, on_each};

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn lies_there(app: &TestApp, file: &[u8]) -> bool {
    app.services.files.exists(&hash(file)).await.unwrap()
}

async fn kept(client: &Client, delivery: &str, name: &str, file: &[u8], meta: Value) -> String {
    let made = prove(client, delivery, name, file, &meta).await.expect(201);
    made.header("location").unwrap()
}

/// The contents of a backup of the app's database, keys and files; none where the program of the database is not there.
fn backup(app: &TestApp) -> Option<Vec<Vec<u8>>> {
    if app.backend == Backend::Postgres && Place::lacks("pg_dump") {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cadangan.tar.gz");
    let output = Command::new(env!("CARGO_BIN_EXE_tumbuh"))
        .arg("backup")
        .arg(&file)
        .arg("--data-dir")
        .arg(&app.config.data_dir)
        .env_clear()
        .env("PATH", crate::support::process::path_with_postgres())
        .env("DATABASE_URL", app.config.database_url.expose())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let archive = std::fs::File::open(file).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archive));
    let mut contents = Vec::new();
    for member in archive.entries().unwrap() {
        let mut bytes = Vec::new();
        member.unwrap().read_to_end(&mut bytes).unwrap();
        contents.push(bytes);
    }
    Some(contents)
}

fn holds(contents: &[Vec<u8>], part: &[u8]) -> bool {
    let found = |bytes: &Vec<u8>| bytes.windows(part.len()).any(|window| window == part);
    contents.iter().any(found)
}

#[test]
fn the_sweep_takes_an_orphan_and_never_what_proves_something() {
    on_each(async |app| {
        let scene = Scene::new(app, "PT Asuh").await;
        let report = draft(app).await;
        let (shared, goods) = (pdf("Serah terima"), photograph(1, false));
        let made = hand_in(&scene.officer, &report, "a.pdf", &shared, &proves("report")).await;
        let document = format!("{}/content", made.expect(201).header("location").unwrap());
        let proof = kept(&scene.worker, &scene.delivery, "b.pdf", &shared, json!({})).await;
        let picture = kept(&scene.donor, &scene.delivery, "c.jpg", &goods, shows(false)).await;
        orphan(app).await;
        assert_eq!(stored(app).await, 3);
        assert_eq!(
            sweep(&app.services).await.unwrap(),
            0,
            "an upload may be under way"
        );
        app.clock.advance(Duration::from_secs(86_400 * 3650));
        assert_eq!(sweep(&app.services).await.unwrap(), 1);
        assert_eq!(stored(app).await, 2);
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let worker = app.client(Role::HealthWorker, "64.74").await;
        for path in [
            &document,
            &format!("{proof}/content"),
            &format!("{picture}/content"),
        ] {
            officer.get(path).await.expect(200);
        }
        // Taken back here, and still the evidence of a report.
        step(&worker, &proof, "withdraw", 200).await;
        officer.get(&format!("{proof}/content")).await.expect(409);
        assert_eq!(officer.get(&document).await.expect(200).bytes(), shared);
        step(&worker, &picture, "withdraw", 200).await;
        assert!(!lies_there(app, &goods).await);
        assert_eq!(sweep(&app.services).await.unwrap(), 0);
    });
}

#[test]
fn with_a_child_that_is_erased_its_pictures_are_gone_from_store_and_backup() {
    on_each(async |app| {
        let scene = Scene::new(app, "PT Asuh").await;
        let other = Scene::new(app, "PT Lain").await;
        scene.agree().await;
        other.agree().await;
        let (alone, both, goods) = (
            photograph(1, false),
            photograph(2, false),
            photograph(3, false),
        );
        let (own, joint) = (pdf("BAST seorang anak"), pdf("BAST bersama"));
        let (worker, delivery) = (&scene.worker, &scene.delivery);
        let first = kept(&scene.donor, delivery, "a.jpg", &alone, shows(true)).await;
        kept(worker, delivery, "b.jpg", &both, shows(true)).await;
        kept(worker, delivery, "c.jpg", &goods, shows(false)).await;
        kept(worker, delivery, "d.pdf", &own, json!({})).await;
        kept(worker, delivery, "e.pdf", &joint, json!({})).await;
        let of_both = kept(&other.worker, &other.delivery, "f.jpg", &both, shows(true)).await;
        let of_joint = kept(&other.worker, &other.delivery, "g.pdf", &joint, json!({})).await;
        // The same picture as the evidence of a report.
        let report = draft(app).await;
        let id = report.rsplit('/').next().unwrap();
        let evidence = format!(
            "{report}/evidence/{}/content",
            evidence_sample(app, id).await
        );
        app.sql(&format!("update evidence set sha256 = '{}'", hash(&alone)))
            .await
            .unwrap();
        scene.officer.get(&evidence).await.expect(200);
        if let Some(before) = backup(app) {
            for file in [&alone, &both, &goods, &own, &joint] {
                assert!(holds(&before, file), "the search finds nothing");
            }
        }
        let path = format!("/api/v1/children/{}/erase", scene.child);
        let erase = json!({"reason": "Permintaan orang tua", "basis": "UU 27/2022"});
        scene.officer.post_if(&path, erase, "*").await.expect(200);
        for (file, there) in [
            (&alone, false),
            (&both, false),
            (&own, false),
            (&goods, true),
            (&joint, true),
        ] {
            assert_eq!(lies_there(app, file).await, there, "{}", hash(file));
        }
        if let Some(after) = backup(app) {
            for (file, there) in [
                (&alone, false),
                (&both, false),
                (&own, false),
                (&goods, true),
                (&joint, true),
            ] {
                assert_eq!(holds(&after, file), there, "{}", hash(file));
            }
        }
        // Nothing comes after it either.
        let late = prove(
            &scene.worker,
            delivery,
            "z.pdf",
            &pdf("Menyusul"),
            &json!({}),
        );
        late.await.expect(409);
        let list = read(&scene.officer, &format!("{delivery}/files")).await;
        let why: Vec<Value> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["destroyed_because"].clone())
            .collect();
        let erasure = json!("erasure");
        assert_eq!(
            json!(why),
            json!([erasure, erasure, null, erasure, erasure])
        );
        for path in [
            &format!("{first}/content"),
            &format!("{of_both}/content"),
            &evidence,
        ] {
            scene.officer.get(path).await.expect(409);
        }
        scene
            .donor
            .get(&scene.own_content(&first))
            .await
            .expect(404);
        other
            .donor
            .get(&other.own_content(&of_both))
            .await
            .expect(404);
        scene
            .officer
            .get(&format!("{of_joint}/content"))
            .await
            .expect(200);
        // It does not come back, whatever is said of it.
        for meta in [shows(true), shows(false)] {
            let again = prove(&other.worker, &other.delivery, "h.jpg", &both, &meta).await;
            assert_eq!(faults(&again.expect(422)), ["/file"]);
        }
        let mine = prove(
            worker,
            delivery,
            "i.jpg",
            &photograph(9, false),
            &shows(true),
        )
        .await;
        mine.expect(409);
        assert_eq!(sweep(&app.services).await.unwrap(), 0);
        assert_eq!(stored(app).await, 3, "goods, the joint document, a sample");
    });
}

#[test]
fn the_rule_that_erases_and_a_consent_of_a_merged_record_reach_pictures_too() {
    on_each(async |app| {
        let scene = Scene::new(app, "PT Asuh").await;
        let first = scene.agree().await;
        let picture = photograph(1, false);
        let file = kept(
            &scene.worker,
            &scene.delivery,
            "a.jpg",
            &picture,
            shows(true),
        )
        .await;
        let content = format!("{file}/content");
        // The record goes up in another one: the consent goes with it, and so does its end.
        let twin = crate::foster_samples::child(app, crate::foster_samples::VILLAGE).await;
        let merge = json!({"other_id": scene.child, "reason": "Anak yang sama"});
        let path = format!("/api/v1/children/{twin}");
        scene
            .officer
            .post_if(&format!("{path}/merge"), merge, "*")
            .await
            .expect(201);
        scene.officer.get(&content).await.expect(200);
        sweep(&app.services).await.unwrap();
        assert!(lies_there(app, &picture).await, "nobody took anything back");
        app.clock.advance(Duration::from_secs(60));
        let body = json!({
            "scope": "photograph", "relation": "mother", "given_by": "IBU CONTOH", "text_version": "P-1", "given_on": "2026-11-20"
        });
        let second = scene
            .worker
            .post(&format!("{path}/consents"), body)
            .await
            .expect(201);
        app.clock.advance(Duration::from_secs(60));
        // Taken back once is taken back, however often it was written down.
        scene.disagree(&second.header("location").unwrap()).await;
        scene.officer.get(&content).await.expect(409);
        assert_eq!(sweep(&app.services).await.unwrap(), 1);
        assert!(!lies_there(app, &picture).await);
        read(&scene.worker, &first).await;

        let other = Scene::new(app, "PT Lain").await;
        other.agree().await;
        kept(
            &other.worker,
            &other.delivery,
            "b.jpg",
            &photograph(2, false),
            shows(true),
        )
        .await;
        app.sql(&format!(
            "update child set birth_date = '2010-01-01' where id = {}",
            match app.backend {
                Backend::Sqlite => format!("x'{}'", other.child.0.simple()),
                Backend::Postgres => format!("'{}'", other.child),
            }
        ))
        .await
        .unwrap();
        assert!(retain(&app.services).await.unwrap() > 0);
        assert!(!lies_there(app, &photograph(2, false)).await);
    });
}

#[test]
fn of_many_at_once_nobody_is_lost_and_nobodys_bytes() {
    on_each(async |app| {
        let scene = Scene::new(app, "PT Asuh").await;
        let other = Scene::new(app, "PT Lain").await;
        let goods = shows(false);
        let send = |number| {
            let file = photograph(number, false);
            let goods = goods.clone();
            let (worker, delivery) = (&scene.worker, &scene.delivery);
            async move { prove(worker, delivery, "a.jpg", &file, &goods).await }
        };
        let sent = futures_util::future::join_all((1..=8).map(send)).await;
        for answer in sent {
            answer.expect(201);
        }
        assert_eq!(
            read(&scene.officer, &scene.delivery).await["files_count"],
            8
        );
        // Taken back here while it is handed in there: who was told that it is kept finds it.
        let picture = photograph(9, false);
        let mut file = kept(
            &scene.worker,
            &scene.delivery,
            "a.jpg",
            &picture,
            goods.clone(),
        )
        .await;
        for _ in 0..8 {
            let withdraw = format!("{file}/withdraw");
            let taken_back = scene.worker.post_if(&withdraw, because(), "*").send();
            let handed_in = prove(&other.worker, &other.delivery, "a.jpg", &picture, &goods).send();
            let (taken_back, handed_in) = join(taken_back, handed_in).await;
            taken_back.expect(200);
            if handed_in.status() == 503 {
                assert!(!lies_there(app, &picture).await);
                file = kept(
                    &scene.worker,
                    &scene.delivery,
                    "a.jpg",
                    &picture,
                    goods.clone(),
                )
                .await;
                continue;
            }
            let there = handed_in.expect(201).header("location").unwrap();
            let content = other
                .officer
                .get(&format!("{there}/content"))
                .await
                .expect(200);
            assert_eq!(content.bytes(), picture);
            file = kept(
                &scene.worker,
                &scene.delivery,
                "a.jpg",
                &picture,
                goods.clone(),
            )
            .await;
            step(&other.worker, &there, "withdraw", 200).await;
        }
    });
}
