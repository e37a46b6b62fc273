//! Deliveries: recorded by one and verified by another, corrected with every version kept; the ledger to the rupiah.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::foster::{link, step, verified};
use crate::foster_care::{ASSIGNMENTS, begun, proposal, stunted};
use crate::foster_samples::consent;
use crate::reference::{faults, read, with};
use crate::support::on_each;

fn delivery(position: i32, value_idr: i64) -> Value {
    json!({
        "position": position, "delivered_on": "2026-11-22", "quantity": 30, "value_idr": value_idr, "receiver": "mother",
        "evidence_reference": "BAST 1/2026"
    })
}

#[test]
fn what_was_handed_over_is_recorded_and_checked() {
    on_each(async |app| {
        let (parent_path, parent) = verified(app, "PT Asuh").await;
        let (other_path, _) = verified(app, "PT Lain").await;
        let donor = app.client(Role::FosterParent, "64.74").await;
        let stranger = app.client(Role::FosterParent, "64.74").await;
        link(app, &parent_path, &donor).await;
        link(app, &other_path, &stranger).await;
        let child = stunted(app).await;
        consent(app, child).await;
        let path = begun(app, &parent, child).await;
        let deliveries = format!("{path}/deliveries");
        let worker = app.client(Role::HealthWorker, "64.74.01").await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        stranger.post(&deliveries, delivery(1, 1)).await.expect(404);
        officer.post(&deliveries, delivery(1, 1)).await.expect(403);
        for (changes, pointer) in [
            (json!({ "position": 3 }), "/position"),
            (json!({ "delivered_on": "2026-11-23" }), "/delivered_on"),
            (json!({ "delivered_on": "2026-11-21" }), "/delivered_on"),
            (json!({ "receiver": "Ibu" }), "/receiver"),
            (json!({ "value_idr": -1 }), "/value_idr"),
        ] {
            let body = with(delivery(1, 1), changes);
            let refused = donor.post(&deliveries, body).await.expect(422);
            assert_eq!(faults(&refused), [pointer]);
        }
        let by_donor = donor
            .post(&deliveries, delivery(1, 400_000))
            .await
            .expect(201);
        let given = by_donor.header("location").unwrap();
        let by_worker = worker
            .post(&deliveries, delivery(2, 50_000))
            .await
            .expect(201);
        let other = by_worker.header("location").unwrap();
        let right = with(delivery(1, 449_999), json!({ "reason": "Salah hitung" }));
        donor.put(&other, right.clone(), "*").await.expect(409);
        stranger.put(&given, right.clone(), "*").await.expect(404);
        let corrected = donor.put(&given, right.clone(), &by_donor.etag()).await;
        assert_eq!(corrected.expect(200).json()["version"], 2);
        donor
            .put(&given, right.clone(), &by_donor.etag())
            .await
            .expect(412);
        // Whoever wrote any version of it does not check it.
        let body = json!({ "reason": "Sesuai" });
        let verify = format!("{given}/verify");
        donor.post_if(&verify, body.clone(), "*").await.expect(403);
        step(&officer, &given, "verify", 200).await;
        donor.put(&given, right.clone(), "*").await.expect(409);
        let again = worker.put(&given, right, "*").await.expect(200).json();
        assert_eq!(
            (&again["state"], &again["verified_by"]),
            (&json!("recorded"), &json!(null))
        );
        step(&officer, &given, "verify", 200).await;
        let versions = read(&officer, &format!("{given}/revisions")).await;
        let values: Vec<_> = versions["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["record"]["value_idr"].as_i64().unwrap())
            .collect();
        assert_eq!(values, [400_000, 449_999, 449_999, 449_999, 449_999]);
        let ledger = read(&officer, &format!("{path}/ledger")).await;
        let food = &ledger["items"][0];
        assert_eq!(food["promised_idr"], 1_350_000);
        assert_eq!(food["due_idr"], 450_000);
        assert_eq!(food["delivered_idr"], 449_999);
        assert_eq!(food["verified_idr"], 449_999);
        assert_eq!(food["outstanding_idr"], 1);
        assert_eq!(food["months"][0]["month"], "2026-11");
        assert_eq!(food["months"][0]["promised_quantity"], 30);
        assert_eq!(
            ledger["funds"],
            json!([{ "funding_source": "csr", "promised_idr": 1_500_000, "delivered_idr": 499_999, "verified_idr": 449_999,
                "with_proof_idr": 499_999, "without_proof_idr": 0 }])
        );
        worker
            .post_if(&format!("{other}/withdraw"), body.clone(), "*")
            .await
            .expect(200);
        worker
            .post_if(&format!("{other}/withdraw"), body, "*")
            .await
            .expect(409);
        let ledger = read(&officer, &format!("{path}/ledger")).await;
        assert_eq!(ledger["items"][1]["delivered_idr"], 0);
        let all = read(&officer, &deliveries).await;
        assert_eq!(
            all["items"].as_array().unwrap().len(),
            2,
            "withdrawn ones stay"
        );
    });
}

#[test]
fn nothing_is_delivered_before_the_beginning() {
    on_each(async |app| {
        let (_, parent) = verified(app, "PT Asuh").await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let body = proposal(&parent, stunted(app).await);
        let made = officer.post(ASSIGNMENTS, body).await.expect(201);
        let to = format!("{}/deliveries", made.header("location").unwrap());
        worker.post(&to, delivery(1, 1)).await.expect(409);
        let elsewhere = app.client(Role::HealthWorker, "64.71").await;
        elsewhere.post(&to, delivery(1, 1)).await.expect(404);
    });
}
