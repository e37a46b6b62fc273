//! Expectant mothers: pseudonymous to who may read, known for a purpose that goes on record, erased for good.

use entity::kind::Role;
use entity::{expectant_mother, expectant_mother_revision};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tumbuh::audit::verify::verify;
use tumbuh::clock::Clock;

use crate::mother_samples::{consent_sample, mother_sample};
use crate::reference::{codes, faults, read, with};
use crate::support::on_each;

const MOTHERS: &str = "/api/v1/mothers";
const NIK: &str = "6474000000009007";
const NAME: &str = "IBU RAHASIA";
const VILLAGE: &str = "64.74.01.1003";

/// A mother to be written down.
pub fn mother(changes: Value) -> Value {
    let mother = json!({
        "region_code": VILLAGE, "due_on": "2027-03-01", "risk_status": "unknown",
        "measured": {"muac_cm": 22.8, "muac_on": "2026-11-10", "haemoglobin_g_dl": 10.4, "haemoglobin_on": "2026-11-10"},
        "identity": {"name": NAME, "nik": NIK, "address": "RT RAHASIA", "telephone": "+62 RAHASIA"}
    });
    with(mother, changes)
}

#[test]
fn a_mother_is_written_down_and_corrected() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let made = officer.post(MOTHERS, mother(json!({}))).await.expect(201);
        let path = made.header("location").unwrap();
        let shown = made.json();
        assert_eq!(shown["needs"], json!(["anaemia", "kek"]));
        assert_eq!(shown["trimester"], 2);
        assert_eq!(
            (&shown["muac_cm"], &shown["haemoglobin_g_dl"]),
            (&json!(22.8), &json!(10.4))
        );
        assert!(!made.text().contains("RAHASIA"));
        // A NIK is known once among those who are expecting; a later pregnancy is another record.
        let taken = officer.post(MOTHERS, mother(json!({}))).await.expect(409);
        assert_eq!(taken.json().get("existing"), None);
        for (changes, pointer) in [
            (json!({"due_on": "2027-12-01"}), "/due_on"),
            (json!({"due_on": "2026-01-01"}), "/due_on"),
            (json!({"region_code": "64.74"}), "/region_code"),
            (json!({"region_code": "64.02.08.2001"}), "/region_code"),
            (json!({"measured": {"muac_cm": 22.8}}), "/measured/muac_on"),
            (
                json!({"measured": {"muac_cm": 9.0, "muac_on": "2026-11-10"}}),
                "/measured/muac_cm",
            ),
            (
                json!({"measured": {"muac_cm": 22.0, "muac_on": "2026-12-10"}}),
                "/measured/muac_on",
            ),
        ] {
            let refused = officer.post(MOTHERS, mother(changes)).await.expect(422);
            assert_eq!(faults(&refused), [pointer]);
        }
        let mut update = mother(json!({
            "measured": {"muac_cm": 23.5, "muac_on": "2026-11-20"}, "risk_status": "at_risk", "reason": "Diukur ulang"
        }));
        update.as_object_mut().unwrap().remove("identity");
        let changed = officer
            .put(&path, update.clone(), "\"v1\"")
            .await
            .expect(200);
        assert_eq!(changed.json()["needs"], json!(["at_risk"]));
        officer.put(&path, update, "\"v1\"").await.expect(412);
        let state = format!("{path}/state");
        let delivered =
            json!({"to_state": "delivered", "effective_on": "2026-11-21", "reason": "Lahir"});
        for (changes, pointer) in [
            (json!({"effective_on": "2026-11-23"}), "/effective_on"),
            (json!({"effective_on": "2026-01-01"}), "/effective_on"),
            (
                json!({"to_region_code": "64.02.08.2001"}),
                "/to_region_code",
            ),
            (
                json!({"to_state": "lost", "child_id": "00000000-0000-7000-8000-000000000000"}),
                "/child_id",
            ),
            (
                json!({"child_id": "00000000-0000-7000-8000-000000000000"}),
                "/child_id",
            ),
        ] {
            let refused = officer.post_if(&state, with(delivered.clone(), changes), "*");
            assert_eq!(faults(&refused.await.expect(422)), [pointer]);
        }
        let born = officer.post_if(&state, delivered.clone(), "\"v2\"").await;
        assert_eq!(born.expect(200).json()["trimester"], Value::Null);
        officer.post_if(&state, delivered, "*").await.expect(409);
        officer.post(MOTHERS, mother(json!({}))).await.expect(201);
        let history = read(&officer, &format!("{path}/revisions")).await;
        let actions: Vec<_> = history["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["action"].as_str().unwrap())
            .collect();
        assert_eq!(actions, ["state", "update", "create"]);
        let listed = officer.get(&format!(
            "{MOTHERS}?state=active&due_from=2027-01-01&within=64.74&sort=-due_on"
        ));
        assert_eq!(codes(&listed.await.expect(200), "state"), ["active"]);
    });
}

#[test]
fn who_she_is_is_told_for_a_purpose_and_on_record() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let made = officer.post(MOTHERS, mother(json!({}))).await.expect(201);
        let path = made.header("location").unwrap();
        let id = made.json()["id"].clone();
        let purpose = json!({"purpose": "Kunjungan rumah"});
        let identity = format!("{path}/identity");
        officer.post(&identity, json!({})).await.expect(422);
        let who = officer
            .post(&identity, purpose.clone())
            .await
            .expect(200)
            .json();
        assert_eq!(
            (&who["name"], &who["nik"]),
            (&json!(NAME), &json!("6474************"))
        );
        let full = with(purpose.clone(), json!({"nik": "full"}));
        let full = officer.post(&identity, full).await.expect(200).json();
        assert_eq!(full["nik"], NIK);
        let search = with(purpose.clone(), json!({"nik": NIK}));
        let found = officer
            .post(&format!("{MOTHERS}/search"), search.clone())
            .await;
        assert_eq!(codes(&found.expect(200), "id"), [id.as_str().unwrap()]);
        let elsewhere = app.client(Role::RegencyOfficer, "64.02").await;
        let none = elsewhere.post(&format!("{MOTHERS}/search"), search).await;
        assert!(codes(&none.expect(200), "id").is_empty());
        elsewhere.post(&identity, purpose.clone()).await.expect(404);
        let copy = officer
            .post(&format!("{path}/data-copy"), purpose.clone())
            .await;
        assert_eq!(
            copy.expect(200).json()["identity"]["telephone"],
            "+62 RAHASIA"
        );
        for role in [
            Role::ProvinceOfficer,
            Role::Auditor,
            Role::Viewer,
            Role::FosterParent,
        ] {
            let other = app.client(role, "64.74").await;
            other.post(&identity, purpose.clone()).await.expect(403);
        }
        // An incident knows whose data was touched.
        let admin = app.client(Role::Admin, "ID").await;
        let incident = json!({
            "region_code": "64.74", "title": "Uji", "description": "Uji", "detected_at": "2026-11-22T00:00:00Z",
            "window_from": "2026-11-21T00:00:00Z", "window_to": app.clock.now()
        });
        let incident = admin.post("/api/v1/privacy/incidents", incident).await;
        let incident = incident.expect(201).header("location").unwrap();
        let touched = read(&admin, &format!("{incident}/affected-mothers")).await;
        assert_eq!(touched["items"][0]["mother_id"], id);
        assert_eq!(
            touched["items"][0]["actions"],
            json!([
                "mother.create",
                "mother.data_copy",
                "mother.read_identity",
                "mother.search"
            ])
        );
        let children = read(&admin, &format!("{incident}/affected")).await;
        assert_eq!(children["items"], json!([]));
    });
}

#[test]
fn an_erased_mother_is_nobody_any_more() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let made = officer.post(MOTHERS, mother(json!({}))).await.expect(201);
        let path = made.header("location").unwrap();
        let erase = json!({"reason": "Permintaan ibu", "basis": "UU 27/2022"});
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let to = format!("{path}/erase");
        worker.post_if(&to, erase.clone(), "*").await.expect(403);
        officer
            .post_if(&to, erase.clone(), "\"v1\"")
            .await
            .expect(200);
        officer.post_if(&to, erase, "*").await.expect(409);
        let purpose = json!({"purpose": "Memeriksa"});
        officer
            .post(&format!("{path}/identity"), purpose.clone())
            .await
            .expect(409);
        let copy = officer.post(&format!("{path}/data-copy"), purpose).await;
        assert!(!copy.expect(200).text().contains("RAHASIA"));
        assert_eq!(app.count("expectant_mother_key").await, 0);
        let row = expectant_mother::Entity::find().one(&app.owner).await;
        let row = row.unwrap().unwrap();
        assert_eq!((row.identity_sealed, row.nik_index), (None, None));
        let kept = expectant_mother_revision::Entity::find()
            .all(&app.owner)
            .await;
        let sealed = kept.unwrap().into_iter().map(|one| one.identity_sealed);
        assert_eq!(sealed.collect::<Vec<_>>(), [None, None]);
        let shown = read(&officer, &path).await;
        assert_eq!(
            (&shown["state"], &shown["version"]),
            (&json!("active"), &json!(2))
        );
        officer.post(MOTHERS, mother(json!({}))).await.expect(201);
        verify(&app.owner, |_| {}).await.unwrap();
    });
}

#[test]
fn consents_are_given_and_taken_back() {
    on_each(async |app| {
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let id = mother_sample(app, VILLAGE).await.id.to_string();
        let all = format!("{MOTHERS}/{id}/consents");
        let consent = json!({
            "scope": "donor_disclosure", "relation": "self", "text_version": "P-1", "given_on": "2026-11-20"
        });
        let late = with(consent.clone(), json!({"given_on": "2026-11-23"}));
        assert_eq!(
            faults(&worker.post(&all, late).await.expect(422)),
            ["/given_on"]
        );
        // Pictures that show her are not taken.
        let picture = with(
            consent.clone(),
            json!({"scope": "photograph", "given_on": "2026-11-23"}),
        );
        assert_eq!(
            faults(&worker.post(&all, picture).await.expect(422)),
            ["/given_on", "/scope"]
        );
        let given = worker.post(&all, consent).await.expect(201).json();
        consent_sample(app, &id).await;
        let back = json!({"withdrawn_on": "2026-11-22", "reason": "Ditarik"});
        let to = format!("{all}/{}/withdraw", given["id"].as_str().unwrap());
        worker
            .post_if(&to, back.clone(), "\"v7\"")
            .await
            .expect(412);
        worker
            .post_if(&to, back.clone(), "\"v1\"")
            .await
            .expect(200);
        worker.post_if(&to, back, "*").await.expect(409);
        let listed = read(&worker, &all).await;
        let withdrawn = listed["items"].as_array().unwrap().iter();
        assert!(
            withdrawn
                .map(|one| &one["withdrawn_on"])
                .all(|on| on == "2026-11-22")
        );
        let stranger = app.client(Role::HealthWorker, "64.02").await;
        stranger.get(&all).await.expect(404);
    });
}
