//! Foster programmes and foster parents: data with versions, registered by one and verified by another, reached by officers only.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::reference::{codes, faults, read, with};
use crate::support::{Client, TestApp, on_each};

pub const PARENTS: &str = "/api/v1/foster-parents";
const PROGRAMMES: &str = "/api/v1/foster-programmes";

/// A company.
pub fn company(name: &str) -> Value {
    json!({ "region_code": "64.74", "kind": "company", "name": name, "capacity_children": 2, "serves": ["64.74"] })
}

pub fn because() -> Value {
    json!({ "reason": "Sudah diperiksa" })
}

/// Takes a step of whatever version it has.
pub async fn step(client: &Client, path: &str, verb: &str, status: u16) -> Value {
    let answer = client.post_if(&format!("{path}/{verb}"), because(), "*");
    answer.await.expect(status).json()
}

/// A foster parent that is verified, by its path and id.
pub async fn verified(app: &TestApp, name: &str) -> (String, String) {
    let registrar = app.client(Role::RegencyOfficer, "64.74").await;
    let verifier = app.client(Role::ProvinceOfficer, "64").await;
    let made = registrar.post(PARENTS, company(name)).await.expect(201);
    let path = made.header("location").unwrap();
    step(&verifier, &path, "verify", 200).await;
    (path, made.json()["id"].as_str().unwrap().to_owned())
}

/// Lets an account act for a foster parent.
pub async fn link(app: &TestApp, path: &str, donor: &Client) {
    let officer = app.client(Role::RegencyOfficer, "64.74").await;
    let body = json!({ "user_id": donor.id });
    let linked = officer.post_if(&format!("{path}/accounts"), body, "*");
    linked.await.expect(200);
}

#[test]
fn programmes_are_data_with_versions() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let all = officer.get(PROGRAMMES).await.expect(200);
        assert_eq!(codes(&all, "code"), ["BAAS", "BONTANG_3_BULAN", "GENTING"]);
        let then = officer.get(&format!("{PROGRAMMES}?valid_on=2024-11-30"));
        let then = codes(&then.await.expect(200), "code");
        assert_eq!(then, ["BAAS", "BONTANG_3_BULAN"]);
        let admin = app.client(Role::Admin, "ID").await;
        let path = format!("{PROGRAMMES}/BAAS");
        let first = admin.get(&path).await.expect(200);
        let mut definition = first.json()["definition"].clone();
        assert_eq!(definition["aid_kinds"][0]["usual"]["amount_idr"], 450_000);
        definition["minimum_days"] = json!(60);
        let update = json!({ "definition": definition, "reason": "Lebih lama" });
        officer.put(&path, update.clone(), "*").await.expect(403);
        let second = admin.put(&path, update.clone(), &first.etag()).await;
        assert_eq!(second.expect(200).json()["version"], 2);
        admin.put(&path, update, &first.etag()).await.expect(412);
        let before = read(&officer, &format!("{path}?version=1")).await;
        assert_eq!(before["definition"]["minimum_days"], 30);
        definition["receiver"]["needs"] = json!(["hungry"]);
        definition["receiver"]["age_to_months"] = json!(0);
        definition["receiver"]["age_from_months"] = json!(1);
        definition["giver_kinds"] = json!(["person", "nobody"]);
        definition["funding"][1]["code"] = definition["funding"][0]["code"].clone();
        definition["valid_to"] = json!("2001-01-01");
        let wrong = json!({ "code": "KOTA", "definition": definition });
        let refused = admin.post(PROGRAMMES, wrong.clone()).await.expect(422);
        let mut found = faults(&refused);
        found.sort();
        let expected = [
            "/funding/1/code",
            "/giver_kinds/1",
            "/receiver/age_to_months",
            "/receiver/needs/0",
            "/valid_to",
        ];
        assert_eq!(found, expected.map(|at| format!("/definition{at}")));
        let taken = json!({ "code": "GENTING", "definition": first.json()["definition"] });
        let taken = admin.post(PROGRAMMES, taken).await.expect(409).json();
        assert_eq!(taken["existing"], json!(format!("{PROGRAMMES}/GENTING")));
    });
}

#[test]
fn who_registers_does_not_verify() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let other = app.client(Role::RegencyOfficer, "64.74").await;
        let worker = app.client(Role::HealthWorker, "64.74").await;
        worker.post(PARENTS, company("PT Uji")).await.expect(403);
        let made = officer.post(PARENTS, company("PT Uji")).await.expect(201);
        let path = made.header("location").unwrap();
        assert_eq!(made.json()["state"], "registered");
        let taken = officer.post(PARENTS, company("pt. uji")).await.expect(409);
        assert_eq!(taken.json()["existing"], json!(path));
        step(&officer, &path, "verify", 409).await;
        let verified = step(&other, &path, "verify", 200).await;
        assert_eq!(
            verified["verified_by"],
            json!(format!("user:{}", other.name))
        );
        step(&other, &path, "verify", 409).await;
        // Who serves elsewhere too is looked at anew, and not by who wrote it.
        let further = json!({ "serves": ["64.74", "64.71"], "reason": "Meluas" });
        let body = with(company("PT Uji"), further);
        let stale = other.put(&path, body.clone(), &made.etag()).await;
        stale.expect(412);
        let changed = other.put(&path, body, "*").await.expect(200).json();
        assert_eq!(changed["state"], "registered");
        step(&other, &path, "verify", 409).await;
        step(&officer, &path, "verify", 200).await;
        step(&officer, &path, "suspend", 200).await;
        let history = read(&officer, &format!("{path}/revisions")).await;
        assert_eq!(history["items"].as_array().unwrap().len(), 5);
        // Where it serves it is seen, but changed only at home.
        let elsewhere = app.client(Role::RegencyOfficer, "64.71").await;
        read(&elsewhere, &path).await;
        step(&elsewhere, &path, "verify", 404).await;
        let stranger = app.client(Role::RegencyOfficer, "64.02").await;
        stranger.get(&path).await.expect(404);
        for (changes, pointer) in [
            (json!({ "kind": "alien" }), "/kind"),
            (json!({ "region_code": "64.71" }), "/region_code"),
            (json!({ "serves": ["64.99"] }), "/serves/0"),
            (json!({ "serves": ["64.74", "64.74"] }), "/serves"),
            (json!({ "name": "-" }), "/name"),
            (
                json!({ "agency_id": "00000000-0000-7000-8000-000000000000" }),
                "/agency_id",
            ),
        ] {
            let body = with(company("PT Lain"), changes);
            let refused = officer.post(PARENTS, body).await.expect(422);
            assert_eq!(faults(&refused), [pointer]);
        }
    });
}

#[test]
fn a_contact_is_sealed_and_for_officers_of_the_region() {
    on_each(async |app| {
        let (path, _) = verified(app, "PT Kontak").await;
        let contact = format!("{path}/contact");
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let secret =
            json!({ "person": "Nama Rekaan XQZ", "telephone": "+62 800 XQZ", "email": null });
        officer.put(&contact, secret.clone(), "*").await.expect(200);
        let events = app.count("audit_event").await;
        let answer = officer.get(&contact).await.expect(200);
        assert_eq!(answer.json(), secret);
        let not_kept = answer.header("cache-control").unwrap();
        assert!(not_kept.contains("no-store"), "{not_kept}");
        assert_eq!(
            app.count("audit_event").await,
            events + 1,
            "a reading is on record"
        );
        for role in [
            Role::HealthWorker,
            Role::Auditor,
            Role::FosterParent,
            Role::Viewer,
        ] {
            let other = app.client(role, "64.74").await;
            other.get(&contact).await.expect(403);
        }
        let auditor = app.client(Role::Auditor, "64.74").await;
        for shown in [
            path.clone(),
            format!("{path}/revisions"),
            PARENTS.to_owned(),
        ] {
            let text = auditor.get(&shown).await.expect(200).text();
            assert!(!text.contains("XQZ"), "{shown}: {text}");
        }
        let elsewhere = app.client(Role::RegencyOfficer, "64.71").await;
        elsewhere.get(&contact).await.expect(404);
    });
}

#[test]
fn an_account_acts_for_one_foster_parent() {
    on_each(async |app| {
        let (path, id) = verified(app, "PT Satu").await;
        let (other, _) = verified(app, "PT Dua").await;
        let donor = app.client(Role::FosterParent, "64.74").await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        link(app, &path, &donor).await;
        let parent = read(&officer, &format!("{PARENTS}/{id}")).await;
        assert_eq!(parent["accounts"], json!([donor.id]));
        let accounts = format!("{other}/accounts");
        let body = json!({ "user_id": donor.id });
        officer
            .post_if(&accounts, body.clone(), "*")
            .await
            .expect(409);
        for unfit in [
            officer.id,
            app.client(Role::FosterParent, "64.71").await.id,
            app.client(Role::FosterParent, "64.74.01").await.id,
        ] {
            let body = json!({ "user_id": unfit });
            let refused = officer.post_if(&accounts, body, "*").await.expect(422);
            assert_eq!(faults(&refused), ["/user_id"]);
        }
        let unlink =
            |path: &str| officer.post_if(&format!("{path}/unlink-account"), body.clone(), "*");
        unlink(&other).await.expect(422);
        let left = unlink(&path).await.expect(200).json();
        assert_eq!(left["accounts"], json!([]));
        officer
            .post_if(&accounts, body.clone(), "*")
            .await
            .expect(200);
    });
}
