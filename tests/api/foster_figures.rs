//! Suggestions, coverage and alerts: by need, distance and turn; children counted once; small cells kept back.

use entity::id::ChildId;
use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::auth::Permission;
use tumbuh::foster::alert::job;

use crate::foster_care::begun;
use crate::foster_samples::{VILLAGE, active, child, consent, delivery, measure, parent};
use crate::reference::read;
use crate::support::{Client, TestApp, on_each};

const OTHER_VILLAGE: &str = "64.74.02.1001";

async fn measured(app: &TestApp, village: &str, haz: i32) -> ChildId {
    let id = child(app, village).await;
    measure(app, id, "2026-11-10", 7000, haz, -100).await;
    id
}

fn each<'a>(list: &'a Value, member: &str) -> Vec<&'a Value> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|one| &one[member])
        .collect()
}

/// How many statements a reading takes.
async fn asked(app: &TestApp, client: &Client, path: &str) -> usize {
    let work = async { drop(client.get(path).await.expect(200)) };
    app.statements(work).await.len()
}

#[test]
fn the_worst_off_are_suggested_first_and_nobody_is_forgotten() {
    on_each(async |app| {
        let near = parent(app, "64.74.01", 1).await;
        let far = parent(app, "64.74", 1).await;
        measured(app, VILLAGE, -210).await;
        let severe = measured(app, OTHER_VILLAGE, -310).await;
        measured(app, VILLAGE, -220).await;
        measured(app, VILLAGE, -50).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let path = "/api/v1/foster-assignments/suggestions?region=64.74&programme=BAAS";
        let found = read(&officer, path).await;
        assert_eq!(found["waiting_count"], 3);
        assert_eq!(found["items"][0]["child"]["id"], json!(severe));
        assert_eq!(found["items"][0]["foster_parent_id"], json!(far));
        assert_eq!(found["items"][0]["distance"], "regency");
        assert_eq!(found["items"][1]["foster_parent_id"], json!(near));
        assert_eq!(found["items"][1]["distance"], "district");
        assert_eq!(found["items"][1]["village_unserved_count"], 2);
        assert_eq!(found["unserved_count"], 1);
        assert_eq!(found["unserved"][0]["reason"], "no_capacity");
        let few = read(&officer, &format!("{path}&at_most=1")).await;
        assert_eq!(few["items"].as_array().unwrap().len(), 1);
        officer
            .get(&path.replace("BAAS", "NIHIL"))
            .await
            .expect(422);
        officer
            .get(&path.replace("64.74", "64.71"))
            .await
            .expect(404);
        // The number of statements does not grow with children.
        let before = asked(app, &officer, path).await;
        for _ in 0..5 {
            measured(app, OTHER_VILLAGE, -250).await;
        }
        assert_eq!(asked(app, &officer, path).await, before);
    });
}

#[test]
fn children_are_counted_once_and_few_are_kept_back() {
    on_each(async |app| {
        let giver = parent(app, "64.74", 1000).await;
        for n in 0..6 {
            let id = measured(app, VILLAGE, -250).await;
            if n < 5 {
                consent(app, id).await;
                let path = begun(app, &giver.to_string(), id).await;
                delivery(app, path.rsplit('/').next().unwrap()).await;
            }
        }
        for _ in 0..5 {
            measured(app, OTHER_VILLAGE, -350).await;
        }
        measured(app, VILLAGE, -100).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let path = "/api/v1/foster-assignments/coverage?parent=64.74";
        let found = read(&officer, path).await;
        // Who may read children sees small numbers too.
        let total = &found["total"];
        assert_eq!(total["in_need_count"], 11);
        assert_eq!(total["eligible_count"], 11);
        assert_eq!(total["served_count"], 5);
        assert_eq!(total["receiving_count"], 5);
        assert_eq!(total["coverage_pct"], 45.45);
        let aid = json!([
            { "aid_kind": "cadre", "children_count": 5, "mothers_count": null },
            { "aid_kind": "food", "children_count": 5, "mothers_count": null }
        ]);
        assert_eq!(total["aid"], aid, "two kinds of aid, and five children");
        assert_eq!(total["funds"][0]["delivered_idr"], 750_000);
        assert_eq!(
            each(&found["items"], "region_code")[..2],
            [&json!("64.74.01"), &json!("64.74.02")]
        );
        let system = app.client_with(&[Permission::ReadFoster], "64.74").await;
        let kept_back = read(&system, path).await;
        assert_eq!(kept_back["suppressed"], true, "one of six is not served");
        assert_eq!(kept_back["items"][0]["served_count"], Value::Null);
        assert_eq!(kept_back["items"][0]["in_need_count"], 6);
        assert_eq!(kept_back["items"][1]["in_need_count"], 5);
        let none = read(&system, &format!("{path}&programme=GENTING")).await;
        assert_eq!(none["total"]["served_count"], 0);
        let village = path.replace("64.74", VILLAGE);
        assert_eq!(read(&system, &village).await["items"], json!([]));
    });
}

#[test]
fn somebody_is_told_when_a_child_does_not_gain() {
    on_each(async |app| {
        let giver = parent(app, "64.74", 1000).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let assignment = active(app, giver).await;
        app.sql(
            "update foster_assignment set started_on = '2026-09-01', planned_from = '2026-09-01'",
        )
        .await
        .unwrap();
        let path = "/api/v1/foster-assignments/alerts?region=64.74";
        let found = read(&officer, path).await;
        assert_eq!(
            each(&found["items"], "kind"),
            [&json!("no_weighing"), &json!("no_delivery")]
        );
        let child = read(
            &officer,
            &format!("/api/v1/foster-assignments/{assignment}"),
        )
        .await;
        let child = ChildId(child["child"]["id"].as_str().unwrap().parse().unwrap());
        for (on, weight) in [
            ("2026-10-01", 7000),
            ("2026-10-20", 7000),
            ("2026-11-15", 6900),
        ] {
            measure(app, child, on, weight, -250, -100).await;
        }
        delivery(app, &assignment.to_string()).await;
        let found = read(&officer, path).await;
        assert_eq!(found["active_count"], 1);
        assert_eq!(each(&found["items"], "kind"), [&json!("no_gain")]);
        assert_eq!(found["items"][0]["since"], "2026-10-01");
        assert_eq!(found["items"][0]["count"], 2);
        // Told to the regency, where somebody is who can read it; and no longer when it is over.
        let told = "/api/v1/notifications?kind=foster_no_gain";
        assert_eq!(job::notify(&app.services).await.unwrap().written, 1);
        assert_eq!(
            job::notify(&app.services).await.unwrap(),
            job::Done::default()
        );
        let news = read(&officer, told).await;
        assert_eq!(each(&news["items"], "subject_id"), [&json!(assignment)]);
        assert!(
            news["items"][0]["text"]
                .as_str()
                .unwrap()
                .contains("uji-0000")
        );
        measure(app, child, "2026-11-21", 7100, -250, -100).await;
        assert_eq!(job::notify(&app.services).await.unwrap().settled, 1);
        assert_eq!(read(&officer, path).await["items"], json!([]));
    });
}
