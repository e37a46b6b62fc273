//! Reports that come back, what is done at them at once, and who may not decide.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::kind::Role;
use futures_util::future::join;
use serde_json::{Value, json};
use tumbuh::clock::Clock;

use crate::action::{REPORTS, begin, small_season};
use crate::action_samples::content;
use crate::evidence::{document, hand_in, proves, stored};
use crate::support::{Client, TestApp, on_each};

/// A season of one action that asks for one document and nothing else.
async fn season_of_a_document(app: &TestApp) -> String {
    let admin = app.client(Role::Admin, "ID").await;
    let requirement = json!({"code": "report", "name_id": "Laporan", "name_en": "Report", "mandatory": true, "accepted": ["docx"],
        "max_age_days": null, "minimum_count": 1, "fields": []});
    let definition = json!({
        "name_id": "Aksi satu dokumen", "name_en": "One document", "legal_basis": "", "valid_from_year": 2026,
        "valid_to_year": null, "mappings": [],
        "actions": [{"code": "rembuk", "no": 1, "name_id": "Rembuk", "name_en": "Consultation", "kind": "main",
            "levels": ["regency"], "lead_agency": "Bappeda", "requirements": [requirement], "facts": []}],
    });
    let scheme = json!({"code": "SATU1", "definition": definition});
    let schemes = "/api/v1/action-schemes";
    admin.post(schemes, scheme).await.expect(201);
    let at = |days: i64| (app.clock.now() + chrono::Duration::days(days)).to_rfc3339();
    let season = json!({
        "implementation_year": 2026, "assessment_year": 2027, "scheme": "SATU1", "opens_at": at(-1), "locks_at": at(60),
        "grace_days": 3, "due": [{"action": "rembuk", "due_at": at(10)}],
    });
    let made = admin.post("/api/v1/reporting-seasons", season).await;
    made.expect(201).json()["code"].as_str().unwrap().to_owned()
}

async fn take(client: &Client, report: &str, step: &str) -> u16 {
    let body = json!({"reason": "Uji serentak"});
    let path = format!("{report}/{step}");
    client.post_if(&path, body, "*").await.status()
}

const CITIES: [&str; 6] = ["64.01", "64.02", "64.03", "64.07", "64.08", "64.09"];

#[test]
fn nothing_is_accepted_while_its_document_is_rejected() {
    on_each(async |app| {
        let season = season_of_a_document(app).await;
        let (one, other) = (
            app.client(Role::ProvinceOfficer, "64").await,
            app.client(Role::ProvinceOfficer, "64").await,
        );
        for region in CITIES {
            let officer = app.client(Role::RegencyOfficer, region).await;
            let report = begin(&officer, &season, region).await;
            let file = document(region, &[]);
            let made = hand_in(&officer, &report, "a.docx", &file, &proves("report")).await;
            let evidence = made.expect(201).header("location").unwrap();
            assert_eq!(take(&officer, &report, "submit").await, 200);
            assert_eq!(take(&one, &report, "start-review").await, 200);
            assert_eq!(take(&one, &evidence, "accept").await, 200);
            let both = join(
                take(&one, &report, "accept"),
                take(&other, &evidence, "reject"),
            )
            .await;
            let seen = one.get(&report).await.expect(200).json();
            let left = one.get(&evidence).await.expect(200).json();
            // Whichever came first, the other one was told.
            let expected = match both {
                (200, 409) => ("accepted", "accepted"),
                (409, 200) => ("in_review", "rejected"),
                both => panic!("{both:?}"),
            };
            assert_eq!(
                (&seen["state"], &left["state"]),
                (&json!(expected.0), &json!(expected.1))
            );
        }
    });
}

#[test]
fn a_receipt_names_every_document_that_was_there() {
    on_each(async |app| {
        let season = season_of_a_document(app).await;
        for region in CITIES {
            let officer = app.client(Role::RegencyOfficer, region).await;
            let report = begin(&officer, &season, region).await;
            let file = document(region, &[]);
            let proves = proves("report");
            let sent = async {
                hand_in(&officer, &report, "a.docx", &file, &proves)
                    .await
                    .status()
            };
            let (sent, submitted) = join(sent, take(&officer, &report, "submit")).await;
            assert_eq!(submitted, 200);
            let listed = officer
                .get(&format!("{report}/evidence"))
                .await
                .expect(200)
                .json();
            let documents = listed["items"].as_array().unwrap().len();
            let receipts = officer
                .get(&format!("{report}/receipts"))
                .await
                .expect(200)
                .json();
            let signed = receipts["items"][0]["jws"].as_str().unwrap();
            let told = URL_SAFE_NO_PAD
                .decode(signed.split('.').nth(1).unwrap())
                .unwrap();
            let told: Value = serde_json::from_slice(&told).unwrap();
            let named = told["evidence"].as_array().unwrap().len();
            assert_eq!(
                (sent, documents, named),
                if sent == 201 {
                    (201, 1, 1)
                } else {
                    (409, 0, 0)
                }
            );
        }
    });
}

#[test]
fn who_handed_a_document_in_does_not_review_it() {
    on_each(async |app| {
        let season = season_of_a_document(app).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let (helper, reviewer) = (
            app.client(Role::ProvinceOfficer, "64").await,
            app.client(Role::ProvinceOfficer, "64").await,
        );
        let report = begin(&officer, &season, "64.74").await;
        let file = document("Dikirim oleh provinsi", &[]);
        let made = hand_in(&helper, &report, "a.docx", &file, &proves("report")).await;
        let evidence = made.expect(201).header("location").unwrap();
        assert_eq!(take(&officer, &report, "submit").await, 200);
        assert_eq!(take(&helper, &report, "start-review").await, 409);
        assert_eq!(take(&reviewer, &report, "start-review").await, 200);
        assert_eq!(take(&helper, &evidence, "accept").await, 409);
        assert_eq!(take(&helper, &report, "return").await, 409);
        assert_eq!(take(&reviewer, &evidence, "accept").await, 200);
        assert_eq!(take(&reviewer, &report, "accept").await, 200);
    });
}

#[test]
fn a_document_sent_by_mistake_is_withdrawn_and_what_is_refused_leaves_no_file() {
    on_each(async |app| {
        let season = season_of_a_document(app).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let report = begin(&officer, &season, "64.74").await;
        let file = document("Salah kirim", &[]);
        let made = hand_in(&officer, &report, "a.docx", &file, &proves("report")).await;
        let evidence = made.expect(201).header("location").unwrap();
        assert_eq!(take(&officer, &evidence, "withdraw").await, 200);
        assert_eq!(take(&officer, &evidence, "withdraw").await, 409);
        let seen = officer.get(&report).await.expect(200).json();
        assert_eq!(
            (&seen["satisfied"], &seen["missing"][0]["code"]),
            (&json!(0), &json!("report"))
        );
        assert_eq!(stored(app).await, 1);
        let mut unknown = proves("report");
        unknown["replaces"] = json!(evidence.rsplit('/').next());
        let other = document("Tidak dapat disimpan", &[]);
        hand_in(&officer, &report, "a.docx", &other, &unknown)
            .await
            .expect(422);
        hand_in(&officer, &report, "a.docx", &other, &proves("none"))
            .await
            .expect(422);
        assert_eq!(take(&officer, &report, "submit").await, 200);
        hand_in(&officer, &report, "a.docx", &other, &proves("report"))
            .await
            .expect(409);
        assert_eq!(take(&officer, &evidence, "withdraw").await, 409);
        assert_eq!(stored(app).await, 1);
        // Why it came back stands in the report, until it is handed in again.
        assert_eq!(take(&province, &report, "start-review").await, 200);
        assert_eq!(take(&province, &report, "return").await, 200);
        let because =
            async || officer.get(&report).await.expect(200).json()["back_because"].clone();
        assert_eq!(because().await, "Uji serentak");
        let edit = json!({"content": content(&[]), "reason": "Dilengkapi"});
        officer.put(&report, edit, "*").await.expect(200);
        assert_eq!(because().await, "Uji serentak");
        assert_eq!(take(&officer, &report, "submit").await, 200);
        assert_eq!(because().await, Value::Null);
    });
}

#[test]
fn an_exception_is_longer_and_a_regency_sees_itself() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let at = |days: i64| (app.clock.now() + chrono::Duration::days(days)).to_rfc3339();
        let path = format!("/api/v1/reporting-seasons/{season}/exceptions");
        let exception = |due: i64, locks: i64| json!({"region_code": "64.74", "action": "rembuk", "due_at": at(due), "locks_at": at(locks), "reason": "Banjir"});
        let refused = province
            .post(&path, exception(-40, -30))
            .await
            .expect(422)
            .json();
        let pointers: Vec<_> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| (&e["pointer"], &e["code"]))
            .collect();
        let shorter = json!("shorter");
        assert_eq!(
            pointers,
            [
                (&json!("/due_at"), &shorter),
                (&json!("/locks_at"), &shorter)
            ]
        );
        province.post(&path, exception(20, 70)).await.expect(201);
        let completeness = format!("{REPORTS}/completeness?season={season}");
        let both = format!("{completeness}&parent=64.74&region=64.74");
        officer.get(&both).await.expect(422);
        let below = province.get(&completeness).await.expect(200).json();
        assert_eq!(below["items"].as_array().unwrap().len(), 10);
        let own = officer
            .get(&format!("{completeness}&region=64.74"))
            .await
            .expect(200)
            .json();
        let items = own["items"].as_array().unwrap();
        assert_eq!(
            (items.len(), &items[0]["region_code"]),
            (1, &json!("64.74"))
        );
        officer
            .get(&format!("{completeness}&region=64.71"))
            .await
            .expect(404);
    });
}
