//! Whose assignment it is after a move: the regency where the child lives now decides; the former one keeps what it did, and
//! learns neither where the child went nor how it grew there.

use entity::id::ChildId;
use entity::kind::Role;
use serde_json::{Value, json};

use crate::foster::{step, verified};
use crate::foster_care::{ASSIGNMENTS, begun, proposal, stunted};
use crate::foster_samples::{consent, measure};
use crate::reference::{codes, read};
use crate::support::{Client, TestApp, on_each};

const THERE: &str = "64.02.08.2001";

/// Moves a child; by two people, as it has to be.
async fn move_to(app: &TestApp, child: ChildId, to: &str) {
    let officer = app.client(Role::RegencyOfficer, "64.74").await;
    let second = app.client(Role::RegencyOfficer, "64.74").await;
    let changes = format!("/api/v1/children/{child}/state-changes");
    let moved = json!({
        "to_state": "moved", "to_region_code": to, "effective_on": "2026-11-20", "reason": "Pindah"
    });
    let proposed = officer.post(&changes, moved).await.expect(201).json();
    let sid = proposed["id"].as_str().unwrap();
    let why = json!({"reason": "Dikonfirmasi"});
    let approve = second.post_if(&format!("{changes}/{sid}/approve"), why, "*");
    approve.await.expect(200);
}

async fn only(client: &Client) -> Value {
    let all = read(client, ASSIGNMENTS).await;
    let items = all["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{all}");
    items[0].clone()
}

#[test]
fn an_assignment_follows_the_child_to_another_regency() {
    on_each(async |app| {
        let (_, parent) = verified(app, "PT Asuh").await;
        let child = stunted(app).await;
        consent(app, child).await;
        let path = begun(app, &parent, child).await;
        let old = app.client(Role::RegencyOfficer, "64.74").await;
        let new = app.client(Role::RegencyOfficer, "64.02").await;
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let delivered = json!({ "position": 1, "delivered_on": "2026-11-22", "value_idr": 450_000, "receiver": "mother" });
        worker
            .post(&format!("{path}/deliveries"), delivered.clone())
            .await
            .expect(201);
        new.get(&path).await.expect(404);
        move_to(app, child, THERE).await;
        // The former regency keeps what it did, and decides no more.
        let before = only(&old).await;
        assert_eq!(before["state"], "transferred");
        assert_eq!(before["ended_on"], "2026-11-22");
        assert_eq!(before["child"]["region_code"], "64.74.01.1003");
        assert_eq!(before["child"]["state"], "moved");
        assert_eq!(before["child"]["donor_disclosure"], false);
        let ledger = read(&old, &format!("{path}/ledger")).await;
        assert_eq!(ledger["items"][0]["delivered_idr"], 450_000);
        step(&old, &path, "terminate", 409).await;
        let history = read(&old, &format!("{path}/revisions")).await;
        let actions: Vec<_> = history["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["action"].as_str().unwrap())
            .collect();
        assert_eq!(actions, ["propose", "approve", "activate", "hand_over"]);
        // The new one goes on, with what was promised, and sees nothing of what was before.
        let after = only(&new).await;
        assert_eq!(after["state"], "active");
        assert_eq!(after["follows"], before["id"]);
        assert_eq!(after["region_code"], THERE);
        assert_eq!(after["child"]["region_code"], THERE);
        assert_eq!(after["commitments"], before["commitments"]);
        for gone in [
            "",
            "/ledger",
            "/deliveries",
            "/revisions",
            "/transfers",
            "/outcome",
        ] {
            new.get(&format!("{path}{gone}")).await.expect(404);
        }
        let goes_on = format!("{ASSIGNMENTS}/{}", after["id"].as_str().unwrap());
        for gone in ["", "/ledger", "/deliveries", "/revisions", "/outcome"] {
            old.get(&format!("{goes_on}{gone}")).await.expect(404);
            read(&new, &format!("{goes_on}{gone}")).await;
        }
        // What the child grew there is not told here.
        app.sql("update child_measurement set measured_on = '2026-10-10' where measured_on = '2026-11-10'")
            .await
            .unwrap();
        measure(app, child, "2026-11-23", 8000, -210, -140).await;
        app.sql("update child_measurement set region_code = '64.02.08.2001' where measured_on = '2026-11-23'")
            .await
            .unwrap();
        let outcome = old.get(&format!("{path}/outcome")).await.expect(200);
        assert_eq!(
            outcome.json()["months_with_weighing"],
            0,
            "{}",
            outcome.text()
        );
        for path in [
            ASSIGNMENTS.to_owned(),
            path.clone(),
            format!("{path}/outcome"),
        ] {
            let text = old.get(&path).await.expect(200).text();
            assert!(
                !text.contains("64.02") && !text.contains("2026-11-23"),
                "{path}: {text}"
            );
        }
        let alerts = format!("{ASSIGNMENTS}/alerts?region=64.74");
        assert_eq!(read(&old, &alerts).await["active_count"], 0);
        let alerts = format!("{ASSIGNMENTS}/alerts?region=64.02");
        assert_eq!(read(&new, &alerts).await["active_count"], 1);
        let coverage = format!("{ASSIGNMENTS}/coverage?parent=64.74");
        let coverage = read(&old, &coverage).await;
        assert_eq!(coverage["total"]["receiving_count"], 0);
        assert_eq!(coverage["total"]["funds"][0]["delivered_idr"], 450_000);
        step(&new, &goes_on, "terminate", 200).await;
    });
}

#[test]
fn what_has_not_begun_is_decided_anew_where_the_child_lives() {
    on_each(async |app| {
        let (_, parent) = verified(app, "PT Asuh").await;
        let child = stunted(app).await;
        consent(app, child).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let made = officer.post(ASSIGNMENTS, proposal(&parent, child)).await;
        let path = made.expect(201).header("location").unwrap();
        step(&province, &path, "approve", 200).await;
        // Within the regency it goes along as it is.
        let child_path = format!("/api/v1/children/{child}");
        let update = json!({
            "sex": "F", "birth_date": "2025-12-10", "region_code": "64.74.02.1001", "risk_status": "unknown",
            "reason": "Pindah rumah"
        });
        officer.put(&child_path, update, "*").await.expect(200);
        let same = read(&officer, &path).await;
        assert_eq!(
            (&same["state"], &same["region_code"], &same["version"]),
            (&json!("approved"), &json!("64.74.02.1001"), &json!(3))
        );
        move_to(app, child, THERE).await;
        let before = read(&officer, &path).await;
        assert_eq!(before["state"], "transferred");
        let new = app.client(Role::RegencyOfficer, "64.02").await;
        let after = only(&new).await;
        assert_eq!(after["state"], "proposed");
        assert_eq!(after["started_on"], Value::Null);
        let both = province.get(&format!("{ASSIGNMENTS}?within=64")).await;
        assert_eq!(
            codes(&both.expect(200), "state"),
            ["proposed", "transferred"]
        );
    });
}
