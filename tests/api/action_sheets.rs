//! Reports in files: a season as a sheet, the template that a region fills in, and the profile of a regency.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use entity::kind::Role;
use serde_json::{Value, json};

use crate::action_samples::{content, evidence_sample, season_sample};
use crate::support::{Client, TestApp, on_each};

pub const REPORTS: &str = "/api/v1/action-reports";
const SEASON: &str = "2024-BANGDA8";
pub const TEMPLATE: &str =
    "/api/v1/action-schemes/BANGDA8/template?season=2024-BANGDA8&region_code=64.74";

/// The cells of a sheet, as text.
pub fn sheet(bytes: &[u8], number: usize) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range_at(number).unwrap().unwrap();
    let text = |cell: &Data| match cell {
        Data::DateTime(_) => cell.as_date().unwrap().to_string(),
        other => other.to_string(),
    };
    range.rows().map(|r| r.iter().map(text).collect()).collect()
}

pub async fn begin(client: &Client, action: &str, region: &str, content: Value) -> String {
    let body =
        json!({"season": SEASON, "action": action, "region_code": region, "content": content});
    let made = client.post(REPORTS, body).await.expect(201);
    made.header("location").unwrap()
}

/// A report that says everything that a report can.
pub fn full() -> Value {
    let mut full = content(&[("held_on", "2025-03-20"), ("participants", "45")]);
    let facts = full["facts"].as_array_mut().unwrap();
    facts.insert(
        0,
        json!({"code": "commitments", "values": ["=Satu", "Dua; tiga"]}),
    );
    full["narrative"] =
        json!({"done": "=1+1\n\nBaris kedua ", "obstacles": "- a\r\n- b", "next_steps": "'kutip'"});
    full["lead_agency"] = json!("Sekretariat Daerah");
    full["contributors"][0]["contribution"] = json!("@Data");
    full["budget"] = json!([
        {"item": "Rapat", "planned_idr": 25_000_000, "realised_idr": 24_500_000, "source": "APBD"},
        {"item": "-Cetak", "planned_idr": 0, "realised_idr": null, "source": "DAK"},
    ]);
    full["locus"] = json!({"decree_number": "119/2025", "decree_on": "2025-01-05", "villages": ["64.74.01.1003"]});
    full
}

async fn seasons(client: &Client) -> Value {
    let profile = client.get("/api/v1/regencies/64.74").await.expect(200);
    profile.json()["seasons"].clone()
}

#[test]
fn a_season_as_a_sheet() {
    on_each(async |app| {
        season_sample(app, 2024).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let report = begin(&bontang, "rembuk_stunting", "64.74", full()).await;
        evidence_sample(app, report.rsplit('/').next().unwrap()).await;
        bontang
            .post_if(&format!("{report}/submit"), json!({}), "*")
            .await
            .expect(200);

        let path = format!("/api/v1/reporting-seasons/{SEASON}/export");
        let csv = province
            .get(&path)
            .header("accept-language", "en")
            .await
            .expect(200);
        assert_eq!(
            csv.header("content-disposition").unwrap(),
            format!("attachment; filename=\"season-{SEASON}.csv\"")
        );
        let text = csv.text();
        let lines: Vec<&str> = text.lines().collect();
        // Ten regencies with eight actions; the province reports on none of them.
        assert_eq!(lines.len(), 81);
        let row = lines
            .iter()
            .find(|l| l.contains("64.74,Kota Bontang,rembuk_stunting"))
            .unwrap();
        assert!(
            row.contains("Stunting consultation (Rembuk Stunting),submitted,2026-"),
            "{row}"
        );
        assert!(
            row.contains("Signatories of the commitment; Signed minutes"),
            "{row}"
        );
        assert!(row.contains(",0,1,25000000,24500000,"), "{row}");
        // The workbook says the same, with numbers as numbers.
        let book = province
            .get(&format!("{path}?format=xlsx&parent=64.74"))
            .await
            .expect(200);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book.bytes().to_vec())).unwrap();
        assert_eq!(book.sheet_names(), [SEASON]);
        let range = book.worksheet_range(SEASON).unwrap();
        assert_eq!(
            range.height(),
            9,
            "the districts report on none of the eight"
        );
        assert_eq!(range.get((3, 14)), Some(&Data::Float(25_000_000.0)));

        // What nobody may see of another region is not there; what is asked is bounded.
        let own = bontang.get(&path).await.expect(200).text();
        assert_eq!(own.lines().count(), 9);
        bontang.get(&format!("{path}?parent=64")).await.expect(404);
        bontang
            .get(&format!("{path}?parent=6474"))
            .await
            .expect(422);
        bontang
            .get("/api/v1/reporting-seasons/2019-NONE/export")
            .await
            .expect(404);
        // The country, with as many queries as one regency.
        let admin = app.client(Role::Admin, "ID").await;
        let count = async |path: String| {
            let asked = app
                .statements(async { drop(admin.get(&path).await.expect(200)) })
                .await;
            asked.len()
        };
        count(format!("{path}?parent=64.74")).await;
        assert_eq!(
            count(format!("{path}?parent=64.74")).await,
            count(format!("{path}?parent=ID")).await
        );
        let country = admin.get(&path).await.expect(200).text();
        assert_eq!(country.lines().count(), 1 + 514 * 8);
    });
}

#[test]
fn the_seasons_of_a_year_are_the_sheets_of_a_workbook() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        season_sample(app, 2026).await;
        let definition = admin
            .get("/api/v1/action-schemes/BANGDA4P2")
            .await
            .expect(200)
            .json()["definition"]
            .clone();
        let due: Vec<Value> = definition["actions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| json!({"action": a["code"], "due_at": "2026-12-31T00:00:00Z"}))
            .collect();
        let season = json!({"implementation_year": 2026, "assessment_year": 2027, "scheme": "BANGDA4P2",
            "opens_at": "2026-11-01T00:00:00Z", "locks_at": "2027-11-01T00:00:00Z", "grace_days": 7, "due": due});
        admin
            .post("/api/v1/reporting-seasons", season)
            .await
            .expect(201);
        let path = format!("{REPORTS}/export?implementation_year=2026&parent=64");
        let book = admin.get(&format!("{path}&format=xlsx")).await.expect(200);
        let names = Xlsx::new(Cursor::new(book.bytes().to_vec()))
            .unwrap()
            .sheet_names();
        assert_eq!(names, ["2026-BANGDA4P2", "2026-BANGDA8"]);
        // The province itself reports on the four and two as well.
        assert_eq!(sheet(book.bytes(), 0).len(), 1 + 11 * 6);
        assert_eq!(sheet(book.bytes(), 1).len(), 1 + 10 * 8);
        let csv = admin.get(&path).await.expect(200).text();
        assert_eq!(csv.lines().count(), 1 + 11 * 6 + 10 * 8);
        let none = admin
            .get(&format!("{REPORTS}/export?implementation_year=2019"))
            .await;
        assert_eq!(none.expect(200).text().lines().count(), 1);
    });
}

/// A template is for a season of its scheme and a region that reports.
#[test]
fn a_template_is_asked_for_what_there_is() {
    on_each(async |app| {
        season_sample(app, 2024).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let ask = async |scheme: &str, season: &str, region: &str, status: u16| {
            let path = format!(
                "/api/v1/action-schemes/{scheme}/template?season={season}&region_code={region}"
            );
            bontang.get(&path).await.expect(status);
        };
        ask("NONE", SEASON, "64.74", 404).await;
        ask("BANGDA4P2", SEASON, "64.74", 422).await;
        ask("BANGDA8", "2019-BANGDA8", "64.74", 422).await;
        ask("BANGDA8", SEASON, "64.71", 404).await;
        ask("BANGDA8", SEASON, "64.74.01", 422).await;
        ask("BANGDA8", SEASON, "6474", 422).await;
        let first = bontang.get(TEMPLATE).await.expect(200);
        assert_eq!(sheet(first.bytes(), 2).len(), 15, "the villages of Bontang");
        let again = bontang.get(TEMPLATE).await.expect(200);
        assert_eq!(
            first.bytes(),
            again.bytes(),
            "the same state is the same file"
        );
    });
}

#[test]
fn the_profile_of_a_regency_has_its_seasons() {
    on_each(async |app: &TestApp| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        assert_eq!(seasons(&bontang).await, json!([]));
        season_sample(app, 2023).await;
        season_sample(app, 2024).await;
        let report = begin(
            &bontang,
            "situation_analysis",
            "64.74",
            content(&[("finished_on", "2024-03-20")]),
        )
        .await;
        bontang
            .post_if(&format!("{report}/submit"), json!({}), "*")
            .await
            .expect(200);
        let found = seasons(&bontang).await;
        let codes: Vec<&str> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["season"].as_str().unwrap())
            .collect();
        assert_eq!(codes, ["2024-BANGDA8", "2023-BANGDA8"]);
        assert_eq!(
            found[0]["sum"],
            json!({"mandatory": 30, "satisfied": 1, "reports": 8, "handed_in": 1, "on_time": 1, "accepted": 0, "late": 0})
        );
        assert_eq!(
            (&found[0]["next_due"]["action"], &found[0]["is_open"]),
            (&json!("planning"), &json!(true))
        );
        let asked = app
            .statements(async { drop(seasons(&bontang).await) })
            .await
            .len();
        season_sample(app, 2022).await;
        assert_eq!(
            app.statements(async { drop(seasons(&bontang).await) })
                .await
                .len(),
            asked
        );
        // Who may not read reports reads the profile without.
        let other = app
            .client_with(&[tumbuh::auth::Permission::ReadPrevalence], "64.74")
            .await;
        assert_eq!(seasons(&other).await, json!([]));
        // When all are locked, those of the latest year.
        app.clock
            .advance(std::time::Duration::from_secs(366 * 86_400));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let found = seasons(&bontang).await;
        assert_eq!(
            (
                found.as_array().unwrap().len(),
                &found[0]["is_open"],
                &found[0]["sum"]["late"]
            ),
            (1, &json!(false), &json!(7))
        );
    });
}
