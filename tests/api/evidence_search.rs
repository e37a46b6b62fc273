//! Finding documents by their words, and the rules of requirements that no shipped scheme has.

use std::time::Duration;

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::clock::Clock;

use crate::action_samples::{content, report_sample};
use crate::evidence::{document, draft, hand_in, proves};
use crate::support::{Client, TestApp, on_each};

/// A synthetic PDF of one page with a line of text.
pub fn pdf(line: &str) -> Vec<u8> {
    let stream = format!("BT /F1 12 Tf 20 20 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
    ];
    let (mut file, mut table) = (String::from("%PDF-1.4\n"), String::new());
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = file.len();
    file.push_str(&format!(
        "xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

async fn names(client: &Client, query: &str) -> Vec<String> {
    let list = client
        .get(&format!("/api/v1/evidence?{query}"))
        .await
        .expect(200)
        .json();
    let name = |item: &Value| item["file_name"].as_str().unwrap().to_owned();
    list["items"].as_array().unwrap().iter().map(name).collect()
}

#[test]
fn documents_are_found_by_their_words() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let samarinda = app.client(Role::RegencyOfficer, "64.72").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let report = draft(app).await;
        let mut other = String::new();
        for _ in 0..8 {
            other = report_sample(app, "64.72").await;
        }
        let other = format!("/api/v1/action-reports/{other}");
        for (client, report, name, file) in [
            (
                &bontang,
                &report,
                "Berita_Acara-2025.pdf",
                pdf("Kesepakatan bersama e-PPGBM di Kelurahan Guntung"),
            ),
            (
                &bontang,
                &report,
                "laporan desa.docx",
                document("Kesepakatan", &[]),
            ),
            (
                &samarinda,
                &other,
                "LAPORAN.pdf",
                pdf("kesepakatan NOMOR 12/2025"),
            ),
        ] {
            app.clock.advance(Duration::from_secs(1));
            hand_in(client, report, name, &file, &proves("report"))
                .await
                .expect(201);
        }
        let all = ["LAPORAN.pdf", "laporan desa.docx", "Berita_Acara-2025.pdf"];
        for (query, found) in [
            ("", &all[..]),
            ("sort=uploaded_at&limit=1", &all[2..]),
            ("q=kesepakatan", &[all[0], all[2]]),
            ("q=KESEP%20guntung", &all[2..]),
            ("q=k%C3%A9sepakatan+12", &all[..1]),
            // Two characters are a whole word.
            ("q=20", &[]),
            ("q=202", &[all[0], all[2]]),
            ("q=e-ppgbm", &all[2..]),
            ("q=laporan", &all[..2]),
            ("q=akta", &[]),
            ("q=cara", &[]),
            ("q=%27%29%20or%201%3D1%20--%20berita", &[]),
            ("q=laporan&region_code=64.74", &all[1..2]),
            ("within=64.72", &all[..1]),
            ("season=2019-BANGDA8", &all[..1]),
            (
                "state=pending&requirement=report&season=2018-BANGDA8",
                &all[1..],
            ),
            ("state=accepted", &[]),
            ("requirement=re_ort", &[]),
        ] {
            assert_eq!(names(&province, query).await, found, "{query}");
        }
        assert_eq!(names(&bontang, "q=kesepakatan").await, &all[2..]);
        let first = province
            .get("/api/v1/evidence?q=laporan&limit=1&count=true")
            .await
            .expect(200)
            .json();
        assert_eq!(first["page"]["total"], 2);
        let next = format!(
            "q=laporan&limit=1&cursor={}",
            first["page"]["next"].as_str().unwrap()
        );
        assert_eq!(names(&province, &next).await, &all[1..2]);
        let many = "satu+dua+tiga+empat+lima+enam+tujuh+lapan+sembilan+sepuluh+sebelas";
        for wrong in ["q=--", &format!("q={many}")] {
            let answer = province
                .get(&format!("/api/v1/evidence?{wrong}"))
                .await
                .expect(422);
            assert_eq!(answer.json()["errors"][0]["code"], "words", "{wrong}");
        }
    });
}

/// A draft of a scheme of two actions, one of which asks for a decree that is not too old.
async fn dated_report(app: &TestApp) -> String {
    let admin = app.client(Role::Admin, "ID").await;
    let action = |code: &str, no: u32, requirement: &str| {
        json!({
            "code": code, "no": no, "name_id": code, "name_en": code, "kind": "main", "levels": ["regency"],
            "lead_agency": "Bappeda", "facts": [],
            "requirements": [{
                "code": requirement, "name_id": "SK", "name_en": "Decree", "mandatory": true, "accepted": ["docx"],
                "max_age_days": 365, "minimum_count": 2,
                "fields": [{"code": "dated_on", "name_id": "Tanggal", "name_en": "Date", "kind": "date", "mandatory": true}],
            }],
        })
    };
    let definition = json!({
        "name_id": "Aksi", "name_en": "Actions", "legal_basis": "", "valid_from_year": 2026, "valid_to_year": null,
        "mappings": [], "actions": [action("rembuk", 1, "decree"), action("lokus", 2, "locus_decree")],
    });
    let scheme = json!({"code": "KALTIM2", "definition": definition});
    admin
        .post("/api/v1/action-schemes", scheme)
        .await
        .expect(201);
    let at = |days: i64| (app.clock.now() + chrono::Duration::days(days)).to_rfc3339();
    let due = |action: &str| json!({"action": action, "due_at": at(10)});
    let season = json!({
        "implementation_year": 2026, "assessment_year": 2027, "scheme": "KALTIM2", "opens_at": at(-1), "locks_at": at(60),
        "grace_days": 3, "due": [due("rembuk"), due("lokus")],
    });
    let season = admin
        .post("/api/v1/reporting-seasons", season)
        .await
        .expect(201)
        .json();
    let bontang = app.client(Role::RegencyOfficer, "64.74").await;
    let body = json!({"season": season["code"], "action": "rembuk", "region_code": "64.74", "content": content(&[])});
    let made = bontang
        .post("/api/v1/action-reports", body)
        .await
        .expect(201);
    made.header("location").unwrap()
}

#[test]
fn a_document_may_be_too_old_of_another_action_or_too_late() {
    on_each(async |app| {
        let report = dated_report(app).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let file = document("SK", &[]);
        let meta = |requirement: &str, dated_on: &str| {
            let fields = [json!({"code": "dated_on", "values": [dated_on]})];
            json!({"requirements": [requirement], "fields": fields, "replaces": null})
        };
        for (requirement, dated_on, pointer, code) in [
            ("decree", "2025-12-30", "/meta/fields", "too_old"),
            ("decree", "31-12-2025", "/meta/fields/0/values", "type"),
            // That of another action of the same scheme, and that of another scheme.
            (
                "locus_decree",
                "2026-06-01",
                "/meta/requirements/0",
                "unknown_value",
            ),
            (
                "data_tables",
                "2026-06-01",
                "/meta/requirements/0",
                "unknown_value",
            ),
        ] {
            let meta = meta(requirement, dated_on);
            let form = hand_in(&bontang, &report, "sk.docx", &file, &meta).await;
            let parts = crate::upload::begin(&bontang, &report, "sk.docx", file.len(), &meta).await;
            for refused in [form, parts] {
                let fault = refused.expect(422).json()["errors"][0].clone();
                assert_eq!(
                    (&fault["pointer"], &fault["code"]),
                    (&json!(pointer), &json!(code))
                );
            }
        }
        let just = meta("decree", "2025-12-31");
        hand_in(&bontang, &report, "sk.docx", &file, &just)
            .await
            .expect(201);
        // Until the lock, however late.
        app.clock.advance(Duration::from_secs(60 * 86_400 - 3600));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        hand_in(&bontang, &report, "b.docx", &document("b", &[]), &just)
            .await
            .expect(201);
        app.clock.advance(Duration::from_secs(3600 + 3 * 86_400));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        hand_in(&bontang, &report, "c.docx", &document("c", &[]), &just)
            .await
            .expect(409);
        crate::upload::begin(&bontang, &report, "c.docx", 9, &just)
            .await
            .expect(409);
        assert_eq!(app.count("evidence").await, 2);
    });
}

#[test]
fn a_document_is_of_today_at_the_latest_and_counts_once() {
    on_each(async |app| {
        let report = dated_report(app).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let file = document("SK", &[]);
        let meta = |dated_on: &str| {
            let fields = [json!({"code": "dated_on", "values": [dated_on]})];
            json!({"requirements": ["decree"], "fields": fields, "replaces": null})
        };
        let future = meta("2026-12-30");
        let form = hand_in(&bontang, &report, "sk.docx", &file, &future).await;
        // In parts it is refused before they are sent.
        let parts = crate::upload::begin(&bontang, &report, "sk.docx", file.len(), &future).await;
        for refused in [form, parts] {
            let fault = refused.expect(422).json()["errors"][0].clone();
            assert_eq!(
                (&fault["pointer"], &fault["code"]),
                (&json!("/meta/fields/0/values"), &json!("future"))
            );
        }
        let province = app.client(Role::ProvinceOfficer, "64").await;
        // Two are asked for: the same bytes under two names are one.
        let good = meta("2026-06-01");
        let other = document("SK lain", &[]);
        for (name, bytes, wanting) in [
            ("a.docx", &file, 1),
            ("b.docx", &file, 1),
            ("c.docx", &other, 0),
        ] {
            hand_in(&bontang, &report, name, bytes, &good)
                .await
                .expect(201);
            let read = bontang.get(&report).await.expect(200).json();
            let count = read["missing"][0]["count"].as_i64().unwrap_or_default();
            assert_eq!(count, wanting, "{name}");
            let season = read["season"].as_str().unwrap();
            let board = format!("/api/v1/action-reports/completeness?season={season}&parent=64");
            let board = province.get(&board).await.expect(200).json();
            let regions = board["items"].as_array().unwrap();
            let own = regions.iter().find(|one| one["region_code"] == "64.74");
            let action = &own.unwrap()["actions"][0];
            assert_eq!(action["satisfied"], i64::from(wanting == 0), "{name}");
        }
    });
}

#[test]
fn what_was_begun_before_the_lock_is_no_document_after_it() {
    on_each(async |app| {
        let report = dated_report(app).await;
        app.clock.advance(Duration::from_secs(60 * 86_400 - 3600));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let file = document("SK", &[]);
        let fields = [json!({"code": "dated_on", "values": ["2026-06-01"]})];
        let meta = json!({"requirements": ["decree"], "fields": fields, "replaces": null});
        let begun = crate::upload::begin(&bontang, &report, "sk.docx", file.len(), &meta).await;
        let upload = begun.expect(201).header("location").unwrap();
        crate::upload::part(&bontang, &upload, 0, &file)
            .await
            .expect(204);
        app.clock.advance(Duration::from_secs(2 * 3600));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        crate::upload::complete(&bontang, &upload, &file)
            .await
            .expect(409);
        assert_eq!(app.count("evidence").await, 0);
    });
}
