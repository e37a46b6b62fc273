//! The reports of the demo: in every state, by the same rules as those of people, and added once.

use std::collections::BTreeSet;

use entity::kind::Role;
use serde_json::{Value, json};

use crate::support::{Client, on_each};

async fn completeness(client: &Client, season: &str) -> Value {
    let path = format!("/api/v1/action-reports/completeness?season={season}&parent=64");
    client.get(&path).await.expect(200).json()
}

#[test]
fn the_demo_has_reports_in_every_state() {
    on_each(async |app| {
        tumbuh::action::demo::add(&app.services).await.unwrap();
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let eight = completeness(&province, "2024-BANGDA8").await;
        let states: BTreeSet<&str> = eight["items"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|region| region["actions"].as_array().unwrap())
            .map(|action| action["state"].as_str().unwrap_or("-"))
            .collect();
        let expected = [
            "-",
            "accepted",
            "draft",
            "in_review",
            "returned",
            "submitted",
        ];
        assert_eq!(states, BTreeSet::from(expected));
        // Of a regency with the season's own deadlines two actions are late, of one with longer ones none is.
        let late: Vec<&Value> = ["64.74", "64.71"]
            .iter()
            .map(|code| {
                let regions = eight["items"].as_array().unwrap().iter();
                let mut found = regions.filter(|region| region["region_code"] == *code);
                &found.next().unwrap()["sum"]["late"]
            })
            .collect();
        assert_eq!(late, [&json!(2), &json!(0)]);
        // What is accepted is whole, with accepted documents, and every text says what it is.
        let page = "/api/v1/action-reports?state=accepted&limit=200";
        let accepted = province.get(page).await.expect(200).json();
        for report in accepted["items"].as_array().unwrap() {
            assert_eq!(report["missing"], json!([]), "{report}");
            let done = report["content"]["narrative"]["done"].as_str().unwrap();
            assert!(done.starts_with("CONTOH BUATAN (synthetic)"), "{done}");
        }
        let id = accepted["items"][0]["id"].as_str().unwrap();
        let report = format!("/api/v1/action-reports/{id}");
        let evidence = province.get(&format!("{report}/evidence")).await;
        for document in evidence.expect(200).json()["items"].as_array().unwrap() {
            let name = document["file_name"].as_str().unwrap();
            assert!(name.starts_with("CONTOH-BUATAN-"), "{name}");
            assert_eq!(
                (&document["state"], &document["also_in"]),
                (&json!("accepted"), &json!([]))
            );
            let content = format!(
                "{report}/evidence/{}/content",
                document["id"].as_str().unwrap()
            );
            assert!(!province.get(&content).await.expect(200).bytes().is_empty());
        }
        let receipts = province
            .get(&format!("{report}/receipts"))
            .await
            .expect(200)
            .json();
        let jws = json!({"jws": receipts["items"][0]["jws"]});
        let verdict = app.anonymous().post("/api/v1/receipts/verify", jws).await;
        assert_eq!(verdict.expect(200).json()["code"], "valid");
        // The system did it, and somebody of the province can go on with it.
        let path = "/api/v1/audit-events?action=action_report.load&limit=200";
        let admin = app.client(Role::Admin, "ID").await;
        let events = admin.get(path).await.expect(200).json();
        let events = events["items"].as_array().unwrap();
        assert!(events.iter().all(|event| event["actor_kind"] == "system"));
        assert_eq!(events.len(), 17);
        let waiting = "/api/v1/action-reports?state=submitted&season=2025-BANGDA4P2&limit=1";
        let waiting = province.get(waiting).await.expect(200).json();
        let path = format!(
            "/api/v1/action-reports/{}/start-review",
            waiting["items"][0]["id"].as_str().unwrap()
        );
        province.post_if(&path, json!({}), "*").await.expect(200);
    });
}

#[test]
fn the_demo_adds_nothing_twice_and_nothing_to_what_is_there() {
    on_each(async |app| {
        app.incomparable();
        tumbuh::action::demo::add(&app.services).await.unwrap();
        let tables = [
            "action_report",
            "action_report_revision",
            "evidence",
            "evidence_file",
            "action_receipt",
            "season_exception",
            "audit_event",
        ];
        let mut before = Vec::new();
        for table in tables {
            before.push(app.count(table).await);
        }
        assert!(before.iter().all(|count| *count > 0), "{before:?}");
        tumbuh::action::demo::add(&app.services).await.unwrap();
        for (table, before) in tables.iter().zip(before) {
            assert_eq!(app.count(table).await, before, "{table}");
        }
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let bontang = "/api/v1/action-reports?season=2025-BANGDA4P2&region_code=64.74";
        let bontang = province.get(bontang).await.expect(200).json();
        assert_eq!(bontang["items"], json!([]), "left to the walk of README.md");
    });
}
