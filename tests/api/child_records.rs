//! What is recorded of children: measurements, growth, consents, what becomes of them, records that are one child.

use entity::id::ChildId;
use entity::kind::{ConsentScope, Role};
use serde_json::{Value, json};

use crate::child::{CHILDREN, child, enroll};
use crate::reference::{faults, read, with};
use crate::support::{Client, on_each};

/// A measurement of a day.
fn measurement(on: &str, kg: f64, cm: f64) -> Value {
    json!({"measured_on": on, "weight_kg": kg, "height_cm": cm, "posture": "lying", "source": "EPPGBM"})
}

async fn measure(client: &Client, child: &str, body: Value) -> String {
    let written = client
        .post(&format!("{child}/measurements"), body)
        .await
        .expect(201);
    written.header("location").unwrap()
}

fn codes(measurement: &Value) -> Vec<&str> {
    let findings = measurement["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|f| f["code"].as_str().unwrap())
        .collect()
}

#[test]
fn a_measurement_is_judged_by_the_standard_and_by_what_can_be() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let path = enroll(&worker, child("ANAK SINTETIS", None)).await;
        let all = format!("{path}/measurements");
        let body = with(
            measurement("2026-11-20", 9.4, 79.5),
            json!({"posture": "standing"}),
        );
        let written = worker.post(&all, body.clone()).await.expect(201);
        let location = written.header("location").unwrap();
        let written = written.json();
        assert_eq!(written["age_days"], 748);
        assert_eq!(
            written["standard_version"],
            "WHO_2006_2007+PERMENKES_2_2020"
        );
        let z = &written["z"];
        assert_eq!(
            (&z["waz"], &z["haz"], &z["whz"]),
            (&json!(-1.75), &json!(-2.06), &json!(-0.85))
        );
        assert_eq!(codes(&written), Vec::<&str>::new());
        let again = worker.post(&all, body).await.expect(409).json();
        assert_eq!(again["existing"], json!(location));
        for (changes, pointer, code) in [
            (
                json!({"measured_on": "2024-11-01"}),
                "/measured_on",
                "before_birth",
            ),
            (
                json!({"measured_on": "2026-11-23"}),
                "/measured_on",
                "in_the_future",
            ),
            (
                json!({"weight_kg": 9400}),
                "/weight_kg",
                "grams_as_kilograms",
            ),
            (
                json!({"height_cm": 0.795}),
                "/height_cm",
                "metres_as_centimetres",
            ),
            (
                json!({"height_cm": 795}),
                "/height_cm",
                "millimetres_as_centimetres",
            ),
            (json!({"weight_kg": 0.8}), "/weight_kg", "weight_impossible"),
            (json!({"source": "TIDAK_ADA"}), "/source", "unknown_value"),
            (
                json!({"weight_kg": null, "height_cm": null}),
                "/weight_kg",
                "nothing_measured",
            ),
            (json!({"z": 1}), "/z", "unknown_member"),
        ] {
            let body = with(measurement("2026-10-20", 9.4, 79.5), changes.clone());
            let refused = worker.post(&all, body).await.expect(422);
            assert_eq!(faults(&refused), [pointer], "{changes}");
            assert_eq!(refused.json()["errors"][0]["code"], code, "{changes}");
        }
        let exchanged = measurement("2026-10-20", 79.5, 9.4);
        let refused = worker.post(&all, exchanged).await.expect(422);
        assert_eq!(faults(&refused), ["/weight_kg", "/height_cm"]);
        // Odd, but possible.
        let odd = with(
            measurement("2026-10-25", 8.3, 81.0),
            json!({"posture": "standing"}),
        );
        let odd = worker.post(&all, odd).await.expect(201);
        let tag = odd.etag();
        let at = odd.header("location").unwrap();
        assert_eq!(
            codes(&odd.json()),
            ["height_as_length", "height_higher_than_after"]
        );
        let why = json!({"reason": "Diukur dua kali"});
        let waived = worker
            .post_if(&format!("{at}/waive"), why.clone(), &tag)
            .await
            .expect(200);
        assert_eq!(waived.json()["waived_reason"], "Diukur dua kali");
        worker
            .post_if(&format!("{location}/waive"), why.clone(), "*")
            .await
            .expect(409);
        let corrected = with(
            measurement("2026-10-25", 9.1, 78.0),
            json!({"reason": "Salah baca"}),
        );
        worker.put(&at, corrected.clone(), &tag).await.expect(412);
        let corrected_answer = worker
            .put(&at, corrected.clone(), "*")
            .await
            .expect(200)
            .json();
        assert_eq!(corrected_answer["waived_reason"], Value::Null);
        let onto = with(corrected, json!({"measured_on": "2026-11-20"}));
        let taken = worker.put(&at, onto, "*").await.expect(409).json();
        assert_eq!(taken["existing"], json!(location));
        let gone = worker
            .post_if(&format!("{at}/withdraw"), why.clone(), "*")
            .await
            .expect(200);
        assert_eq!(gone.json()["state"], "withdrawn");
        worker
            .post_if(&format!("{at}/withdraw"), why, "*")
            .await
            .expect(409);
        measure(&worker, &path, measurement("2026-10-25", 9.1, 78.0)).await;
        let revisions = read(&worker, &format!("{at}/revisions")).await;
        let actions: Vec<_> = revisions["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| &r["action"])
            .collect();
        assert_eq!(
            json!(actions),
            json!(["withdraw", "correct", "waive", "create"])
        );
        let page = read(&worker, &format!("{all}?state=valid&limit=1&count=true")).await;
        assert_eq!(
            (&page["page"]["total"], &page["items"][0]["measured_on"]),
            (&json!(2), &json!("2026-11-20"))
        );
        assert_eq!(
            read(&worker, &path).await["latest"]["measured_on"],
            "2026-11-20"
        );
    });
}

#[test]
fn many_measurements_are_taken_together_or_each_for_itself() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let path = enroll(&worker, child("ANAK SINTETIS", None)).await;
        let id = path.rsplit('/').next().unwrap();
        let elsewhere = app.client(Role::HealthWorker, "64.71").await;
        let foreign = with(
            child("ANAK LAIN", None),
            json!({"region_code": "64.71.01.1001"}),
        );
        let foreign = enroll(&elsewhere, foreign).await;
        let foreign = foreign.rsplit('/').next().unwrap();
        let bulk = "/api/v1/child-measurements/bulk";
        let row =
            |id: &str, on: &str| json!({"child_id": id, "measurement": measurement(on, 9.0, 77.0)});
        let rows = json!({"items": [
            row(id, "2026-09-01"), row(id, "2026-10-01"), row(id, "2026-10-01"), row(foreign, "2026-10-01"),
            {"child_id": id, "measurement": measurement("2026-10-02", 9000.0, 77.0)}, {},
        ]});
        let refused = worker.post(bulk, rows.clone()).await.expect(422);
        assert_eq!(
            faults(&refused),
            [
                "/items/2",
                "/items/3/child_id",
                "/items/4/measurement/weight_kg",
                "/items/5/child_id",
                "/items/5/measurement"
            ]
        );
        assert_eq!(app.count("child_measurement").await, 0);
        let taken = worker
            .post(&format!("{bulk}?mode=partial"), rows.clone())
            .await
            .expect(207)
            .json();
        assert_eq!(
            (&taken["created"], &taken["rejected"]),
            (&json!(2), &json!(4))
        );
        let again = worker
            .post(&format!("{bulk}?mode=partial"), rows)
            .await
            .expect(207)
            .json();
        assert_eq!(
            (&again["created"], &again["items"][0]["status"]),
            (&json!(0), &json!(409))
        );
        assert_eq!(again["items"][0]["existing"], taken["items"][0]["location"]);
    });
}

#[test]
fn growth_is_read_and_drawn_without_a_name() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let path = enroll(&worker, child("ANAK SINTETIS", None)).await;
        for (on, kg, cm) in [
            ("2026-06-10", 8.6, 74.0),
            ("2026-07-10", 8.9, 74.6),
            ("2026-08-10", 8.9, 75.2),
            ("2026-09-10", 8.8, 75.8),
        ] {
            measure(&worker, &path, measurement(on, kg, cm)).await;
        }
        let growth = worker
            .get(&format!("{path}/growth"))
            .header("Accept-Language", "en")
            .await;
        let growth = growth.expect(200).json();
        let points = growth["points"].as_array().unwrap();
        let gains: String = points
            .iter()
            .map(|p| p["gain"]["status"].as_str().unwrap())
            .collect();
        assert_eq!(gains, "BNTT");
        assert_eq!(growth["alerts"], json!(["not_gained_twice"]));
        assert_eq!(points[3]["haz"]["category"], "stunted");
        assert_eq!(points[3]["haz"]["category_name"], "Stunted");
        let chart = worker
            .get(&format!("{path}/growth/chart.svg?index=haz"))
            .await
            .expect(200);
        assert_eq!(chart.header("content-type").unwrap(), "image/svg+xml");
        assert!(
            chart
                .header("content-security-policy")
                .unwrap()
                .contains("sandbox")
        );
        assert_eq!(chart.text().matches("<circle").count(), 4);
        assert!(!chart.text().contains("SINTETIS"));
        worker
            .get(&format!("{path}/growth/chart.svg?index=x"))
            .await
            .expect(422);
    });
}

#[test]
fn a_consent_holds_until_it_is_taken_back() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let path = enroll(&worker, child("ANAK SINTETIS", None)).await;
        let id = ChildId(path.rsplit('/').next().unwrap().parse().unwrap());
        let body = json!({
            "scope": "donor_disclosure", "relation": "mother", "given_by": "IBU SINTETIS", "text_version": "P-1",
            "given_on": "2026-11-10"
        });
        let given = worker
            .post(&format!("{path}/consents"), body.clone())
            .await
            .expect(201);
        let at = given.header("location").unwrap();
        assert!(!given.text().contains("SINTETIS") && given.json()["giver_known"] == true);
        let holds = async |scope, on: &str| {
            let reader = app.services.db.reader();
            let on = on.parse().unwrap();
            let found = tumbuh::child::consented(reader, &[id], scope, on)
                .await
                .unwrap();
            found.contains(&id)
        };
        assert!(!holds(ConsentScope::DonorDisclosure, "2026-11-09").await);
        assert!(holds(ConsentScope::DonorDisclosure, "2026-11-10").await);
        assert!(!holds(ConsentScope::Photograph, "2026-11-10").await);
        // Written down twice, it is one consent, and taken back once.
        worker.post(&format!("{path}/consents"), body).await;
        let early = json!({"withdrawn_on": "2026-11-09", "reason": "Ditarik"});
        let refused = worker
            .post_if(&format!("{at}/withdraw"), early, "*")
            .await
            .expect(422);
        assert_eq!(faults(&refused), ["/withdrawn_on"]);
        let back = json!({"withdrawn_on": "2026-11-21", "reason": "Ditarik orang tua"});
        worker
            .post_if(&format!("{at}/withdraw"), back.clone(), "\"v1\"")
            .await
            .expect(200);
        worker
            .post_if(&format!("{at}/withdraw"), back, "*")
            .await
            .expect(409);
        assert!(holds(ConsentScope::DonorDisclosure, "2026-11-20").await);
        assert!(!holds(ConsentScope::DonorDisclosure, "2026-11-21").await);
        let listed = read(&worker, &format!("{path}/consents")).await;
        assert_eq!(listed["items"][0]["withdrawn_reason"], "Ditarik orang tua");
    });
}

#[test]
fn what_becomes_of_a_child_is_decided_by_another_person() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let second = app.client(Role::RegencyOfficer, "64.74").await;
        let path = enroll(&officer, child("ANAK SINTETIS", None)).await;
        measure(&officer, &path, measurement("2026-11-01", 9.0, 78.0)).await;
        let changes = format!("{path}/state-changes");
        let moved = json!({
            "to_state": "moved", "to_region_code": "64.02.08.2001", "effective_on": "2026-11-20", "reason": "Pindah"
        });
        for (wrong, pointer) in [
            (json!({"to_state": "merged"}), "/to_state"),
            (json!({"to_region_code": "64.02"}), "/to_region_code"),
            (json!({"effective_on": "2026-12-01"}), "/effective_on"),
            (
                json!({"to_state": "aged_out", "to_region_code": null}),
                "/effective_on",
            ),
        ] {
            let refused = officer
                .post(&changes, with(moved.clone(), wrong.clone()))
                .await
                .expect(422);
            assert!(
                faults(&refused).iter().any(|fault| fault == pointer),
                "{wrong}"
            );
        }
        let proposed = officer
            .post(&changes, moved.clone())
            .await
            .expect(201)
            .json();
        officer.post(&changes, moved).await.expect(409);
        assert_eq!(read(&officer, &path).await["state"], "active");
        let sid = proposed["id"].as_str().unwrap();
        let why = json!({"reason": "Dikonfirmasi"});
        let approve = format!("{changes}/{sid}/approve");
        officer
            .post_if(&approve, why.clone(), "*")
            .await
            .expect(409);
        second
            .post_if(&approve, why.clone(), "\"v9\"")
            .await
            .expect(412);
        let worker = app.client(Role::HealthWorker, "64.74").await;
        worker.post_if(&approve, why.clone(), "*").await.expect(403);
        second
            .post_if(&approve, why.clone(), "\"v1\"")
            .await
            .expect(200);
        // It is the other regency's now, with its history.
        second.get(&path).await.expect(404);
        second.post_if(&approve, why, "*").await.expect(404);
        let there = app.client(Role::RegencyOfficer, "64.02").await;
        let shown = read(&there, &path).await;
        assert_eq!(
            (&shown["state"], &shown["region_code"]),
            (&json!("moved"), &json!("64.02.08.2001"))
        );
        let measured = read(&there, &format!("{path}/measurements")).await;
        assert_eq!(measured["items"][0]["region_code"], "64.74.01.1003");
        let taken_up =
            json!({"to_state": "active", "effective_on": "2026-11-21", "reason": "Diterima"});
        let proposed = there.post(&changes, taken_up).await.expect(201).json();
        let sid = proposed["id"].as_str().unwrap();
        let other = app.client(Role::ProvinceOfficer, "64").await;
        let why = json!({"reason": "Belum ditemui"});
        other
            .post_if(&format!("{changes}/{sid}/reject"), why, "*")
            .await
            .expect(200);
        assert_eq!(read(&there, &path).await["state"], "moved");
        let listed = read(&there, &changes).await;
        assert_eq!(listed["items"][1]["decision"], "rejected");
    });
}

#[test]
fn two_records_are_put_together_and_taken_apart_exactly() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let kept = enroll(&officer, child("RIZKY SINTETIS", None)).await;
        let mut body = child("RISKI SINTETIS", Some("6474000000009001"));
        body["birth_date"] = json!("2024-11-03");
        let other = enroll(&officer, body).await;
        measure(&officer, &kept, measurement("2026-10-01", 9.0, 77.0)).await;
        measure(&officer, &other, measurement("2026-10-01", 9.1, 77.1)).await;
        let moves = measure(&officer, &other, measurement("2026-11-01", 9.2, 78.0)).await;
        let purpose = json!({"purpose": "Memeriksa penggabungan", "nik": "full"});
        let state = async |path: &str| {
            let mut shown = read(&officer, path).await;
            for member in ["version", "updated_at", "latest"] {
                shown.as_object_mut().unwrap().remove(member);
            }
            let told = officer
                .post(&format!("{path}/identity"), purpose.clone())
                .await;
            (shown, told.expect(200).json())
        };
        let before = (
            state(&kept).await,
            state(&other).await,
            read(&officer, &moves).await["z"].clone(),
        );
        let other_id = other.rsplit('/').next().unwrap();
        let merge = json!({"other_id": other_id, "reason": "Anak yang sama"});
        officer
            .post(&format!("{kept}/merge"), merge.clone())
            .await
            .expect(428);
        let merged = officer
            .post_if(&format!("{kept}/merge"), merge.clone(), "\"v1\"")
            .await
            .expect(201)
            .json();
        assert_eq!(merged["moved"]["identity"], json!(["nik"]));
        assert_eq!(merged["moved"]["measurements"].as_array().unwrap().len(), 1);
        let gone = read(&officer, &other).await;
        assert_eq!(
            (&gone["state"], gone["merged_into"].as_str()),
            (&json!("merged"), kept.rsplit('/').next())
        );
        assert_eq!(state(&kept).await.1["nik"], "6474000000009001");
        assert_eq!(
            read(&officer, &format!("{kept}/measurements?count=true")).await["page"]["total"],
            2
        );
        assert_eq!(
            read(&officer, &format!("{CHILDREN}?count=true")).await["page"]["total"],
            1
        );
        let into = officer
            .post(
                &format!("{other}/measurements"),
                measurement("2026-11-02", 9.0, 78.0),
            )
            .await;
        assert_eq!(into.expect(409).json()["existing"], json!(kept));
        for wrong in [other_id, kept.rsplit('/').next().unwrap()] {
            let merge = json!({"other_id": wrong, "reason": "Anak yang sama"});
            let refused = officer
                .post_if(&format!("{kept}/merge"), merge, "*")
                .await
                .expect(422);
            assert_eq!(faults(&refused), ["/other_id"]);
        }
        let gid = merged["id"].as_str().unwrap();
        let why = json!({"reason": "Ternyata kembar"});
        officer
            .post_if(&format!("{kept}/merges/{gid}/undo"), why.clone(), "*")
            .await
            .expect(200);
        let after = (
            state(&kept).await,
            state(&other).await,
            read(&officer, &moves).await["z"].clone(),
        );
        assert_eq!(before, after);
        officer
            .post_if(&format!("{kept}/merges/{gid}/undo"), why, "*")
            .await
            .expect(409);
        let listed = read(&officer, &format!("{kept}/merges")).await;
        assert_eq!(listed["items"][0]["undone_reason"], "Ternyata kembar");
        // The NIK is the other's again, and found there.
        let search = json!({"purpose": "Mencari", "nik": "6474000000009001"});
        let found = officer
            .post(&format!("{CHILDREN}/search"), search)
            .await
            .expect(200)
            .json();
        assert_eq!(found["items"][0]["child"]["id"], other_id);
    });
}
