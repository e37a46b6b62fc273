//! Comments on reports: said, answered, resolved, and listed when a report is returned.

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::auth::Permission;

use crate::action::{begin, small_season};
use crate::action_samples::{evidence_sample, report_sample};
use crate::support::{Client, on_each};

async fn say(client: &Client, report: &str, body: Value) -> String {
    let said = client.post(&format!("{report}/comments"), body).await;
    said.expect(201).header("location").unwrap()
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[test]
fn a_comment_from_its_saying_to_its_resolution() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let report = begin(&bontang, &season, "64.74").await;
        let document = evidence_sample(app, id_of(&report)).await;
        let list = async |query: &str| {
            let page = bontang.get(&format!("{report}/comments{query}")).await;
            page.expect(200).json()["items"].as_array().unwrap().clone()
        };
        let whole = say(
            &province,
            &report,
            json!({"text": "Lengkapi.\nTerima kasih."}),
        )
        .await;
        let fact = json!({"text": "Tanggal mana?", "mention": {"kind": "fact", "code": "held_on"}});
        let fact = say(&province, &report, fact).await;
        let about = json!({"text": "Tidak terbaca.", "evidence_id": document});
        let about = say(&province, &report, about).await;
        let answer = json!({"text": "Segera.", "in_reply_to": id_of(&fact)});
        let answer = say(&bontang, &report, answer).await;
        let read = bontang.get(&report).await.expect(200).json();
        assert_eq!(read["unresolved_comments"], 3);
        let all = list("").await;
        let texts: Vec<&str> = all.iter().map(|c| c["text"].as_str().unwrap()).collect();
        assert_eq!(
            texts,
            [
                "Lengkapi.\nTerima kasih.",
                "Tanggal mana?",
                "Tidak terbaca.",
                "Segera."
            ]
        );
        assert_eq!(
            (&all[1]["said_by"], &all[3]["in_reply_to"]),
            (
                &json!(format!("user:{}", province.name)),
                &json!(id_of(&fact))
            )
        );
        assert_eq!(list("?unresolved=true").await.len(), 3);
        assert_eq!(list("?unresolved=false").await.len(), 1);
        assert_eq!(list(&format!("?evidence_id={document}")).await.len(), 1);
        assert_eq!(list("?sort=-said_at&limit=1").await[0]["text"], "Segera.");

        // Nothing is edited or deleted, and answers are resolved with what they answer.
        for method in [reqwest::Method::PUT, reqwest::Method::DELETE] {
            let changed = province.request(method, &whole).header("If-Match", "*");
            changed.json(json!({"text": "Lain"})).await.expect(405);
        }
        let resolve = |client: &Client, path: &str, verb: &str, tag: &str| {
            client.post_if(&format!("{path}/{verb}"), Value::Null, tag)
        };
        resolve(&bontang, &answer, "resolve", "*").await.expect(409);
        resolve(&bontang, &about, "reopen", "*").await.expect(409);
        let resolved = resolve(&bontang, &about, "resolve", "\"v1\"").await;
        let resolved = resolved.expect(200).json();
        assert_eq!(
            resolved["resolved_by"],
            json!(format!("user:{}", bontang.name))
        );
        resolve(&province, &about, "resolve", "\"v1\"")
            .await
            .expect(412);
        resolve(&province, &about, "resolve", "\"v2\"")
            .await
            .expect(409);
        resolve(&province, &about, "reopen", "\"v2\"")
            .await
            .expect(200);
        resolve(&bontang, &about, "resolve", "\"v3\"")
            .await
            .expect(200);
        let without = bontang.post(&format!("{about}/reopen"), Value::Null);
        without.await.expect(428);

        for (verb, client) in [("submit", &bontang), ("start-review", &province)] {
            let path = format!("{report}/{verb}");
            client.post_if(&path, json!({}), "*").await.expect(200);
        }
        let reason = json!({"reason": "Tanggal belum disebut."});
        let path = format!("{report}/return");
        let returned = province.post_if(&path, reason, "*").await.expect(200);
        assert_eq!(returned.etag(), "\"v4\"");
        let returned = returned.json();
        let open: Vec<&str> = returned["comments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["id"].as_str().unwrap())
            .collect();
        assert_eq!(open, [id_of(&whole), id_of(&fact)]);
        assert_eq!(
            (&returned["unresolved_comments"], &returned["state"]),
            (&json!(2), &json!("returned"))
        );
        let receipts = bontang.get(&format!("{report}/receipts")).await.expect(200);
        assert_eq!(receipts.json()["items"].as_array().unwrap().len(), 1);
        // What was said stands in no entry of the log.
        let auditor = app.client(Role::Auditor, "64").await;
        let log = auditor
            .get("/api/v1/audit-events?subject_type=action_comment")
            .await;
        let log = log.expect(200);
        assert!(!log.text().contains("Tanggal mana"));
        assert_eq!(log.json()["items"].as_array().unwrap().len(), 7);
    });
}

#[test]
fn wrong_comments_leave_nothing() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = begin(&bontang, &season, "64.74").await;
        let other = format!(
            "/api/v1/action-reports/{}",
            report_sample(app, "64.74").await
        );
        let elsewhere = say(&bontang, &other, json!({"text": "Laporan lain."})).await;
        let document = evidence_sample(app, id_of(&other)).await;
        let top = say(&bontang, &report, json!({"text": "Di sini."})).await;
        let answer = json!({"text": "Ya.", "in_reply_to": id_of(&top)});
        let answer = say(&bontang, &report, answer).await;
        let path = format!("{report}/comments");
        let mention = |code: &str| json!({"kind": "evidence", "code": code});
        for (body, places) in [
            (json!({"text": " \n"}), vec!["/text"]),
            (json!({"text": ""}), vec!["/text"]),
            (json!({"text": "x".repeat(5001)}), vec!["/text"]),
            (json!({"text": "\u{7}"}), vec!["/text"]),
            (
                json!({"text": "x", "in_reply_to": id_of(&elsewhere)}),
                vec!["/in_reply_to"],
            ),
            (
                json!({"text": "x", "in_reply_to": id_of(&answer), "evidence_id": document, "mention": mention("held_on")}),
                vec!["/in_reply_to", "/evidence_id", "/mention"],
            ),
            (
                json!({"text": "x", "evidence_id": document, "mention": mention("held_on")}),
                vec!["/evidence_id", "/mention/code"],
            ),
            (json!({"text": "x", "by": "user:x"}), vec!["/by"]),
        ] {
            let refused = bontang.post(&path, body.clone()).await.expect(422).json();
            let found: Vec<&str> = refused["errors"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| f["pointer"].as_str().unwrap())
                .collect();
            assert_eq!(found, places, "{body}");
        }
        assert_eq!(app.count("action_comment").await, 3);
        let said = json!({"text": "x"});
        for (role, region, status) in [
            (Role::Viewer, "64.74", 403),
            (Role::Auditor, "64", 403),
            (Role::RegencyOfficer, "64.02", 404),
            (Role::RegencyOfficer, "64.74.01", 404),
        ] {
            let client = app.client(role, region).await;
            client.post(&path, said.clone()).await.expect(status);
            let read = if status == 404 { 404 } else { 200 };
            client.get(&path).await.expect(read);
            client.get(&top).await.expect(read);
        }
        let mixed = top.replace(id_of(&report), id_of(&other));
        bontang.get(&mixed).await.expect(404);
        let system = app
            .client_with(&[Permission::CommentReports], "64.74")
            .await;
        system.post(&path, said).await.expect(201);
    });
}
