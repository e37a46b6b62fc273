//! What waits for whom: what a region owes, and what of the regions below waits for a reviewer.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::action::{REPORTS, begin, days, small_season};
use crate::action_samples::{evidence_sample, season_sample};
use crate::support::{Client, TestApp, on_each};

const WORKLIST: &str = "/api/v1/action-reports/worklist";

/// The worklist of a new account, since a session does not live for days.
async fn worklist(app: &TestApp, role: Role, region: &str) -> Value {
    let client = app.client(role, region).await;
    client.get(WORKLIST).await.expect(200).json()
}

async fn step(client: &Client, report: &str, name: &str, body: Value) -> Value {
    let answer = client.post_if(&format!("{report}/{name}"), body, "*").await;
    answer.expect(200).json()
}

/// Region and state of what waits.
fn waits(worklist: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let waits = worklist["waits"].as_array().unwrap();
    waits
        .iter()
        .map(|one| (text(&one["region_code"]), text(&one["state"])))
        .collect()
}

#[test]
fn from_what_is_owed_to_what_was_reviewed() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let empty = bontang.get(WORKLIST).await.expect(200).json();
        let owed = &empty["owes"][0];
        assert_eq!(empty["owes"].as_array().unwrap().len(), 1);
        assert_eq!(
            (
                &owed["season"],
                &owed["action"],
                &owed["report_id"],
                &owed["state"]
            ),
            (&json!(season), &json!("rembuk"), &Value::Null, &Value::Null)
        );
        assert_eq!(owed["due_at"], json!("2026-12-02T00:00:00Z"));
        assert_eq!(owed["missing"][0]["code"], "held_on");
        assert_eq!(
            (&empty["waits"], &empty["waits_total"]),
            (&json!([]), &json!(0))
        );

        // A district that has begun and not finished keeps its regency from nothing.
        let district = app.client(Role::RegencyOfficer, "64.74.01").await;
        let of_district = begin(&district, &season, "64.74.01").await;
        let report = begin(&bontang, &season, "64.74").await;
        let id = report.rsplit('/').next().unwrap();
        let begun = bontang.get(WORKLIST).await.expect(200).json();
        assert_eq!(
            (&begun["owes"][0]["state"], &begun["owes"][0]["report_id"]),
            (&json!("draft"), &json!(id))
        );
        assert_eq!(begun["owes"].as_array().unwrap().len(), 1);
        step(&bontang, &report, "submit", json!({})).await;
        let done = bontang.get(WORKLIST).await.expect(200).json();
        assert_eq!((&done["owes"], waits(&done)), (&json!([]), vec![]));

        app.clock.advance(days(3));
        let district = app.client(Role::RegencyOfficer, "64.74.01").await;
        step(&district, &of_district, "submit", json!({})).await;
        evidence_sample(app, id).await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let list = province.get(WORKLIST).await.expect(200).json();
        let both = [("64.74", "submitted"), ("64.74.01", "submitted")];
        assert_eq!(waits(&list), both.map(|(a, b)| (a.into(), b.into())));
        let first = &list["waits"][0];
        assert_eq!(
            (
                &first["waiting_days"],
                &first["region_name"],
                &first["undecided_documents"]
            ),
            (&json!(3), &json!("Kota Bontang"), &json!(1))
        );
        assert_eq!(
            (&first["own"], &first["days_late"], &list["owes"]),
            (&json!(false), &json!(0), &json!([]))
        );
        let one = province.get(&format!("{WORKLIST}?limit=1")).await;
        let one = one.expect(200).json();
        assert_eq!((waits(&one).len(), &one["waits_total"]), (1, &json!(2)));
        let below = worklist(app, Role::RegencyOfficer, "64.74").await;
        assert_eq!(waits(&below), [("64.74.01".into(), "submitted".into())]);
        let elsewhere = worklist(app, Role::RegencyOfficer, "64.02").await;
        assert_eq!(waits(&elsewhere), []);
        assert_eq!(elsewhere["owes"][0]["report_id"], Value::Null);

        let comment =
            json!({"text": "Tanggal mana?", "mention": {"kind": "fact", "code": "held_on"}});
        let said = province.post(&format!("{report}/comments"), comment).await;
        said.expect(201);
        step(&province, &report, "start-review", json!({})).await;
        let reviewing = worklist(app, Role::ProvinceOfficer, "64").await;
        assert_eq!(waits(&reviewing)[0].1, "in_review");
        assert_eq!(reviewing["waits"][0]["unresolved_comments"], 1);
        let reason = json!({"reason": "Tanggal belum disebut."});
        step(&province, &report, "return", reason).await;
        let back = worklist(app, Role::RegencyOfficer, "64.74").await;
        let owed = &back["owes"][0];
        assert_eq!(
            (&owed["state"], &owed["unresolved_comments"]),
            (&json!("returned"), &json!(1))
        );
        // It was handed in on time once; what never was is late by now.
        app.clock.advance(days(14));
        let back = worklist(app, Role::RegencyOfficer, "64.74").await;
        assert_eq!(back["owes"][0]["days_late"], 0);
        let elsewhere = worklist(app, Role::RegencyOfficer, "64.02").await;
        assert_eq!(elsewhere["owes"][0]["days_late"], 7);
        app.clock.advance(days(60));
        let locked = worklist(app, Role::RegencyOfficer, "64.02").await;
        assert_eq!(locked["owes"], json!([]));
    });
}

#[test]
fn only_for_who_writes_or_reviews_and_of_a_season() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        let old = season_sample(app, 2020).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = begin(&bontang, &season, "64.74").await;
        step(&bontang, &report, "submit", json!({})).await;
        for (role, region) in [
            (Role::Viewer, "64"),
            (Role::Auditor, "64"),
            (Role::Admin, "ID"),
        ] {
            let list = worklist(app, role, region).await;
            assert_eq!(list["owes"], json!([]), "{role:?}");
            assert_eq!(
                waits(&list).len(),
                usize::from(role == Role::Admin),
                "{role:?}"
            );
        }
        let ask = async |query: &str| {
            let answer = bontang.get(&format!("{WORKLIST}?{query}")).await;
            answer.expect(200).json()["owes"].as_array().unwrap().len()
        };
        assert_eq!(ask(&format!("season={season}")).await, 0);
        assert_eq!(ask(&format!("season={old}")).await, 8);
        assert_eq!(ask("limit=200").await, 8);
        for wrong in ["season=2019-NONE", "season=x", "limit=201", "limit=0"] {
            let answer = bontang.get(&format!("{WORKLIST}?{wrong}")).await;
            answer.expect(422);
        }
    });
}

/// What is asked of the database does not grow with the reports; nor does a page of reports of several seasons.
#[test]
fn a_fixed_number_of_queries() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let count = async |path: &str| {
            let asked = app.statements(async {
                province.get(path).await.expect(200);
            });
            asked.await.len()
        };
        let submitted = async |region: &str| {
            let officer = app.client(Role::RegencyOfficer, region).await;
            let report = begin(&officer, &season, region).await;
            step(&officer, &report, "submit", json!({})).await;
        };
        submitted("64.74").await;
        count(WORKLIST).await;
        let before = (count(WORKLIST).await, count(REPORTS).await);
        for region in ["64.71", "64.72", "64.02", "64.74.01", "64.74.02"] {
            submitted(region).await;
        }
        for year in [2018, 2019, 2020] {
            season_sample(app, year).await;
            let body = json!({"season": format!("{year}-BANGDA8"), "action": "planning", "region_code": "64.74",
                "content": crate::action_samples::content(&[])});
            province.post(REPORTS, body).await.expect(201);
        }
        count(WORKLIST).await;
        assert_eq!((count(WORKLIST).await, count(REPORTS).await), before);
        assert!(before.0 <= 15, "{before:?}");
    });
}
