//! Assignments of expectant mothers: by the rule of the programme and with her consent, seen by a donor without who she is or
//! when her child is due, counted by themselves, and gone on from with her child.

use entity::id::ExpectantMotherId;
use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::auth::Permission;
use tumbuh::foster::alert::job;
use tumbuh::foster::programme::load::load;
use tumbuh::mother::MotherIdentity;

use crate::foster::{link, step, verified};
use crate::foster_care::{ASSIGNMENTS, CARE, proposal, stunted};
use crate::foster_samples::{VILLAGE, child, consent, parent};
use crate::mother_samples::{consent_sample, mother_of};
use crate::reference::{codes, faults, read, with};
use crate::support::{TestApp, on_each};

/// An expectant mother with KEK, of a family at risk.
async fn expecting(app: &TestApp, village: &str) -> ExpectantMotherId {
    let name = format!("Ibu Contoh {}", app.count("expectant_mother").await);
    let identity = MotherIdentity {
        name,
        ..MotherIdentity::default()
    };
    mother_of(app, village, "2027-03-01", identity).await
}

/// A proposal for her by BAAS from today on.
fn for_mother(parent: &str, mother: ExpectantMotherId) -> Value {
    let mut body = proposal(parent, entity::id::ChildId(mother.0));
    body["mother_id"] = body["child_id"].take();
    body
}

/// An active assignment of hers, by its path.
pub async fn begun_for(app: &TestApp, parent: &str, mother: ExpectantMotherId) -> String {
    let officer = app.client(Role::RegencyOfficer, "64.74").await;
    let other = app.client(Role::RegencyOfficer, "64.74").await;
    let made = officer.post(ASSIGNMENTS, for_mother(parent, mother)).await;
    let path = made.expect(201).header("location").unwrap();
    step(&other, &path, "approve", 200).await;
    step(&other, &path, "activate", 200).await;
    path
}

#[test]
fn a_mother_is_looked_after_until_her_child_is_born() {
    on_each(async |app| {
        let (parent_path, parent) = verified(app, "PT Asuh").await;
        let donor = app.client(Role::FosterParent, "64.74").await;
        link(app, &parent_path, &donor).await;
        let mother = expecting(app, VILLAGE).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let other = app.client(Role::ProvinceOfficer, "64").await;
        let made = officer.post(ASSIGNMENTS, for_mother(&parent, mother)).await;
        let made = made.expect(201);
        let path = made.header("location").unwrap();
        assert_eq!(made.json()["child"], Value::Null);
        assert_eq!(made.json()["mother"]["code"], "ibu-0000");
        assert_eq!(made.json()["mother"]["trimester"], 2);
        step(&other, &path, "approve", 200).await;
        step(&other, &path, "activate", 409).await;
        consent_sample(app, &mother.to_string()).await;
        assert!(codes(&donor.get(CARE).await.expect(200), "code").is_empty());
        step(&other, &path, "activate", 200).await;
        let own = donor.get(CARE).await.expect(200).json()["items"][0].clone();
        assert_eq!(own["receiver"], "expectant_mother");
        assert_eq!(
            (&own["age_months"], &own["sex"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(
            (&own["trimester"], &own["region_name"]),
            (&json!(2), &json!("Lok Tuan"))
        );
        let own_path = format!("{CARE}/{}", own["assignment_id"].as_str().unwrap());
        let detail = read(&donor, &own_path).await;
        assert_eq!(detail["due"][0]["outstanding_idr"], 450_000);
        assert_eq!(
            (&detail["growth"], &detail["next_weighing_by"]),
            (&json!([]), &Value::Null)
        );
        let text = donor.get(&own_path).await.expect(200).text();
        assert!(
            !text.contains("2027-03"),
            "the day on which her child is due: {text}"
        );
        let delivery = json!({ "position": 1, "delivered_on": "2026-11-22", "value_idr": 400_000, "receiver": "mother" });
        donor
            .post(&format!("{path}/deliveries"), delivery)
            .await
            .expect(201);
        step(&other, &path, "graduate", 409).await;
        let outcome = read(&officer, &format!("{path}/outcome")).await;
        assert_eq!(outcome["not_evaluable"], "expectant_mother");
        assert_eq!(outcome["months_with_delivery"], 1);
        let of_hers = officer.get(&format!("{ASSIGNMENTS}?mother_id={mother}"));
        assert_eq!(codes(&of_hers.await.expect(200), "state"), ["active"]);
        // Born: the donor sees her no more, and the child's assignment goes on from hers.
        let child = stunted(app).await;
        let state = format!("/api/v1/mothers/{mother}/state");
        let born = json!({"to_state": "delivered", "effective_on": "2026-11-22", "child_id": child, "reason": "Lahir"});
        officer.post_if(&state, born, "*").await.expect(200);
        donor.get(&own_path).await.expect(404);
        let id = path.rsplit('/').next().unwrap();
        let next = with(proposal(&parent, child), json!({ "follows": id }));
        let open = officer.post(ASSIGNMENTS, next.clone()).await.expect(422);
        assert_eq!(faults(&open), ["/follows"]);
        step(&other, &path, "terminate", 200).await;
        let another = with(next.clone(), json!({ "child_id": stunted(app).await }));
        let refused = officer.post(ASSIGNMENTS, another).await.expect(422);
        assert_eq!(faults(&refused), ["/follows"]);
        let next = officer.post(ASSIGNMENTS, next).await.expect(201).json();
        assert_eq!(next["follows"], id);
        let before = read(&officer, &path).await;
        assert_eq!(before["mother"]["child_id"], json!(child));
    });
}

#[test]
fn who_may_not_receive_is_said_at_once() {
    on_each(async |app| {
        let (_, parent) = verified(app, "PT Asuh").await;
        let (_, other) = verified(app, "PT Lain").await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let mother = expecting(app, VILLAGE).await;
        let healthy = expecting(app, VILLAGE).await;
        let well = "update expectant_mother set muac_mm = 260, risk_status = 'not_at_risk' where code = 'ibu-0001'";
        app.sql(well).await.unwrap();
        let abroad = expecting(app, "64.71.01.1001").await;
        let later = json!({ "planned_from": "2027-03-02", "planned_to": "2027-05-31" });
        for (body, pointers) in [
            (for_mother(&parent, abroad), &["/mother_id"][..]),
            (for_mother(&parent, healthy), &["/mother_id"]),
            (
                with(for_mother(&parent, healthy), later),
                &["/mother_id", "/mother_id"],
            ),
            (
                with(for_mother(&parent, mother), json!({ "child_id": mother })),
                &["/mother_id"],
            ),
            (
                with(for_mother(&parent, mother), json!({ "mother_id": null })),
                &["/child_id"],
            ),
            (
                with(for_mother(&parent, mother), json!({ "follows": mother })),
                &["/follows"],
            ),
        ] {
            let refused = officer.post(ASSIGNMENTS, body).await.expect(422);
            assert_eq!(faults(&refused), pointers);
        }
        // The same aid by one at a time, and children and mothers share the room.
        officer
            .post(ASSIGNMENTS, for_mother(&parent, mother))
            .await
            .expect(201);
        let taken = officer.post(ASSIGNMENTS, for_mother(&other, mother)).await;
        assert!(taken.expect(409).json()["existing"].is_string());
        officer
            .post(ASSIGNMENTS, proposal(&parent, stunted(app).await))
            .await
            .expect(201);
        let third = expecting(app, VILLAGE).await;
        let full = officer.post(ASSIGNMENTS, for_mother(&parent, third)).await;
        assert_eq!(full.expect(409).json().get("existing"), None);
        let full = officer
            .post(ASSIGNMENTS, proposal(&parent, stunted(app).await))
            .await;
        full.expect(409);
        let shown = read(&officer, &format!("{}/{parent}", crate::foster::PARENTS)).await;
        assert_eq!(
            (&shown["children_count"], &shown["mothers_count"]),
            (&json!(1), &json!(1))
        );
        // A programme says whether it is for mothers, and for which.
        let admin = app.client(Role::Admin, "ID").await;
        let programme = "/api/v1/foster-programmes/BAAS";
        let mut definition = read(&admin, programme).await["definition"].clone();
        definition["receiver"]["mother_needs"] = json!(["stunted"]);
        let update = json!({ "definition": definition, "reason": "Uji" });
        let refused = admin.put(programme, update, "*").await.expect(422);
        assert_eq!(faults(&refused), ["/definition/receiver/mother_needs/0"]);
        definition["receiver"]
            .as_object_mut()
            .unwrap()
            .remove("mother_needs");
        let update = json!({ "definition": definition, "reason": "Tanpa ibu hamil" });
        admin.put(programme, update, "*").await.expect(200);
        let refused = officer
            .post(ASSIGNMENTS, for_mother(&other, third))
            .await
            .expect(422);
        assert_eq!(refused.json()["errors"][0]["code"], "not_eligible");
    });
}

#[test]
fn mothers_are_counted_by_themselves_and_only_deliveries_are_missed() {
    on_each(async |app| {
        let giver = parent(app, "64.74", 1000).await.to_string();
        for _ in 0..4 {
            let mother = expecting(app, VILLAGE).await;
            consent_sample(app, &mother.to_string()).await;
            begun_for(app, &giver, mother).await;
        }
        expecting(app, "64.74.02.1001").await;
        let child_id = child(app, VILLAGE).await;
        consent(app, child_id).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let children = format!("{ASSIGNMENTS}/coverage?parent=64.74");
        let of_children = read(&officer, &children).await;
        assert_eq!(of_children["receiver"], "child");
        assert_eq!(of_children["total"]["receiving_count"], 0);
        let mothers = format!("{children}&receiver=expectant_mother");
        let found = read(&officer, &mothers).await;
        let total = &found["total"];
        assert_eq!(
            [
                &total["in_need_count"],
                &total["eligible_count"],
                &total["served_count"],
                &total["receiving_count"]
            ],
            [&json!(5), &json!(5), &json!(4), &json!(4)]
        );
        let food = json!({ "aid_kind": "food", "children_count": null, "mothers_count": 4 });
        assert_eq!(total["aid"][1], food);
        // Who may not read children is not told of fewer than five mothers either.
        let reader = app.client_with(&[Permission::ReadFoster], "64.74").await;
        let kept_back = read(&reader, &mothers).await;
        assert_eq!(kept_back["suppressed"], true);
        assert_eq!(kept_back["total"]["served_count"], Value::Null);
        assert_eq!(kept_back["total"]["aid"][1]["mothers_count"], Value::Null);
        // After forty days nothing was delivered, and nothing of weighings is missed.
        let begun =
            "update foster_assignment set started_on = '2026-10-10' where mother_id is not null";
        app.sql(begun).await.unwrap();
        let alerts = read(&officer, &format!("{ASSIGNMENTS}/alerts?region=64.74")).await;
        let kinds: Vec<_> = alerts["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["kind"].as_str().unwrap(), &one["child_code"]))
            .collect();
        assert_eq!(kinds, [("no_delivery", &Value::Null); 4]);
        job::notify(&app.services).await.unwrap();
        let told = officer
            .get("/api/v1/notifications?limit=1")
            .await
            .expect(200)
            .json();
        let text = told["items"][0]["text"].as_str().unwrap();
        assert!(text.contains("ibu hamil ibu-000"), "{text}");
        let outcomes = "/api/v1/foster-programmes/BAAS/outcomes?region=64.74";
        read(&officer, outcomes).await;
    });
}

#[test]
fn an_assignment_follows_a_mother_to_another_regency() {
    on_each(async |app| {
        let (_, parent) = verified(app, "PT Asuh").await;
        let mother = expecting(app, VILLAGE).await;
        consent_sample(app, &mother.to_string()).await;
        let path = begun_for(app, &parent, mother).await;
        let old = app.client(Role::RegencyOfficer, "64.74").await;
        let new = app.client(Role::RegencyOfficer, "64.02").await;
        let state = format!("/api/v1/mothers/{mother}/state");
        let moved = json!({
            "to_state": "moved", "effective_on": "2026-11-22", "to_region_code": "64.02.08.2001", "reason": "Pindah"
        });
        new.post_if(&state, moved.clone(), "*").await.expect(404);
        old.post_if(&state, moved, "*").await.expect(200);
        old.get(&format!("/api/v1/mothers/{mother}"))
            .await
            .expect(404);
        let before = read(&old, &path).await;
        assert_eq!(
            (&before["state"], &before["mother"]["region_code"]),
            (&json!("transferred"), &json!(VILLAGE))
        );
        assert_eq!(before["mother"]["state"], "moved");
        let after = read(&new, ASSIGNMENTS).await["items"][0].clone();
        assert_eq!(after["follows"], before["id"]);
        assert_eq!(
            (&after["state"], &after["mother"]["region_code"]),
            (&json!("active"), &json!("64.02.08.2001"))
        );
        new.get(&path).await.expect(404);
        let here =
            json!({"to_state": "active", "effective_on": "2026-11-22", "reason": "Sudah dipantau"});
        new.post_if(&state, here, "*").await.expect(200);
    });
}

#[test]
fn programmes_of_before_get_the_rule_for_mothers_once() {
    on_each(async |app| {
        // As it was before: without mothers, and one that somebody changed.
        for sql in [
            "delete from reference_load where name = 'foster_programmes_mothers'",
            "update foster_programme set definition = replace(definition, '[\"at_risk\",\"kek\",\"anaemia\"]', '[]')",
            "update foster_programme set recorded_by = 'user:admin' where code = 'GENTING'",
        ] {
            app.sql(sql).await.unwrap();
        }
        let events = app.count("audit_event").await;
        load(&app.services).await.unwrap();
        load(&app.services).await.unwrap();
        assert_eq!(app.count("audit_event").await, events + 1);
        let admin = app.client(Role::Admin, "ID").await;
        for (code, version, needs) in [
            ("BAAS", 2, json!(["at_risk", "kek", "anaemia"])),
            ("BONTANG_3_BULAN", 2, json!(["at_risk", "kek", "anaemia"])),
            ("GENTING", 1, json!([])),
        ] {
            let programme = read(&admin, &format!("/api/v1/foster-programmes/{code}")).await;
            assert_eq!(programme["version"], version, "{code}");
            assert_eq!(
                programme["definition"]["receiver"]["mother_needs"], needs,
                "{code}"
            );
        }
    });
}
