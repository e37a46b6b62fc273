//! Convergence actions: schemes with versions, seasons with deadlines, and a report from its draft to its acceptance.

use std::time::Duration;

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::clock::Clock;

use crate::action_samples::{content, season_sample};
use crate::support::{Client, TestApp, on_each};

const SCHEMES: &str = "/api/v1/action-schemes";
const SEASONS: &str = "/api/v1/reporting-seasons";
pub const REPORTS: &str = "/api/v1/action-reports";
/// A scheme of one action that asks for a date and no document, and a season of it that is due in ten days.
pub async fn small_season(app: &TestApp, admin: &Client) -> String {
    let definition = json!({
        "name_id": "Aksi provinsi", "name_en": "Actions of the province", "legal_basis": "", "valid_from_year": 2026,
        "valid_to_year": null, "mappings": [],
        "actions": [{
            "code": "rembuk", "no": 1, "name_id": "Rembuk", "name_en": "Consultation", "kind": "main",
            "levels": ["regency", "district"], "lead_agency": "Bappeda", "requirements": [],
            "facts": [{"code": "held_on", "name_id": "Tanggal", "name_en": "Date held", "kind": "date", "mandatory": true}],
        }],
    });
    let scheme = json!({"code": "KALTIM1", "definition": definition});
    admin.post(SCHEMES, scheme).await.expect(201);
    let at = |days: i64| (app.clock.now() + chrono::Duration::days(days)).to_rfc3339();
    let season = json!({
        "implementation_year": 2026, "assessment_year": 2027, "scheme": "KALTIM1", "opens_at": at(-1), "locks_at": at(60),
        "grace_days": 3, "due": [{"action": "rembuk", "due_at": at(10)}],
    });
    let made = admin.post(SEASONS, season).await.expect(201).json();
    made["code"].as_str().unwrap().to_owned()
}

pub async fn begin(client: &Client, season: &str, region: &str) -> String {
    let body = json!({"season": season, "action": "rembuk", "region_code": region, "content": content(&[])});
    let made = client.post(REPORTS, body).await.expect(201);
    made.header("location").unwrap()
}

pub fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}

#[test]
fn a_report_from_its_draft_to_its_acceptance() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let season = small_season(app, &admin).await;
        let report = begin(&bontang, &season, "64.74").await;
        let step = |name: &str| format!("{report}/{name}");
        let again = json!({"season": season, "action": "rembuk", "region_code": "64.74", "content": content(&[])});
        let again = bontang.post(REPORTS, again).await.expect(409).json();
        assert_eq!(again["existing"], json!(report));

        let handed = bontang.post_if(&step("submit"), json!({}), "\"v1\"").await;
        let handed = handed.expect(200).json();
        assert_eq!(
            (
                &handed["state"],
                &handed["missing"][0]["code"],
                &handed["satisfied"]
            ),
            (&json!("submitted"), &json!("held_on"), &json!(0))
        );
        // The regency does not review itself, and nothing that is in review is written further.
        bontang
            .post_if(&step("start-review"), json!({}), "*")
            .await
            .expect(409);
        province
            .post_if(&step("accept"), json!({}), "*")
            .await
            .expect(409);
        province
            .post_if(&step("start-review"), json!({}), "\"v2\"")
            .await
            .expect(200);
        let update = json!({"content": content(&[("held_on", "2026-11-10")]), "reason": "Tanggal dilengkapi"});
        bontang.put(&report, update.clone(), "*").await.expect(409);
        let wanting = province
            .post_if(&step("accept"), json!({}), "*")
            .await
            .expect(409);
        assert!(
            wanting.json()["detail"]
                .as_str()
                .unwrap()
                .contains("Tanggal")
        );
        let reason = json!({"reason": "Tanggal pelaksanaan belum disebut."});
        province
            .post_if(&step("return"), reason.clone(), "\"v2\"")
            .await
            .expect(412);
        province
            .post_if(&step("return"), reason, "\"v3\"")
            .await
            .expect(200);
        bontang.put(&report, update, "\"v4\"").await.expect(200);
        bontang
            .post_if(&step("submit"), json!({}), "\"v5\"")
            .await
            .expect(200);
        province
            .post_if(&step("start-review"), json!({}), "*")
            .await
            .expect(200);
        let accepted = province
            .post_if(&step("accept"), json!({"reason": "Lengkap."}), "*")
            .await;
        assert_eq!(accepted.expect(200).json()["state"], "accepted");

        let revisions = bontang.get(&step("revisions")).await.expect(200).json();
        let steps: Vec<&str> = revisions["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["action"].as_str().unwrap())
            .collect();
        let expected = [
            "create",
            "submit",
            "start_review",
            "return",
            "edit",
            "submit",
            "start_review",
            "accept",
        ];
        assert_eq!(steps, expected);
        assert_eq!(
            revisions["items"][3]["reason"],
            "Tanggal pelaksanaan belum disebut."
        );
        // Each submission has its receipt, which anybody can check; a changed one is found out.
        let receipts = bontang.get(&step("receipts")).await.expect(200).json();
        let versions: Vec<i64> = receipts["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["version"].as_i64().unwrap())
            .collect();
        assert_eq!(versions, [2, 6]);
        let check = async |jws: &str| {
            let body = json!({"jws": jws});
            let verdict = app
                .anonymous()
                .post("/api/v1/receipts/verify", body)
                .await
                .expect(200)
                .json();
            (
                verdict["code"].as_str().unwrap().to_owned(),
                verdict["receipt"]["version"].clone(),
            )
        };
        let jws = receipts["items"][0]["jws"].as_str().unwrap();
        assert_eq!(check(jws).await, ("valid".to_owned(), json!(2)));
        let parts: Vec<&str> = jws.split('.').collect();
        let other = receipts["items"][1]["jws"]
            .as_str()
            .unwrap()
            .rsplit('.')
            .next()
            .unwrap();
        assert_eq!(
            check(&format!("{}.{}.{other}", parts[0], parts[1])).await.0,
            "signature"
        );
        assert_eq!(
            check(bontang.token.as_deref().unwrap()).await.0,
            "malformed"
        );
        assert_eq!(check("x").await.0, "malformed");
        // Open again, and written further by the province: then the province cannot accept it.
        province
            .post_if(&step("reopen"), json!({"reason": "Tanggal keliru."}), "*")
            .await
            .expect(200);
        let update = json!({"content": content(&[("held_on", "2026-11-11")]), "reason": "Tanggal dibetulkan"});
        province.put(&report, update, "*").await.expect(200);
        bontang
            .post_if(&step("submit"), json!({}), "*")
            .await
            .expect(200);
        province
            .post_if(&step("start-review"), json!({}), "*")
            .await
            .expect(409);
        let other = app.client(Role::ProvinceOfficer, "64").await;
        other
            .post_if(&step("start-review"), json!({}), "*")
            .await
            .expect(200);
    });
}

#[test]
fn late_is_recorded_and_the_lock_refuses_unless_excepted() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        let mut officers = Vec::new();
        for region in ["64.74", "64.71", "64.02"] {
            let officer = app.client(Role::RegencyOfficer, region).await;
            let report = begin(&officer, &season, region).await;
            officers.push((region, report));
        }
        let submit = async |region: &str, report: &str, status: u16| {
            // A session of ten minutes does not live for days.
            let officer = app.client(Role::RegencyOfficer, region).await;
            let answer = officer
                .post_if(&format!("{report}/submit"), json!({}), "*")
                .await;
            answer.expect(status).json()["deadline"]["days_late"].clone()
        };
        app.clock.advance(days(13));
        assert_eq!(submit("64.74", &officers[0].1, 200).await, 0);
        app.clock.advance(days(1));
        assert_eq!(submit("64.71", &officers[1].1, 200).await, 4);
        app.clock.advance(days(60));
        submit("64.02", &officers[2].1, 409).await;
        let late = app.client(Role::RegencyOfficer, "64.02").await;
        let edit = json!({"content": content(&[]), "reason": "Terlambat"});
        late.put(&officers[2].1, edit.clone(), "*")
            .await
            .expect(409);
        let other = app.client(Role::RegencyOfficer, "64.09").await;
        let new = json!({"season": season, "action": "rembuk", "region_code": "64.09", "content": content(&[])});
        other.post(REPORTS, new).await.expect(409);

        let province = app.client(Role::ProvinceOfficer, "64").await;
        let at = |days: i64| (app.clock.now() + chrono::Duration::days(days)).to_rfc3339();
        let exception = |region: &str| json!({"region_code": region, "action": null, "due_at": at(5), "locks_at": at(30), "reason": "Banjir"});
        let path = format!("{SEASONS}/{season}/exceptions");
        province.post(&path, exception("64")).await.expect(422);
        province.post(&path, exception("63.71")).await.expect(422);
        province.post(&path, exception("64.02")).await.expect(201);
        late.put(&officers[2].1, edit, "*").await.expect(200);
        assert_eq!(submit("64.02", &officers[2].1, 200).await, 0);
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        assert_eq!(
            bontang.get(&path).await.expect(200).json()["items"],
            json!([])
        );
    });
}

#[test]
fn wrong_reports_leave_nothing() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let season = small_season(app, &admin).await;
        let old = season_sample(app, 2020).await;
        let post = |changes: Value| {
            let mut body = json!({"season": season, "action": "rembuk", "region_code": "64.74", "content": content(&[])});
            let changes = changes.as_object().unwrap().clone();
            body.as_object_mut().unwrap().extend(changes);
            bontang.post(REPORTS, body)
        };
        let with = |facts: &[(&str, &str)]| json!({"content": content(facts)});
        let mut locus = content(&[]);
        locus["locus"] = json!({"decree_number": "119/2026", "decree_on": "2026-01-05", "villages": ["64.71.01.1001", "64.74.99.1001"]});
        for (changes, pointer, code) in [
            (json!({"season": "2026-NONE"}), "/season", "unknown_value"),
            (json!({"action": "regulation"}), "/action", "unknown_value"),
            (
                json!({"region_code": "64.71"}),
                "/region_code",
                "unknown_region",
            ),
            (
                json!({"region_code": "6474"}),
                "/region_code",
                "ambiguous_code",
            ),
            (
                json!({"region_code": "64.74.01.1001"}),
                "/region_code",
                "level",
            ),
            (
                json!({"season": old, "action": "planning", "region_code": "64.74.01"}),
                "/region_code",
                "level",
            ),
            (
                with(&[("held_on", "10 November")]),
                "/content/facts/0/values",
                "type",
            ),
            (
                with(&[("number", "1")]),
                "/content/facts/0/code",
                "unknown_value",
            ),
            (
                with(&[("held_on", "2026-11-10"), ("held_on", "2026-11-11")]),
                "/content/facts/1/code",
                "repeated",
            ),
            (
                json!({"content": locus}),
                "/content/locus/villages/0",
                "unknown_region",
            ),
        ] {
            let answer = post(changes.clone()).await.expect(422).json();
            let fault = &answer["errors"][0];
            assert_eq!(
                (&fault["pointer"], &fault["code"]),
                (&json!(pointer), &json!(code)),
                "{changes}"
            );
        }
        assert_eq!(app.count("action_report").await, 0);
        let report = begin(&bontang, &season, "64.74").await;
        for other in ["64.71", "64.74.01"] {
            let other = app.client(Role::RegencyOfficer, other).await;
            other.get(&report).await.expect(404);
            other
                .post_if(&format!("{report}/submit"), json!({}), "*")
                .await
                .expect(404);
            let page = other
                .get(&format!("{REPORTS}?count=true"))
                .await
                .expect(200)
                .json();
            assert_eq!(page["page"]["total"], 0);
        }
    });
}

#[test]
fn a_season_keeps_to_the_version_of_its_scheme() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let eight = admin
            .get(&format!("{SCHEMES}?year=2024"))
            .await
            .expect(200)
            .json();
        assert_eq!(
            (
                &eight["items"][0]["code"],
                eight["items"].as_array().unwrap().len()
            ),
            (&json!("BANGDA8"), 1)
        );
        let season = small_season(app, &admin).await;
        let path = format!("{SCHEMES}/KALTIM1");
        let first = admin.get(&path).await.expect(200);
        let (tag, mut definition) = (first.etag(), first.json()["definition"].clone());
        definition["actions"][0]["facts"] = json!([]);
        let update = json!({"definition": definition, "reason": "Tanggal tidak lagi diminta"});
        assert_eq!(
            admin
                .put(&path, update.clone(), &tag)
                .await
                .expect(200)
                .json()["version"],
            2
        );
        admin.put(&path, update, &tag).await.expect(412);
        assert_eq!(
            admin
                .get(&format!("{path}?version=1"))
                .await
                .expect(200)
                .json(),
            first.json()
        );
        assert_eq!(
            admin
                .get(&format!("{SEASONS}/{season}"))
                .await
                .expect(200)
                .json()["scheme_version"],
            1
        );
        definition["actions"][0]["code"] = json!("Rembuk");
        definition["mappings"] = json!([{"from_scheme": "BANGDA8", "from_action": "planning", "to_action": "none",
            "comparable": false, "note_id": "x", "note_en": "x"}]);
        let wrong = json!({"definition": definition, "reason": "Salah"});
        admin.put(&path, wrong, "*").await.expect(422);
        definition["actions"][0]["code"] = json!("rembuk");
        for (scheme, from, pointer) in [
            ("NOWHERE", "planning", Some("from_scheme")),
            ("BANGDA8", "none", Some("from_action")),
            ("BANGDA8", "planning", None),
            // The version before.
            ("KALTIM1", "rembuk", None),
        ] {
            definition["mappings"] = json!([{"from_scheme": scheme, "from_action": from, "to_action": "rembuk",
                "comparable": false, "note_id": "x", "note_en": "x"}]);
            let update = json!({"definition": definition, "reason": "Dipetakan"});
            let answer = admin.put(&path, update, "*").await;
            let Some(member) = pointer else {
                answer.expect(200);
                continue;
            };
            let pointer = format!("/definition/mappings/0/{member}");
            let refused = answer.expect(422).json();
            assert_eq!(refused["errors"][0]["pointer"], pointer);
        }
        let missing = json!({"assessment_year": 2027, "opens_at": "2026-12-01T00:00:00Z", "locks_at": "2026-12-01T00:00:00Z",
            "grace_days": 0, "due": [{"action": "none", "due_at": "2027-01-01T00:00:00Z"}], "reason": "Salah"});
        let faults = admin
            .put(&format!("{SEASONS}/{season}"), missing, "*")
            .await
            .expect(422)
            .json();
        let codes: Vec<&str> = faults["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["code"].as_str().unwrap())
            .collect();
        assert_eq!(
            codes,
            [
                "out_of_order",
                "unknown_value",
                "out_of_range",
                "incomplete"
            ]
        );
    });
}
