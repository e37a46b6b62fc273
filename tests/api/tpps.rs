//! Teams that coordinate in a region (TPPS): divisions, members, office-holders over time.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::agency::{AGENCIES, agency};
use crate::reference::{codes, faults, read, with};
use crate::support::{Client, on_each};

pub const TEAMS: &str = "/api/v1/tpps-teams";

/// Kalimantan Timur's four divisions.
const DIVISIONS: [(&str, &str); 4] = [
    ("coordination", "Koordinasi dan Konvergensi"),
    (
        "services",
        "Pelayanan Intervensi Spesifik dan Intervensi Sensitif",
    ),
    (
        "data",
        "Data, Monitoring, Evaluasi dan Knowledge Management",
    ),
    ("behaviour", "Perubahan Perilaku dan Pendampingan Keluarga"),
];

/// A team with these divisions.
pub fn team(region: &str) -> Value {
    let divisions: Vec<Value> = (1..)
        .zip(DIVISIONS)
        .map(|(order, (code, name))| json!({ "code": code, "name_id": name, "order": order }))
        .collect();
    json!({
        "region_code": region, "decree_number": "Keputusan Gubernur Nomor 1 Tahun 2025", "decree_on": "2025-01-15",
        "valid_from": "2025-01-15", "divisions": divisions,
        "members": [{ "organisation": "Persatuan Uji", "division": "data", "role": "anggota" }],
        "office_holders": [{ "office": "ketua", "position_title": "Sekretaris Daerah", "valid_from": "2025-01-15" }]
    })
}

/// The id of a new agency.
async fn agency_id(client: &Client, region: &str, name: &str) -> Value {
    let added = client.post(AGENCIES, agency(region, name)).await;
    added.expect(201).json()["id"].clone()
}

#[test]
fn a_team_has_divisions_members_and_office_holders() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let id = agency_id(&officer, "64", "Dinas Kesehatan").await;
        let mut body = team("64");
        let member = json!({ "agency_id": id, "division": "services", "role": "koordinator" });
        body["members"].as_array_mut().unwrap().push(member);
        body["divisions"].as_array_mut().unwrap().reverse();
        let added = officer.post(TEAMS, body.clone()).await.expect(201);
        let path = added.header("location").unwrap();
        let whole = added.json();
        assert_eq!(read(&officer, &path).await, whole);
        for (division, (code, name)) in whole["divisions"].as_array().unwrap().iter().zip(DIVISIONS)
        {
            assert_eq!(
                (&division["code"], &division["name_id"]),
                (&json!(code), &json!(name))
            );
        }
        assert_eq!(whole["members"][0]["organisation"], "Persatuan Uji");
        assert_eq!(whole["members"][1]["agency_name"], "Dinas Kesehatan");
        let taken = officer.post(TEAMS, body.clone()).await.expect(409).json();
        assert_eq!(taken["existing"], json!(path));
        // The office passes to another.
        body["office_holders"] = json!([
            { "office": "ketua", "position_title": "Sekretaris Daerah", "valid_from": "2025-01-15", "valid_to": "2025-06-30" },
            { "office": "ketua", "position_title": "Wakil Gubernur", "person_name": "Nama Rekaan", "valid_from": "2025-07-01" }
        ]);
        body["reason"] = json!("Ketua berganti");
        let changed = officer
            .put(&path, body.clone(), &added.etag())
            .await
            .expect(200);
        let holders = &changed.json()["office_holders"];
        assert_eq!(holders[0]["valid_to"], "2025-06-30");
        assert_eq!(holders[1]["position_title"], "Wakil Gubernur");
        officer
            .put(&path, body.clone(), &added.etag())
            .await
            .expect(412);
        let revisions = read(&officer, &format!("{path}/revisions")).await;
        assert_eq!(revisions["items"][0]["reason"], "Ketua berganti");
        assert_eq!(revisions["items"][1]["snapshot"], whole);
        let moved = with(
            body,
            json!({ "region_code": "64.74", "valid_from": "2025-01-16" }),
        );
        let refused = officer.put(&path, moved, "*").await.expect(422);
        assert_eq!(faults(&refused), ["/region_code", "/valid_from"]);
    });
}

#[test]
fn teams_are_listed_by_region_and_day() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let former = json!({ "valid_from": "2022-01-01", "valid_to": "2025-01-14" });
        officer
            .post(TEAMS, with(team("64"), former))
            .await
            .expect(201);
        officer.post(TEAMS, team("64")).await.expect(201);
        officer.post(TEAMS, team("64.74")).await.expect(201);
        for (from, to, pointer) in [
            ("2026-01-01", None, "/valid_from"),
            ("2021-01-01", None, "/valid_to"),
            ("2022-06-01", Some("2022-06-30"), "/valid_from"),
        ] {
            let overlapping = with(team("64"), json!({ "valid_from": from, "valid_to": to }));
            let refused = officer.post(TEAMS, overlapping).await.expect(422);
            assert_eq!(faults(&refused), [pointer], "{from}");
        }
        for (query, starts) in [
            ("", &["2022-01-01", "2025-01-15", "2025-01-15"][..]),
            ("sort=-valid_from,region_code&limit=1", &["2025-01-15"]),
            ("region_code=64", &["2022-01-01", "2025-01-15"]),
            ("region_code=64&valid_on=2025-01-14", &["2022-01-01"]),
            ("valid_on=2025-01-15", &["2025-01-15", "2025-01-15"]),
            ("within=64.74", &["2025-01-15"]),
            ("valid_on=2021-12-31", &[]),
        ] {
            let page = officer.get(&format!("{TEAMS}?{query}")).await.expect(200);
            assert_eq!(codes(&page, "valid_from"), starts, "{query}");
        }
        officer
            .get(&format!("{TEAMS}?sort=decree_number"))
            .await
            .expect(422);
    });
}

#[test]
fn teams_that_cannot_be_are_refused() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let foreign = agency_id(&province, "64.71", "Dinas Kesehatan").await;
        let unknown = "00000000-0000-7000-8000-000000000000";
        let member = |id: &Value| json!({ "members": [{ "agency_id": id, "role": "anggota" }] });
        for (changes, pointer) in [
            (member(&foreign), "/members/0/agency_id"),
            (member(&json!(unknown)), "/members/0/agency_id"),
            (
                json!({ "members": [{ "role": "anggota" }] }),
                "/members/0/organisation",
            ),
            (json!({ "divisions": [] }), "/members/0/division"),
            (json!({ "valid_to": "2025-01-14" }), "/valid_to"),
            (json!({ "decree_on": "2999-01-01" }), "/decree_on"),
            (json!({ "decree_number": "A " }), "/decree_number"),
            (
                json!({ "office_holders": [{ "office": "ketua\t", "position_title": "A" }] }),
                "/office_holders/0/office",
            ),
            (
                json!({ "office_holders": [
                    { "office": "ketua", "position_title": "A" }, { "office": "ketua", "position_title": "B" }
                ] }),
                "/office_holders/1/valid_from",
            ),
            (json!({ "region_code": "64" }), "/region_code"),
            (json!({ "region_code": "64.71" }), "/region_code"),
        ] {
            let body = with(team("64.74"), changes.clone());
            let refused = officer.post(TEAMS, body).await.expect(422);
            assert_eq!(faults(&refused), [pointer], "{changes}");
        }
        assert_eq!(app.count("tpps_team").await, 0);
    });
}

#[test]
fn another_region_does_not_learn_of_a_team() {
    on_each(async |app| {
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let id = agency_id(&province, "64", "Dinas Kesehatan").await;
        let member = json!([{ "agency_id": id, "role": "pembina" }]);
        let body = with(team("64.74"), json!({ "members": member }));
        let added = province.post(TEAMS, body.clone()).await.expect(201);
        let path = added.header("location").unwrap();
        let body = with(body, json!({ "reason": "Diperbaiki dalam uji" }));
        let other = app.client(Role::RegencyOfficer, "64.71").await;
        other.get(&path).await.expect(404);
        other.get(&format!("{path}/revisions")).await.expect(404);
        other.put(&path, body.clone(), "*").await.expect(404);
        assert!(codes(&other.get(TEAMS).await.expect(200), "id").is_empty());
        let viewer = app.client(Role::Viewer, "64.74").await;
        viewer.get(&path).await.expect(200);
        viewer.put(&path, body.clone(), "*").await.expect(403);
        viewer.post(TEAMS, team("64.74")).await.expect(403);
        // An agency of the province that stands in the team already may be sent again, though it cannot be seen itself.
        let own = app.client(Role::RegencyOfficer, "64.74").await;
        let kept = own.put(&path, body, &added.etag()).await.expect(200).json();
        assert_eq!(kept["members"][0]["agency_name"], "Dinas Kesehatan");
        let later = with(
            team("64.74"),
            json!({ "members": member, "valid_from": "2026-01-01" }),
        );
        let refused = own.post(TEAMS, later).await.expect(422);
        assert_eq!(faults(&refused), ["/valid_from", "/members/0/agency_id"]);
    });
}
