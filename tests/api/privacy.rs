//! Incidents, the register of processing, handovers.

use std::time::Duration;

use entity::kind::Role;
use serde_json::{Value, json};

use crate::child::{CHILDREN, child, enroll};
use crate::reference::{faults, read, with};
use crate::support::on_each;

const INCIDENTS: &str = "/api/v1/privacy/incidents";

fn incident() -> Value {
    json!({
        "region_code": "64.74", "title": "Akun dipakai orang lain", "description": "Akun dinonaktifkan.",
        "detected_at": "2026-11-22T00:00:00Z", "window_from": "2026-11-21T00:00:00Z", "window_to": "2026-11-22T00:00:00Z"
    })
}

#[test]
fn an_incident_says_until_when_whom_has_to_be_told() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let seen = enroll(&worker, child("ANAK SINTETIS", None)).await;
        let purpose = json!({"purpose": "Kunjungan rumah"});
        worker
            .post(&format!("{seen}/identity"), purpose)
            .await
            .expect(200);
        let search =
            json!({"purpose": "Mencari", "name": "ANAK SINTETIS", "birth_date": "2024-11-02"});
        worker
            .post(&format!("{CHILDREN}/search"), search)
            .await
            .expect(200);
        let elsewhere = app.client(Role::HealthWorker, "64.71").await;
        let foreign = with(
            child("ANAK LAIN", None),
            json!({"region_code": "64.71.01.1001"}),
        );
        enroll(&elsewhere, foreign).await;
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        for (wrong, pointer) in [
            (
                json!({"detected_at": "2026-11-22T00:00:01Z"}),
                "/detected_at",
            ),
            (json!({"window_to": "2026-11-20T00:00:00Z"}), "/window_to"),
            (json!({"window_from": "2026-10-01T00:00:00Z"}), "/window_to"),
            (json!({"region_code": "63"}), "/region_code"),
        ] {
            let refused = officer
                .post(INCIDENTS, with(incident(), wrong.clone()))
                .await
                .expect(422);
            assert_eq!(faults(&refused), [pointer], "{wrong}");
        }
        let recorded = officer.post(INCIDENTS, incident()).await.expect(201);
        let path = recorded.header("location").unwrap();
        assert_eq!(recorded.json()["notify_by"], "2026-11-25T00:00:00Z");
        // After the window.
        app.clock.advance(Duration::from_secs(60));
        enroll(
            &worker,
            with(
                child("ANAK KEMUDIAN", None),
                json!({"birth_date": "2025-01-01"}),
            ),
        )
        .await;
        let touched = read(&officer, &format!("{path}/affected?count=true&limit=1")).await;
        assert_eq!(touched["page"]["total"], 2);
        let next = touched["page"]["next"].as_str().unwrap();
        let rest = read(
            &officer,
            &format!("{path}/affected?count=true&limit=1&cursor={next}"),
        )
        .await;
        let mut all = vec![touched["items"][0].clone(), rest["items"][0].clone()];
        all.sort_by_key(|row| row["region_code"].to_string());
        assert_eq!(all[1]["by"], format!("user:{}", worker.name));
        assert_eq!(
            all[1]["actions"],
            json!(["child.create", "child.read_identity", "child.search"])
        );
        assert!(!json!(all).to_string().contains("SINTETIS"));
        let told = json!({"notified_at": "2026-11-22T00:00:30Z", "notified_whom": "Orang tua dan lembaga PDP"});
        let told = officer
            .post_if(&format!("{path}/notified"), told, "\"v1\"")
            .await
            .expect(200);
        assert_eq!(told.json()["overdue"], false);
        let waiting = read(&officer, &format!("{INCIDENTS}?notified=false")).await;
        assert_eq!(waiting["items"], json!([]));
        app.client(Role::RegencyOfficer, "64.74")
            .await
            .get(&path)
            .await
            .expect(403);
    });
}

#[test]
fn processing_and_handovers_are_registered() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let activities = "/api/v1/privacy/processing-activities";
        let body = json!({
            "region_code": "64", "name": "Pemantauan", "purpose": "Percepatan", "lawful_basis": "UU 27/2022 Pasal 20",
            "data_categories": "Identitas anak", "recipients": "Dinas Kesehatan", "retention": "Lima tahun",
            "valid_from": "2026-01-01", "valid_to": null
        });
        let added = officer.post(activities, body.clone()).await.expect(201);
        let path = added.header("location").unwrap();
        officer.post(activities, body.clone()).await.expect(409);
        let ended = with(body, json!({"valid_to": "2026-10-31", "reason": "Selesai"}));
        let early = with(ended.clone(), json!({"valid_to": "2025-12-31"}));
        assert_eq!(
            faults(&officer.put(&path, early, "*").await.expect(422)),
            ["/valid_to"]
        );
        officer.put(&path, ended, &added.etag()).await.expect(200);
        for (day, found) in [("2026-10-31", 1), ("2026-11-01", 0)] {
            let page = read(&officer, &format!("{activities}?valid_on={day}")).await;
            assert_eq!(page["items"].as_array().unwrap().len(), found, "{day}");
        }
        let revisions = read(&officer, &format!("{path}/revisions")).await;
        assert_eq!(revisions["items"][1]["snapshot"], added.json());
        let handovers = "/api/v1/data-handovers";
        let body = json!({
            "region_code": "64.02", "dataset": "KRS", "period": "2025-S1", "giver": "BKKBN", "receiver": "Dinas Kesehatan",
            "purpose": "Intervensi", "row_count": 1250, "sha256": "0".repeat(64), "document_reference": "BAST 1",
            "handed_over_on": "2025-03-13"
        });
        let recorded = officer.post(handovers, body.clone()).await.expect(201);
        let shown = read(&officer, &recorded.header("location").unwrap()).await;
        assert_eq!(shown, recorded.json());
        for (wrong, pointer) in [
            (json!({"sha256": "x"}), "/sha256"),
            (json!({"period": "semester"}), "/period"),
            (json!({"handed_over_on": "2027-01-01"}), "/handed_over_on"),
        ] {
            let refused = officer
                .post(handovers, with(body.clone(), wrong.clone()))
                .await
                .expect(422);
            assert_eq!(faults(&refused), [pointer], "{wrong}");
        }
        let page = read(&officer, &format!("{handovers}?within=64.74")).await;
        assert_eq!(page["items"], json!([]));
    });
}
