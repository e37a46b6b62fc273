//! Incidents, the register of processing, handovers.

use std::time::Duration;

use entity::kind::Role;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use sha2::Digest;
use tumbuh::clock::Clock;

use crate::child::{CHILDREN, child, enroll};
use crate::eppgbm_samples::{TWO, file, send};
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
fn a_name_that_was_read_in_an_import_is_found() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let known = json!({"sex": "M", "birth_date": "2024-05-02", "identity": {"name": "ANAK CONTOH SATU"}});
        let known = enroll(&officer, with(child("X", None), known)).await;
        let known = known.rsplit('/').next().unwrap();
        let import = send(&officer, "create_children=true", &file(&TWO)).await;
        let import = import.expect(201).json();
        app.clock.advance(Duration::from_secs(3600));
        let now = app.clock.now().to_rfc3339();
        app.clock.advance(Duration::from_secs(3600));
        let reader = app.client(Role::HealthWorker, "64.74").await;
        let rows = format!("/api/v1/imports/{}/rows", import["id"].as_str().unwrap());
        let outcomes = ["match", "new"].map(|outcome| format!("{rows}?outcome={outcome}"));
        let quiet = read(&reader, &rows).await;
        assert_eq!(quiet["items"][0]["person"], Value::Null);
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let incident = json!({
            "region_code": "64.74", "title": "Akun dipakai orang lain", "description": "Akun dinonaktifkan.",
            "detected_at": app.clock.now(), "window_from": now, "window_to": app.clock.now()
        });
        let path = province.post(INCIDENTS, incident).await.expect(201);
        let affected = format!("{}/affected?count=true", path.header("location").unwrap());
        assert_eq!(read(&province, &affected).await["page"]["total"], 0);
        for rows in &outcomes {
            let told = reader.get(rows).header("X-Purpose", "Memutuskan baris");
            let told = told.await.expect(200).json();
            assert!(
                told["items"][0]["person"]["name"]
                    .as_str()
                    .unwrap()
                    .contains("CONTOH")
            );
        }
        let found = read(&province, &affected).await;
        assert_eq!(found["page"]["total"], 1);
        let row = &found["items"][0];
        assert_eq!(
            (&row["child_id"], &row["by"], &row["actions"], &row["times"]),
            (
                &json!(known),
                &json!(format!("user:{}", reader.name)),
                &json!(["eppgbm_import.read_rows"]),
                &json!(1)
            )
        );
        // Who was nobody yet when the row was read is found once written down.
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        app.clock.advance(Duration::from_secs(60));
        let commit = format!("/api/v1/imports/{}/commit", import["id"].as_str().unwrap());
        officer.post_if(&commit, json!({}), "*").await.expect(200);
        assert_eq!(read(&province, &affected).await["page"]["total"], 2);
        let auditor = app.client(Role::Auditor, "ID").await;
        let entries = read(
            &auditor,
            "/api/v1/audit-events?action=eppgbm_import.read_rows",
        )
        .await;
        assert_eq!(entries["items"][0]["reason"], "Memutuskan baris");
        assert_eq!(entries["items"][1]["detail"]["children"], json!([known]));
    });
}

#[test]
fn whose_data_was_touched_is_listed_both_ways() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let mut ids = Vec::new();
        for day in 1..=7 {
            let born = json!({"birth_date": format!("2025-01-{day:02}")});
            let path = enroll(&worker, with(child("ANAK SINTETIS", None), born)).await;
            ids.push(path.rsplit('/').next().unwrap().to_owned());
        }
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let recorded = officer.post(INCIDENTS, incident()).await.expect(201);
        let list = format!("{}/affected?limit=3", recorded.header("location").unwrap());
        for sort in ["child_id", "-child_id"] {
            let (mut seen, mut pages, mut next) = (Vec::new(), Vec::new(), None::<String>);
            loop {
                let cursor = next.map_or_else(String::new, |next| format!("&cursor={next}"));
                let page = read(&officer, &format!("{list}&sort={sort}{cursor}")).await;
                seen.extend(page["items"].as_array().unwrap().clone());
                next = page["page"]["next"].as_str().map(str::to_owned);
                pages.push(page);
                if next.is_none() {
                    break;
                }
            }
            let mut found: Vec<_> = seen
                .iter()
                .map(|row| row["child_id"].as_str().unwrap().to_owned())
                .collect();
            if sort == "-child_id" {
                found.reverse();
            }
            assert_eq!(found, ids, "{sort}");
            let prev = pages[2]["page"]["prev"].as_str().unwrap();
            let back = read(&officer, &format!("{list}&sort={sort}&cursor={prev}")).await;
            assert_eq!(back["items"], pages[1]["items"]);
            assert!(back["page"]["next"].is_string());
            let first = back["page"]["prev"].as_str().unwrap();
            let first = read(&officer, &format!("{list}&sort={sort}&cursor={first}")).await;
            assert_eq!(
                (&first["items"], &first["page"]["prev"]),
                (&pages[0]["items"], &Value::Null)
            );
        }
    });
}

#[test]
fn the_fingerprint_of_a_body_cannot_be_tried_out() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let body = child("ANAK SINTETIS", Some("6474000000009001"));
        let post = || {
            let request = worker.post(CHILDREN, body.clone());
            request.header("Idempotency-Key", "sebuah-kunci-idempotensi")
        };
        let made = post().await.expect(201);
        let again = post().await.expect(201);
        assert_eq!(again.header("idempotent-replayed").as_deref(), Some("true"));
        assert_eq!(made.json(), again.json());
        let row = entity::idempotency::Entity::find().one(&app.owner).await;
        let fingerprint = row.unwrap().unwrap().fingerprint;
        let plain = sha2::Sha256::digest(serde_json::to_vec(&body).unwrap());
        assert_eq!(fingerprint.len(), 32);
        assert_ne!(fingerprint, plain.to_vec());
        let other = worker.post(CHILDREN, child("ANAK LAIN", None));
        let other = other.header("Idempotency-Key", "sebuah-kunci-idempotensi");
        other.await.expect(422);
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
