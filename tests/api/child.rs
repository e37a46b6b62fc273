//! Children: written down by code, told apart, and known by name only to whom has the right, each time on record.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::child_samples::VILLAGE;
use crate::reference::{faults, read, with};
use crate::support::{Client, TestApp, on_each};

pub const CHILDREN: &str = "/api/v1/children";

/// A child to be written down; names and NIK are invented, and the NIK cannot be one.
pub fn child(name: &str, nik: Option<&str>) -> Value {
    json!({
        "sex": "F", "birth_date": "2024-11-02", "region_code": VILLAGE, "puskesmas": "Puskesmas Contoh",
        "posyandu": "Posyandu Contoh", "birth_weight_kg": 3.1, "birth_length_cm": 49.5, "risk_status": "at_risk",
        "identity": {"name": name, "nik": nik, "mother_name": "IBU SINTETIS", "father_name": null, "address": "RT 00"}
    })
}

/// Writes a child down and gives its path.
pub async fn enroll(client: &Client, body: Value) -> String {
    let written = client.post(CHILDREN, body).await.expect(201);
    written.header("location").unwrap()
}

async fn audited(app: &TestApp, action: &str) -> Value {
    let auditor = app.client(Role::Auditor, "ID").await;
    let path = format!("/api/v1/audit-events?action={action}");
    read(&auditor, &path).await["items"].clone()
}

#[test]
fn a_child_is_shown_by_its_code_alone() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let body = child("ANAK SINTETIS", Some("6474000000009001"));
        let written = worker.post(CHILDREN, body).await.expect(201);
        let path = written.header("location").unwrap();
        for answer in [
            written.text(),
            worker.get(&path).await.expect(200).text(),
            worker.get(CHILDREN).await.expect(200).text(),
            worker
                .get(&format!("{path}/revisions"))
                .await
                .expect(200)
                .text(),
        ] {
            for personal in ["SINTETIS", "6474000000009001", "RT 00", "identity"] {
                assert!(!answer.contains(personal), "{personal} in {answer}");
            }
        }
        let shown = worker.get(&path).await.expect(200);
        assert_eq!(shown.header("cache-control").unwrap(), "private, no-store");
        let shown = shown.json();
        assert_eq!(shown["age_months"], 24);
        assert_eq!(
            (&shown["birth_weight_kg"], &shown["birth_length_cm"]),
            (&json!(3.1), &json!(49.5))
        );
        // What is sealed can be neither filtered nor sorted by.
        for query in ["name=ANAK", "nik=6474000000009001", "sort=name"] {
            let refused = worker.get(&format!("{CHILDREN}?{query}")).await.expect(422);
            assert!(!refused.text().contains("6474000000009001"), "{query}");
        }
        let code = shown["code"].as_str().unwrap();
        for (query, found) in [
            (format!("code={code}"), 1),
            ("within=64.74.02".to_owned(), 0),
            (
                "within=64.74.01&sex=F&risk_status=at_risk&state=active".to_owned(),
                1,
            ),
            ("sex=M".to_owned(), 0),
            (
                "birth_from=2024-11-02&birth_to=2024-11-02&sort=-birth_date".to_owned(),
                1,
            ),
            ("birth_from=2024-11-03".to_owned(), 0),
        ] {
            let page = read(&worker, &format!("{CHILDREN}?{query}")).await;
            assert_eq!(page["items"].as_array().unwrap().len(), found, "{query}");
        }
    });
}

#[test]
fn who_a_child_is_is_told_for_a_purpose_and_put_on_record() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let body = child("ANAK SINTETIS", Some("6474000000009001"));
        let path = enroll(&worker, body).await;
        let ask = format!("{path}/identity");
        let refused = worker.post(&ask, json!({})).await.expect(422);
        assert_eq!(faults(&refused), ["/purpose"]);
        let purpose = json!({"purpose": "Kunjungan rumah"});
        let told = worker.post(&ask, purpose.clone()).await.expect(200);
        assert_eq!(told.header("cache-control").unwrap(), "private, no-store");
        let told = told.json();
        assert_eq!(
            (&told["name"], &told["nik"]),
            (&json!("ANAK SINTETIS"), &json!("6474************"))
        );
        let whole = with(purpose.clone(), json!({"nik": "full"}));
        // Nothing of it is kept for a retry: it is read again, and is on record again.
        for _ in 0..2 {
            let request = worker.post(&ask, whole.clone());
            let told = request
                .header("Idempotency-Key", "sebuah-kunci-yang-sama")
                .await;
            assert_eq!(told.expect(200).json()["nik"], "6474000000009001");
        }
        let entries = audited(app, "child.read_identity").await;
        assert_eq!(entries.as_array().unwrap().len(), 3);
        assert_eq!(entries[2]["reason"], "Kunjungan rumah");
        assert_eq!(entries[2]["detail"], json!({"nik": "masked"}));
        assert!(!entries.to_string().contains("SINTETIS"));
        // Who approves sees no name; another regency sees no child.
        let province = app.client(Role::ProvinceOfficer, "64").await;
        province.get(&path).await.expect(200);
        province.post(&ask, purpose.clone()).await.expect(403);
        let auditor = app.client(Role::Auditor, "64").await;
        auditor.get(&path).await.expect(200);
        auditor.post(&ask, purpose.clone()).await.expect(403);
        let other = app.client(Role::HealthWorker, "64.71").await;
        other.post(&ask, purpose).await.expect(404);
        for role in [Role::FosterParent, Role::Viewer, Role::Assessor] {
            app.client(role, "64").await.get(CHILDREN).await.expect(403);
        }
    });
}

#[test]
fn a_child_is_found_by_name_within_the_region() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let body = child("SITI AISYAH SINTETIS", Some("6474000000009001"));
        let path = enroll(&worker, body).await;
        let search = format!("{CHILDREN}/search");
        let purpose = json!({"purpose": "Mencari catatan"});
        for (by, found) in [
            (
                json!({"name": "Siti Aisya Sintetis", "birth_date": "2024-11-02"}),
                1,
            ),
            // Day and month exchanged.
            (
                json!({"name": "Siti Aisya Sintetis", "birth_date": "2024-02-11"}),
                1,
            ),
            (json!({"name": "siti aisyah", "region_code": "64.74.01"}), 1),
            (json!({"name": "siti aisyah", "region_code": "64.74.02"}), 0),
            (json!({"name": "Bagus Lain", "birth_date": "2024-11-02"}), 0),
            (json!({"nik": "6474000000009001"}), 1),
            (json!({"nik": "6474000000009002"}), 0),
        ] {
            let answer = worker
                .post(&search, with(purpose.clone(), by.clone()))
                .await;
            let answer = answer.expect(200).json();
            assert_eq!(answer["items"].as_array().unwrap().len(), found, "{by}");
            if found == 1 {
                let id = answer["items"][0]["child"]["id"].as_str().unwrap();
                assert!(path.ends_with(id));
                assert_eq!(answer["items"][0]["identity"]["nik"], "6474************");
            }
        }
        for (by, pointer) in [
            (json!({}), "/name"),
            (json!({"birth_date": "2024-11-02"}), "/name"),
            (json!({"name": "Siti"}), "/birth_date"),
            (
                json!({"name": "Siti", "region_code": "64.74"}),
                "/birth_date",
            ),
            (json!({"nik": "02022**********1"}), "/nik"),
        ] {
            let refused = worker
                .post(&search, with(purpose.clone(), by.clone()))
                .await;
            let refused = refused.expect(422);
            assert_eq!(faults(&refused), [pointer], "{by}");
            assert!(!refused.text().contains("02022"));
        }
        let stranger = app.client(Role::HealthWorker, "64.71").await;
        let by_nik = with(purpose, json!({"nik": "6474000000009001"}));
        let answer = stranger.post(&search, by_nik).await.expect(200).json();
        assert_eq!(answer["items"], json!([]));
        let entries = audited(app, "child.search").await.to_string();
        assert!(!entries.contains("SITI") && !entries.contains("6474000000009001"));
        let id = path.rsplit('/').next().unwrap();
        assert!(entries.contains(id), "whom it found is on record");
    });
}

#[test]
fn the_same_child_is_not_written_down_twice_by_mistake() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let first = enroll(&worker, child("RIZKY SINTETIS", Some("6474000000009001"))).await;
        let again = with(
            child("Riski  Sintetis", None),
            json!({"region_code": "64.74.01.1004"}),
        );
        let there = worker
            .post(CHILDREN, again.clone())
            .await
            .expect(409)
            .json();
        assert_eq!(there["existing"], json!(first));
        assert!(!there.to_string().contains("intetis"), "{there}");
        let unreasoned = with(again.clone(), json!({"confirm_distinct": true}));
        let refused = worker.post(CHILDREN, unreasoned.clone()).await.expect(422);
        assert_eq!(faults(&refused), ["/distinct_reason"]);
        let distinct = with(
            unreasoned,
            json!({"distinct_reason": "Nama sama, ibu lain"}),
        );
        let written = worker.post(CHILDREN, distinct).await.expect(201).json();
        assert_eq!(written["suspected_duplicates"].as_array().unwrap().len(), 1);
        assert_eq!(
            written["suspected_duplicates"][0]["grounds"][0],
            "birth_date"
        );
        // A NIK is known once in a regency, whoever says that it is another child.
        let mut taken = child("BAGUS LAIN", Some("6474000000009001"));
        taken["birth_date"] = json!("2025-05-05");
        let refused = worker.post(CHILDREN, taken.clone()).await.expect(409);
        assert!(!refused.text().contains("6474000000009001"));
        let elsewhere = app.client(Role::HealthWorker, "64.71").await;
        taken["region_code"] = json!("64.71.01.1001");
        elsewhere.post(CHILDREN, taken).await.expect(201);
        // The pair is listed for whom decides, by code.
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let list = format!("{CHILDREN}/duplicates?region_code=64.74&count=true");
        let pairs = read(&officer, &list).await;
        assert_eq!(pairs["page"]["total"], 1);
        assert_eq!(pairs["items"][0]["certain"], true);
        assert!(!pairs.to_string().contains("intetis"));
        for code in ["64.71", "64", "ID", "64.99"] {
            let list = format!("{CHILDREN}/duplicates?region_code={code}");
            officer.get(&list).await.expect(422);
        }
        worker.get(&list).await.expect(403);
    });
}

#[test]
fn what_cannot_be_a_child_is_refused() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        for (changes, pointer) in [
            (json!({"region_code": "64.74"}), "/region_code"),
            (json!({"region_code": "64.71.01.1001"}), "/region_code"),
            (json!({"region_code": "6474"}), "/region_code"),
            (json!({"birth_date": "2026-11-23"}), "/birth_date"),
            (json!({"birth_date": "1999-12-31"}), "/birth_date"),
            (json!({"sex": "L"}), "/sex"),
            (json!({"birth_weight_kg": 3100}), "/birth_weight_kg"),
            (json!({"state": "died"}), "/state"),
            (
                json!({"identity": {"name": "ANAK", "nik": "02022***********"}}),
                "/identity/nik",
            ),
            (json!({"identity": {"name": " "}}), "/identity/name"),
            (json!({"identity": ["ANAK"]}), "/identity"),
        ] {
            let refused = worker.post(
                CHILDREN,
                with(child("ANAK SINTETIS", None), changes.clone()),
            );
            assert_eq!(faults(&refused.await.expect(422)), [pointer], "{changes}");
        }
        assert_eq!(app.count("child").await, 0);
    });
}

#[test]
fn a_record_is_corrected_and_its_versions_are_kept() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let path = enroll(&worker, child("ANAK SINTETIS", Some("6474000000009001"))).await;
        let measurement = json!({
            "measured_on": "2026-11-20", "weight_kg": 9.4, "height_cm": 79.5, "posture": "standing", "source": "EPPGBM"
        });
        let measured = worker
            .post(&format!("{path}/measurements"), measurement)
            .await;
        let measured = measured.expect(201);
        let mut body = child("ANAK SINTETIS", None);
        body.as_object_mut().unwrap().remove("identity");
        body["birth_date"] = json!("2025-05-02");
        body["reason"] = json!("Sesuai buku KIA");
        let tag = worker.get(&path).await.expect(200).etag();
        let changed = worker.put(&path, body.clone(), &tag).await.expect(200);
        assert_eq!(changed.json()["age_months"], 18);
        worker.put(&path, body.clone(), &tag).await.expect(412);
        // Left out, it stays who it is.
        let purpose = json!({"purpose": "Memeriksa koreksi", "nik": "full"});
        let told = worker
            .post(&format!("{path}/identity"), purpose.clone())
            .await;
        assert_eq!(told.expect(200).json()["nik"], "6474000000009001");
        // Every measurement is judged again by the other day of birth.
        let again = read(&worker, &measured.header("location").unwrap()).await;
        assert_ne!(again["z"]["haz"], measured.json()["z"]["haz"]);
        assert_eq!(
            (&again["version"], &again["age_days"]),
            (&json!(2), &json!(567))
        );
        body["identity"] = json!({"name": "ANAK LAIN", "nik": null});
        worker.put(&path, body, "*").await.expect(200);
        let told = worker.post(&format!("{path}/identity"), purpose).await;
        let told = told.expect(200).json();
        assert_eq!(
            (&told["name"], &told["nik"]),
            (&json!("ANAK LAIN"), &Value::Null)
        );
        let revisions = read(&worker, &format!("{path}/revisions")).await;
        assert_eq!(revisions["items"].as_array().unwrap().len(), 3);
        assert_eq!(revisions["items"][1]["reason"], "Sesuai buku KIA");
        assert_eq!(revisions["items"][2]["record"]["birth_date"], "2024-11-02");
        // Its NIK is free again.
        let other = with(
            child("BAGUS SINTETIS", Some("6474000000009001")),
            json!({"birth_date": "2023-01-01"}),
        );
        enroll(&worker, other).await;
    });
}
