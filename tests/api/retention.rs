//! Rules of retention: laid down and changed by region, with versions, and kept to by the service.

use std::time::Duration;

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::child::retain;

use crate::child::{CHILDREN, child, enroll};
use crate::reference::{codes, faults, read, with};
use crate::support::on_each;

const RULES: &str = "/api/v1/privacy/retention-rules";

fn rule() -> Value {
    json!({
        "code": "KALTIM_20_YEARS", "region_code": "64", "erase_at_age_months": 240, "basis": "Jadwal retensi arsip provinsi",
        "valid_from": "2026-11-23", "valid_to": null
    })
}

#[test]
fn rules_are_laid_down_and_changed() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let shipped = format!("{RULES}/AGED_OUT_5_YEARS");
        let first = read(&officer, &shipped).await;
        assert_eq!(
            (&first["region_code"], &first["version"]),
            (&json!("ID"), &json!(1))
        );
        for (wrong, pointer) in [
            (json!({"valid_from": "2026-11-22"}), "/valid_from"),
            (json!({"valid_to": "2026-11-22"}), "/valid_to"),
            (json!({"erase_at_age_months": 59}), "/erase_at_age_months"),
            (json!({"region_code": "63"}), "/region_code"),
            (json!({"region_code": "ID"}), "/region_code"),
            (json!({"code": "kaltim"}), "/code"),
        ] {
            let refused = officer
                .post(RULES, with(rule(), wrong.clone()))
                .await
                .expect(422);
            assert_eq!(faults(&refused), [pointer], "{wrong}");
        }
        let made = officer.post(RULES, rule()).await.expect(201);
        let path = made.header("location").unwrap();
        let again = officer.post(RULES, rule()).await.expect(409);
        assert_eq!(again.json()["existing"], json!(path));
        let mut change = with(
            rule(),
            json!({"erase_at_age_months": 180, "reason": "Jadwal berubah"}),
        );
        change.as_object_mut().unwrap().remove("code");
        officer.put(&shipped, change.clone(), "*").await.expect(403);
        officer
            .put(&path, change.clone(), "\"v2\"")
            .await
            .expect(412);
        let changed = officer
            .put(&path, change.clone(), &made.etag())
            .await
            .expect(200);
        assert_eq!(changed.json()["version"], 2);
        let fixed = with(change.clone(), json!({"region_code": "64.74"}));
        assert_eq!(
            faults(&officer.put(&path, fixed, "*").await.expect(422)),
            ["/region_code"]
        );
        let over = with(
            change,
            json!({"valid_from": "2026-01-01", "valid_to": "2026-11-21"}),
        );
        assert_eq!(
            faults(&officer.put(&path, over, "*").await.expect(422)),
            ["/valid_to"]
        );
        let revisions = read(&officer, &format!("{path}/revisions")).await;
        assert_eq!(revisions["items"][0]["reason"], "Jadwal berubah");
        assert_eq!(revisions["items"][1]["snapshot"], made.json());
        let revisions = read(&officer, &format!("{shipped}/revisions")).await;
        assert_eq!(revisions["items"][0]["snapshot"], first);
        // What holds here is seen from here: rules above and below, none beside.
        let regency = app.client(Role::Admin, "64.74").await;
        let listed = regency.get(RULES).await.expect(200);
        assert_eq!(
            codes(&listed, "code"),
            ["AGED_OUT_5_YEARS", "KALTIM_20_YEARS"]
        );
        let held = regency
            .get(&format!("{RULES}?valid_on=2026-11-22"))
            .await
            .expect(200);
        assert_eq!(codes(&held, "code"), ["AGED_OUT_5_YEARS"]);
        let beside = app.client(Role::Admin, "63").await;
        let listed = beside.get(RULES).await.expect(200);
        assert_eq!(codes(&listed, "code"), ["AGED_OUT_5_YEARS"]);
        beside.get(&path).await.expect(404);
        app.client(Role::RegencyOfficer, "64.74")
            .await
            .get(RULES)
            .await
            .expect(403);
        let auditor = app.client(Role::Auditor, "ID").await;
        let entries = read(&auditor, "/api/v1/audit-events?subject_type=retention_rule").await;
        let actions: Vec<_> = entries["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| &e["action"])
            .collect();
        assert!(
            actions.contains(&&json!("retention_rule.update")),
            "{actions:?}"
        );
    });
}

#[test]
fn the_service_keeps_to_the_rule_in_force() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        for (name, born) in [("ANAK TUA", "2014-11-01"), ("ANAK MUDA", "2018-11-22")] {
            enroll(
                &officer,
                with(child(name, None), json!({"birth_date": born})),
            )
            .await;
        }
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let sooner = json!({"code": "KALTIM_8_YEARS", "erase_at_age_months": 96});
        let made = province.post(RULES, with(rule(), sooner)).await.expect(201);
        let path = made.header("location").unwrap();
        // The province has a rule of its own: until it begins nothing is erased, not even by that of the country.
        assert_eq!(retain(&app.services).await.unwrap(), 0);
        app.clock.advance(Duration::from_secs(86_400));
        assert_eq!(retain(&app.services).await.unwrap(), 2);
        assert_eq!(retain(&app.services).await.unwrap(), 0);
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        enroll(
            &officer,
            with(
                child("ANAK LAIN", None),
                json!({"birth_date": "2017-01-01"}),
            ),
        )
        .await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let later = json!({
            "region_code": "64", "erase_at_age_months": 144, "basis": "Jadwal retensi arsip provinsi", "valid_from": "2026-11-23",
            "valid_to": null, "reason": "Diperpanjang"
        });
        province.put(&path, later, "*").await.expect(200);
        assert_eq!(
            retain(&app.services).await.unwrap(),
            0,
            "it is kept longer now"
        );
        let page = read(&officer, &format!("{CHILDREN}?sort=birth_date")).await;
        let erased: Vec<bool> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["erased_at"].is_string())
            .collect();
        assert_eq!(erased, [true, false, true]);
        let auditor = app.client(Role::Auditor, "ID").await;
        let entries = read(&auditor, "/api/v1/audit-events?action=child.erase").await;
        assert_eq!(
            entries["items"][0]["reason"],
            "retention rule KALTIM_8_YEARS version 1"
        );
    });
}
