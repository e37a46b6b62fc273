//! Agencies: their names over time, found by any of them, kept within the writer's region.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::reference::{codes, faults, read, with};
use crate::support::{Client, on_each};

pub const AGENCIES: &str = "/api/v1/agencies";

/// An agency with one name.
pub fn agency(region: &str, name: &str) -> Value {
    json!({ "region_code": region, "kind": "opd", "names": [{ "name": name }] })
}

const OLD: &str = "Dinas Kependudukan, Pemberdayaan Perempuan dan Perlindungan Anak";
const NEW: &str = "Dinas Pemberdayaan Perempuan dan Perlindungan Anak";

/// An agency that was renamed at the beginning of 2023.
fn renamed() -> Value {
    with(
        agency("64", NEW),
        json!({ "names": [
            { "name": NEW, "abbreviation": "DP3A", "valid_from": "2023-01-01" },
            { "name": OLD, "abbreviation": "DKP3A", "valid_from": "2017-01-01", "valid_to": "2022-12-31" }
        ] }),
    )
}

async fn add(client: &Client, body: Value) -> String {
    let added = client.post(AGENCIES, body).await.expect(201);
    added.header("location").unwrap()
}

#[test]
fn an_agency_has_names_over_time() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let added = officer.post(AGENCIES, renamed()).await.expect(201);
        let path = added.header("location").unwrap();
        let added = added.json();
        assert_eq!(
            (&added["name"], &added["abbreviation"]),
            (&json!(NEW), &json!("DP3A"))
        );
        assert_eq!(added["names"][0]["name"], OLD);
        assert_eq!(added["names"][1]["valid_to"], Value::Null);
        assert_eq!(read(&officer, &path).await, added);
        let found = |query: &'static str| {
            let officer = officer.clone();
            async move {
                let page = officer
                    .get(&format!("{AGENCIES}?{query}"))
                    .await
                    .expect(200);
                codes(&page, "name")
            }
        };
        assert_eq!(found("").await, [NEW]);
        assert_eq!(found("valid_on=2022-12-31").await, [OLD]);
        assert_eq!(found("valid_on=2023-01-01").await, [NEW]);
        assert!(found("valid_on=2016-12-31").await.is_empty());
        // A former name finds it too, unless a day is asked for on which it was called otherwise.
        assert_eq!(found("name=dkp3a").await, [NEW]);
        assert_eq!(found("name=PEMBERDAYAAN-perempuan").await, [NEW]);
        assert!(found("name=dkp3a&valid_on=2023-01-01").await.is_empty());
        assert_eq!(found("name=dkp3a&valid_on=2020-01-01").await, [OLD]);
        assert!(found("name=anakdkp").await.is_empty());
        officer
            .get(&format!("{AGENCIES}?name=%25"))
            .await
            .expect(422);
        officer
            .get(&format!("{AGENCIES}?valid_on=kemarin"))
            .await
            .expect(422);
    });
}

#[test]
fn agencies_are_filtered_and_paged() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        add(&officer, agency("64.74", "Dinas Kesehatan")).await;
        add(&officer, agency("64.74", "Badan Perencanaan")).await;
        add(&officer, agency("64.74.01", "Puskesmas")).await;
        add(&officer, agency("64.71", "Dinas Kesehatan")).await;
        let company = with(
            agency("64", "PT Uji"),
            json!({ "kind": "company", "note": "Mitra" }),
        );
        add(&officer, company).await;
        for (query, names) in [
            (
                "",
                &[
                    "PT Uji",
                    "Dinas Kesehatan",
                    "Badan Perencanaan",
                    "Dinas Kesehatan",
                    "Puskesmas",
                ][..],
            ),
            ("sort=-name,region_code&limit=2", &["Puskesmas", "PT Uji"]),
            (
                "region_code=64.74&sort=name",
                &["Badan Perencanaan", "Dinas Kesehatan"],
            ),
            (
                "within=64.74",
                &["Badan Perencanaan", "Dinas Kesehatan", "Puskesmas"],
            ),
            ("kind=company", &["PT Uji"]),
            ("kind=opd&within=64.71", &["Dinas Kesehatan"]),
            ("kind=none", &[]),
        ] {
            let page = officer
                .get(&format!("{AGENCIES}?{query}"))
                .await
                .expect(200);
            assert_eq!(codes(&page, "name"), names, "{query}");
        }
        let own = app.client(Role::Viewer, "64.74").await;
        let page = read(&own, &format!("{AGENCIES}?count=true&limit=1")).await;
        assert_eq!(page["page"]["total"], 3);
        let next = page["page"]["next"].as_str().unwrap();
        let next = own
            .get(&format!("{AGENCIES}?count=true&limit=1&cursor={next}"))
            .await;
        assert_eq!(codes(&next.expect(200), "name"), ["Dinas Kesehatan"]);
        let kinds = own.get("/api/v1/agency-kinds").await.expect(200);
        assert_eq!(
            codes(&kinds, "code"),
            ["academic", "community", "company", "opd", "vertical"]
        );
    });
}

#[test]
fn names_that_cannot_be_are_refused() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let overlapping = json!([
            { "name": NEW, "valid_from": "2023-01-01" },
            { "name": OLD, "valid_to": "2023-01-01" }
        ]);
        let two_current = json!([{ "name": NEW, "valid_from": "2023-01-01" }, { "name": OLD }]);
        for (changes, pointer) in [
            (json!({ "names": overlapping }), "/names/1/valid_from"),
            (json!({ "names": two_current }), "/names/1/valid_to"),
            (
                json!({ "names": [{ "name": OLD, "valid_to": "2022-12-31" }] }),
                "/names",
            ),
            (json!({ "names": [] }), "/names"),
            (
                json!({ "names": [{ "name": "A", "valid_from": "2999-01-01" }] }),
                "/names/0/valid_from",
            ),
            (json!({ "names": [{ "name": "—" }] }), "/names/0/name"),
            (json!({ "names": [{ "name": "A\u{0}" }] }), "/names/0/name"),
            (
                json!({ "names": [{ "name": "A ", "abbreviation": "B" }] }),
                "/names/0/name",
            ),
            (
                json!({ "names": [{ "name": "A".repeat(201) }] }),
                "/names/0/name",
            ),
            (json!({ "names": [["A"]] }), "/names/0"),
            (json!({ "kind": "none" }), "/kind"),
            (json!({ "note": "a\nb" }), "/note"),
            (json!({ "region_code": "6402" }), "/region_code"),
        ] {
            let body = with(agency("64", "Dinas"), changes.clone());
            let refused = officer.post(AGENCIES, body).await.expect(422);
            assert_eq!(faults(&refused), [pointer], "{changes}");
        }
        assert_eq!(app.count("agency").await, 0);
    });
}

#[test]
fn an_agency_is_replaced_and_its_versions_are_kept() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let added = officer.post(AGENCIES, agency("64", OLD)).await.expect(201);
        let (path, tag) = (added.header("location").unwrap(), added.etag());
        let body = with(renamed(), json!({ "reason": "Berganti nama" }));
        officer
            .request(reqwest::Method::PUT, &path)
            .json(body.clone())
            .await
            .expect(428);
        let replaced = officer.put(&path, body.clone(), &tag).await.expect(200);
        assert_eq!(replaced.json()["name"], NEW);
        let stale = officer.put(&path, body.clone(), &tag).await.expect(412);
        assert_eq!(stale.etag(), "\"v2\"");
        let moved = with(body.clone(), json!({ "region_code": "64.74" }));
        let refused = officer.put(&path, moved, "*").await.expect(422);
        assert_eq!(faults(&refused), ["/region_code"]);
        let revisions = read(&officer, &format!("{path}/revisions")).await;
        assert_eq!(revisions["items"][0]["reason"], "Berganti nama");
        assert_eq!(revisions["items"][0]["snapshot"], replaced.json());
        assert_eq!(revisions["items"][1]["snapshot"], added.json());
    });
}

#[test]
fn a_region_has_one_agency_of_a_name() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let first = add(&officer, agency("64", "Dinas Kesehatan")).await;
        let again = agency("64", "DINAS  KESEHATAN");
        let taken = officer
            .post(AGENCIES, again.clone())
            .await
            .expect(409)
            .json();
        assert_eq!(taken["existing"], json!(first));
        let second = add(&officer, agency("64", "Dinas Sosial")).await;
        let body = with(again, json!({ "reason": "Berganti nama" }));
        let taken = officer
            .put(&second, body.clone(), "*")
            .await
            .expect(409)
            .json();
        assert_eq!(
            (&taken["code"], &taken["existing"]),
            (&json!("already_exists"), &json!(first))
        );
        officer.put(&first, body, "*").await.expect(200);
        // What the name was before may be another's, and elsewhere it is free.
        let renamed = with(
            renamed(),
            json!({ "names": [
            { "name": "Dinas Kesehatan", "valid_to": "2020-12-31" }, { "name": "Dinas Baru", "valid_from": "2021-01-01" }
        ] }),
        );
        add(&officer, renamed).await;
        add(&officer, agency("64.74", "Dinas Kesehatan")).await;
    });
}

#[test]
fn another_region_does_not_learn_of_an_agency() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let path = add(&officer, agency("64.74", "Dinas Kesehatan")).await;
        let other = app.client(Role::RegencyOfficer, "64.71").await;
        let body = with(
            agency("64.74", "Dinas Kesehatan"),
            json!({ "reason": "Coba mengubah" }),
        );
        other.get(&path).await.expect(404);
        other.get(&format!("{path}/revisions")).await.expect(404);
        other.put(&path, body.clone(), "\"v1\"").await.expect(404);
        assert!(codes(&other.get(AGENCIES).await.expect(200), "name").is_empty());
        for code in ["64", "64.74", "64.99", "ID"] {
            let refused = other
                .post(AGENCIES, agency(code, "Dinas Kesehatan"))
                .await
                .expect(422);
            assert_eq!(faults(&refused), ["/region_code"], "{code}");
        }
        add(&other, agency("64.71", "Dinas Kesehatan")).await;
        let viewer = app.client(Role::Viewer, "64.74").await;
        viewer.get(&path).await.expect(200);
        viewer.put(&path, body, "*").await.expect(403);
        viewer
            .post(AGENCIES, agency("64.74", "Dinas Sosial"))
            .await
            .expect(403);
        app.client(Role::FosterParent, "64.74")
            .await
            .get(&path)
            .await
            .expect(200);
    });
}
