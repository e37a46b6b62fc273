//! The reports of the demo: in every state, by the same rules as those of people, and added once.

use std::collections::{BTreeMap, BTreeSet};

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

/// How many assignments of a regency are in which state.
async fn states(client: &Client, within: &str) -> BTreeMap<String, usize> {
    let path = format!("/api/v1/foster-assignments?within={within}&limit=200");
    let page = client.get(&path).await.expect(200).json();
    let mut counts = BTreeMap::new();
    for one in page["items"].as_array().unwrap() {
        let state = one["state"].as_str().unwrap().to_owned();
        *counts.entry(state).or_default() += 1;
    }
    counts
}

#[test]
fn the_demo_has_children_in_care_without_an_effect() {
    on_each(async |app| {
        // Codes of children are drawn.
        app.incomparable();
        tumbuh::foster::demo::add(&app.services).await.unwrap();
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let expected = [
            // Twenty-two of children, and three of expectant mothers.
            ("active", 25),
            ("approved", 2),
            ("completed", 13),
            ("graduated", 2),
            ("proposed", 3),
            ("rejected", 1),
            ("terminated", 2),
        ];
        let expected = expected.map(|(state, count)| (state.to_owned(), count));
        assert_eq!(states(&bontang, "64.74").await, BTreeMap::from(expected));
        // Whoever looks at the change alone would speak of a success.
        let path = "/api/v1/foster-programmes/GENTING/outcomes?region=64.74";
        let outcomes = bontang.get(path).await.expect(200).json();
        let haz = &outcomes["effects"][0];
        assert_eq!(haz["measure"], "haz");
        assert!(haz["change"].as_f64().unwrap() > 0.0, "{outcomes}");
        assert_eq!(haz["distinguishable"], false, "{outcomes}");
        // The profile says the same, and counts as the coverage does.
        let profile = bontang.get("/api/v1/regencies/64.74").await.expect(200);
        let foster = &profile.json()["foster"];
        let effects = foster["effects"].as_array().unwrap();
        let genting = effects.iter().find(|one| one["programme"] == "GENTING");
        assert_eq!(&genting.unwrap()["effect"], haz);
        let path = "/api/v1/foster-assignments/coverage?parent=64.74";
        let total = &bontang.get(path).await.expect(200).json()["total"];
        for member in ["in_need_count", "served_count", "coverage_pct"] {
            assert_eq!(foster[member], total[member], "{member}");
        }
        assert_eq!(foster["active_assignments_count"], 22);
        assert_eq!(foster["active_foster_parents_count"], 5);
        let reader = app.client(Role::Viewer, "64").await;
        let profile = reader.get("/api/v1/regencies/64.74").await.expect(200);
        assert_eq!(profile.json()["foster"], Value::Null);
        // Something is wrong with two of each regency.
        let path = "/api/v1/foster-assignments/alerts?region=64.74";
        let alerts = bontang.get(path).await.expect(200).json();
        let alerts: BTreeSet<&str> = alerts["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|alert| alert["kind"].as_str().unwrap())
            .collect();
        assert_eq!(alerts, BTreeSet::from(["no_delivery", "no_gain"]));
    });
}

#[test]
fn a_donor_of_the_demo_sees_its_children_and_not_who_they_are() {
    on_each(async |app| {
        app.incomparable();
        tumbuh::access::demo::add_accounts(&app.services, |_| {})
            .await
            .unwrap();
        tumbuh::foster::demo::add(&app.services).await.unwrap();
        let file = std::fs::read(app.config.data_dir.join("demo-accounts.json")).unwrap();
        let accounts: Value = serde_json::from_slice(&file).unwrap();
        let account = accounts
            .as_array()
            .unwrap()
            .iter()
            .find(|account| account["username"] == "fosterparent")
            .unwrap();
        let login = json!({ "username": "fosterparent", "password": account["password"] });
        let session = app.anonymous().post("/api/v1/auth/login", login).await;
        let session = session.expect(200).json();
        let donor = app
            .anonymous()
            .with_token(session["access_token"].as_str().unwrap());
        let own = donor.get("/api/v1/foster-care?limit=200").await.expect(200);
        assert!(own.json()["items"].as_array().unwrap().len() >= 5);
        for secret in [
            "Contoh 0",
            "Contoh 1",
            "Contoh 2",
            "647401",
            "birth_date",
            "buatan",
        ] {
            assert!(!own.text().contains(secret), "{secret}");
        }
    });
}

#[test]
fn foster_care_of_the_demo_is_added_once() {
    on_each(async |app| {
        app.incomparable();
        tumbuh::foster::demo::add(&app.services).await.unwrap();
        let tables = [
            ("child", 620),
            ("child_measurement", 4340),
            ("foster_parent", 12),
            ("foster_assignment", 96),
            ("expectant_mother", 16),
        ];
        for (table, count) in tables {
            assert_eq!(app.count(table).await, count, "{table}");
        }
        let events = app.count("audit_event").await;
        tumbuh::foster::demo::add(&app.services).await.unwrap();
        for (table, count) in tables {
            assert_eq!(app.count(table).await, count, "{table}");
        }
        assert_eq!(app.count("audit_event").await, events);
        let admin = app.client(Role::Admin, "ID").await;
        let path = "/api/v1/audit-events?action=foster_demo.load";
        let events = admin.get(path).await.expect(200).json();
        assert_eq!(events["items"].as_array().unwrap().len(), 2);
        // Hardly any invented child is taken for another.
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let path = "/api/v1/children/duplicates?region_code=64.74";
        let alike = officer.get(path).await.expect(200).json();
        assert!(alike["items"].as_array().unwrap().len() < 3, "{alike}");
    });
}
