//! Targets: seen by everybody below, set and corrected within the writer's region.

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::auth::Permission;
use tumbuh::reference::targets_of;

use crate::reference::{codes, faults, read, with};
use crate::support::on_each;

const TARGETS: &str = "/api/v1/targets";

fn target(region: &str, year: i32, value: f64) -> Value {
    json!({
        "region_code": region, "indicator": "stunting", "year": year, "value_pct": value,
        "legal_basis": "Peraturan Gubernur Nomor 1 Tahun 2026"
    })
}

#[test]
fn targets_concern_everybody_below() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let bontang = officer
            .post(TARGETS, target("64.74", 2026, 18.5))
            .await
            .expect(201)
            .json();
        officer
            .post(TARGETS, target("64.71", 2026, 20.0))
            .await
            .expect(201);
        let reader = app.client(Role::Viewer, "64.74").await;
        let seen = reader.get(TARGETS).await.expect(200);
        assert_eq!(
            codes(&seen, "region_code"),
            ["64", "64.74", "ID", "ID", "ID", "ID"]
        );
        let national = read(
            &reader,
            "/api/v1/targets?region_code=ID&sort=-year&count=true",
        )
        .await;
        let years: Vec<&Value> = national["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| &t["year"])
            .collect();
        assert_eq!(years, [2045, 2029, 2025, 2024]);
        assert_eq!(national["page"]["total"], 4);
        assert_eq!(national["items"][1]["value_pct"], 14.2);
        let own = read(
            &reader,
            "/api/v1/targets?year=2026&indicator=stunting&region_code=64.74",
        )
        .await;
        assert_eq!(own["items"], json!([bontang]));
        let neighbour = read(&reader, "/api/v1/targets?region_code=64.71&count=true").await;
        assert_eq!(neighbour["page"]["total"], 0);
        reader
            .get("/api/v1/targets?sort=value_pct")
            .await
            .expect(422);
        reader.get("/api/v1/targets?year=1999").await.expect(422);
        let auditor = app.client(Role::Auditor, "ID").await;
        let all = read(&auditor, "/api/v1/targets?count=true").await;
        assert_eq!(all["page"]["total"], 7);
        let of = targets_of(app.services.db.reader(), "64.74", "stunting")
            .await
            .unwrap();
        assert_eq!(of.len(), 1);
    });
}

#[test]
fn a_target_is_set_once_and_corrected() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let set = officer
            .post(TARGETS, target("64.74", 2026, 18.55))
            .await
            .expect(201);
        let path = set.header("location").unwrap();
        let taken = officer
            .post(TARGETS, target("64.74", 2026, 17.0))
            .await
            .expect(409)
            .json();
        assert_eq!(
            (&taken["code"], &taken["existing"]),
            (&json!("already_exists"), &json!(path))
        );
        let body = with(
            target("64.74", 2026, 18.0),
            json!({ "reason": "Diubah dengan peraturan baru" }),
        );
        let corrected = officer
            .put(&path, body.clone(), &set.etag())
            .await
            .expect(200);
        assert_eq!(corrected.json()["value_pct"], 18);
        assert_eq!(
            officer
                .put(&path, body.clone(), &set.etag())
                .await
                .expect(412)
                .etag(),
            "\"v2\""
        );
        let moved = with(
            body.clone(),
            json!({ "region_code": "64.71", "indicator": "wasting", "year": 2027 }),
        );
        let refused = officer.put(&path, moved, "*").await.expect(422);
        assert_eq!(faults(&refused), ["/region_code", "/indicator", "/year"]);
        let revisions = read(&officer, &format!("{path}/revisions")).await;
        assert_eq!(revisions["items"][1]["snapshot"]["value_pct"], 18.55);
        assert_eq!(
            revisions["items"][0]["reason"],
            "Diubah dengan peraturan baru"
        );
    });
}

#[test]
fn another_regency_does_not_learn_of_a_target() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let body = target("64.74", 2026, 18.5);
        let set = officer.post(TARGETS, body.clone()).await.expect(201);
        let path = set.header("location").unwrap();
        let body = with(body, json!({ "reason": "Coba mengubah" }));
        let writer = app
            .client_with(
                &[Permission::ReadPrevalence, Permission::WriteTargets],
                "64.71",
            )
            .await;
        writer.get(&path).await.expect(404);
        writer.get(&format!("{path}/revisions")).await.expect(404);
        writer.put(&path, body.clone(), "*").await.expect(404);
        writer.put(&path, body, "\"v1\"").await.expect(404);
        app.client(Role::RegencyOfficer, "64.71")
            .await
            .put(&path, json!({}), "*")
            .await
            .expect(404);
        officer.get("/api/v1/targets/none").await.expect(404);
    });
}

#[test]
fn a_target_lies_within_the_region_of_who_sets_it() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        for code in ["ID", "63", "64.99", "6402", "x"] {
            let refused = officer
                .post(TARGETS, target(code, 2030, 10.0))
                .await
                .expect(422);
            assert_eq!(faults(&refused), ["/region_code"], "{code}");
        }
        for (changes, pointer) in [
            (json!({ "indicator": "none_such" }), "/indicator"),
            (json!({ "value_pct": 100.01 }), "/value_pct"),
            (json!({ "value_pct": -1 }), "/value_pct"),
            (json!({ "value_pct": 1.234 }), "/value_pct"),
            (json!({ "year": 1999 }), "/year"),
            (json!({ "legal_basis": "x " }), "/legal_basis"),
        ] {
            let refused = officer
                .post(TARGETS, with(target("64", 2030, 10.0), changes))
                .await
                .expect(422);
            assert_eq!(faults(&refused), [pointer]);
        }
        // The national target is seen from the province, but not changed.
        let national = read(&officer, "/api/v1/targets?region_code=ID&year=2029").await;
        let national = &national["items"][0];
        let path = format!("/api/v1/targets/{}", national["id"].as_str().unwrap());
        let body = with(
            target("ID", 2029, 5.0),
            json!({ "reason": "Coba mengubah target pusat" }),
        );
        let refused = officer.put(&path, body.clone(), "*").await.expect(422);
        assert_eq!(faults(&refused), ["/region_code"]);
        assert_eq!(&read(&officer, &path).await, national);
        app.client(Role::Admin, "ID")
            .await
            .put(&path, body, "*")
            .await
            .expect(200);
    });
}
