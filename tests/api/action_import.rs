//! Templates read back: unchanged where nothing was filled in, dry and real alike, and every fault with its line.

use std::io::Cursor;

use entity::kind::Role;
use serde_json::{Value, json};

use crate::action_samples::{content, season_sample};
use crate::action_sheets::{REPORTS, TEMPLATE, begin, full, sheet};
use crate::support::client::Request;
use crate::support::{Client, on_each};

const IMPORT: &str = "/api/v1/action-reports/import";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook of these cells, as a spreadsheet would save it.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in (0u32..).zip(rows) {
        for (c, cell) in (0u16..).zip(row) {
            match cell.parse::<f64>() {
                Ok(number) if c > 8 => sheet.write_number(r, c, number).unwrap(),
                _ => sheet.write_string(r, c, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

fn import(client: &Client, query: &str, file: impl Into<Vec<u8>>) -> Request {
    client
        .request(reqwest::Method::POST, &format!("{IMPORT}?{query}"))
        .body(file, XLSX)
}

async fn template(client: &Client) -> Vec<Vec<String>> {
    sheet(client.get(TEMPLATE).await.expect(200).bytes(), 0)
}

/// Fills in the first blank row of an action and item.
fn fill(rows: &mut [Vec<String>], action: &str, item: &str, cells: &[(usize, &str)]) {
    let row = rows
        .iter_mut()
        .find(|row| row[3] == action && row[4] == item && row[7].is_empty())
        .unwrap_or_else(|| panic!("{action} has no blank row for {item}"));
    for (column, cell) in cells {
        row[*column] = (*cell).to_owned();
    }
}

fn totals(report: &Value) -> [u64; 5] {
    [
        "reports_read",
        "created",
        "revised",
        "unchanged",
        "rejected",
    ]
    .map(|name| report[name].as_u64().unwrap())
}

fn rejected(report: &Value) -> Vec<(u64, String, String)> {
    let text = |row: &Value, member: &str| row[member].as_str().unwrap().to_owned();
    let rows = report["rejected_rows"].as_array().unwrap().iter();
    rows.map(|r| {
        (
            r["line"].as_u64().unwrap(),
            text(r, "pointer"),
            text(r, "code"),
        )
    })
    .collect()
}

#[test]
fn what_is_exported_imports_again_unchanged() {
    on_each(async |app| {
        season_sample(app, 2024).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = begin(&bontang, "rembuk_stunting", "64.74", full()).await;
        for language in ["id", "en"] {
            let file = bontang
                .get(TEMPLATE)
                .header("accept-language", language)
                .await;
            let file = file.expect(200);
            let done = import(&bontang, "", file.bytes()).await.expect(200).json();
            assert_eq!(totals(&done), [8, 0, 0, 8, 0], "{done}");
        }
        let before = bontang.get(&report).await.expect(200).json();
        assert_eq!(
            (&before["version"], &before["content"]),
            (&json!(1), &full())
        );
        // Another report in it changes; this one is written back as it was read.
        let mut rows = template(&bontang).await;
        fill(
            &mut rows,
            "rembuk_stunting",
            "contributor",
            &[(7, "Dinas PUPR"), (8, "Air bersih")],
        );
        let done = import(&bontang, "reason=Dilengkapi", workbook(&rows))
            .await
            .expect(200)
            .json();
        assert_eq!(totals(&done), [8, 0, 1, 7, 0], "{done}");
        let mut expected = full();
        let added = json!({"agency": "Dinas PUPR", "contribution": "Air bersih"});
        expected["contributors"].as_array_mut().unwrap().push(added);
        // Without the blank at the end of a text; facts stand in the order of the scheme.
        expected["narrative"] = json!({"done": "=1+1\n\nBaris kedua", "obstacles": "- a\r\n- b", "next_steps": "'kutip'"});
        let after = bontang.get(&report).await.expect(200).json();
        let facts = expected["facts"].as_array_mut().unwrap();
        facts.sort_by_key(|f| {
            ["held_on", "participants", "commitments"]
                .iter()
                .position(|c| f["code"] == *c)
        });
        assert_eq!(after["content"], expected);
        let revisions = bontang
            .get(&format!("{report}/revisions"))
            .await
            .expect(200)
            .json();
        let latest = &revisions["items"][1];
        assert_eq!(
            (&latest["action"], &latest["reason"]),
            (&json!("edit"), &json!("Dilengkapi"))
        );
        // Handed in, the same file still changes nothing, and another one is not taken.
        bontang
            .post_if(&format!("{report}/submit"), json!({}), "*")
            .await
            .expect(200);
        let done = import(&bontang, "", workbook(&rows))
            .await
            .expect(200)
            .json();
        assert_eq!(totals(&done), [8, 0, 0, 8, 0]);
        let mut rows = template(&bontang).await;
        fill(&mut rows, "rembuk_stunting", "contributor", &[(7, "X")]);
        let refused = import(&bontang, "", workbook(&rows))
            .await
            .expect(422)
            .json();
        assert_eq!(rejected(&refused["report"])[0].2, "not_editable");
    });
}

#[test]
fn a_template_begins_reports_dry_and_real_alike() {
    on_each(async |app| {
        season_sample(app, 2024).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let mut rows = template(&bontang).await;
        fill(&mut rows, "planning", "done", &[(7, "Rapat")]);
        fill(
            &mut rows,
            "planning",
            "fact.finished_on",
            &[(7, "2024-03-20")],
        );
        fill(
            &mut rows,
            "planning",
            "budget",
            &[(7, "Rapat"), (9, "25000000"), (11, "APBD")],
        );
        fill(
            &mut rows,
            "regulation",
            "fact.number",
            &[(7, "12 Tahun 2024")],
        );
        fill(
            &mut rows,
            "regulation",
            "village",
            &[(7, "64.74.01.1003 Lok Tuan")],
        );
        fill(&mut rows, "regulation", "decree_number", &[(7, "119/2024")]);
        fill(&mut rows, "regulation", "decree_on", &[(7, "2024-01-05")]);
        let file = workbook(&rows);
        let dry = import(&bontang, "dry_run=true", file.clone())
            .await
            .expect(200)
            .json();
        assert_eq!(
            (app.count("action_report").await, totals(&dry)),
            (0, [8, 2, 0, 6, 0])
        );
        let real = import(&bontang, "", file.clone()).await.expect(200).json();
        assert_eq!(dry, real);
        let again = import(&bontang, "", file).await.expect(200).json();
        assert_eq!(totals(&again), [8, 0, 0, 8, 0]);
        let page = bontang
            .get(&format!("{REPORTS}?action=planning"))
            .await
            .expect(200)
            .json();
        let planning = &page["items"][0];
        assert_eq!(
            (
                &planning["content"]["budget"][0]["planned_idr"],
                &planning["content"]["facts"][0]["values"][0]
            ),
            (&json!(25_000_000), &json!("2024-03-20"))
        );
        // The log has it in the region, found by the request of the revision.
        let revisions = format!("{REPORTS}/{}/revisions", planning["id"].as_str().unwrap());
        let revisions = bontang.get(&revisions).await.expect(200).json();
        let request = revisions["items"][0]["request_id"]
            .as_str()
            .unwrap()
            .to_owned();
        let auditor = app.client(Role::Auditor, "64.74").await;
        let events = auditor
            .get(&format!("/api/v1/audit-events?request_id={request}"))
            .await;
        let events = events.expect(200).json();
        assert_eq!(
            (
                events["items"].as_array().unwrap().len(),
                &events["items"][0]["action"]
            ),
            (1, &json!("action_report.import"))
        );
    });
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_what_was_meant() {
    on_each(async |app| {
        season_sample(app, 2024).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let mut rows = template(&bontang).await;
        fill(
            &mut rows,
            "planning",
            "fact.finished_on",
            &[(7, "20/03/2024")],
        );
        fill(
            &mut rows,
            "planning",
            "budget",
            &[(7, "Rapat"), (9, "Rp 25.000.000"), (11, "APBD")],
        );
        fill(&mut rows, "planning", "done", &[(7, "Rapat"), (11, "APBD")]);
        fill(&mut rows, "regulation", "village", &[(7, "64.71.01.1001")]);
        fill(&mut rows, "data_management", "done", &[(7, "Benar")]);
        let line = |action: &str, item: &str| {
            let at = rows
                .iter()
                .position(|row| row[3] == action && row[4] == item);
            u64::try_from(at.unwrap() + 1).unwrap()
        };
        let file = workbook(&rows);
        let dry = import(&bontang, "mode=partial&dry_run=true", file.clone())
            .await
            .expect(200)
            .json();
        assert_eq!(totals(&dry), [8, 1, 0, 5, 2]);
        let expected = [
            (line("planning", "done"), "/source", "not_used", None),
            (
                line("planning", "fact.finished_on"),
                "/content/facts/0/values",
                "type",
                Some("2024-03-20"),
            ),
            (
                line("planning", "budget"),
                "/content/budget/0/planned_idr",
                "type",
                Some("25000000"),
            ),
            (
                line("regulation", ""),
                "/content/locus/decree_number",
                "required",
                None,
            ),
            (
                line("regulation", ""),
                "/content/locus/decree_on",
                "required",
                None,
            ),
        ];
        let found: Vec<_> = dry["rejected_rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| {
                (
                    r["line"].as_u64().unwrap(),
                    r["pointer"].as_str().unwrap(),
                    r["code"].as_str().unwrap(),
                    r["suggestion"].as_str(),
                )
            })
            .collect();
        assert_eq!(found, expected);
        let atomic = import(&bontang, "", file.clone()).await.expect(422).json();
        assert_eq!(
            (
                &atomic["report"]["rejected_rows"],
                app.count("action_report").await
            ),
            (&dry["rejected_rows"], 0)
        );
        let partial = import(&bontang, "mode=partial", file)
            .await
            .expect(200)
            .json();
        assert_eq!((partial, app.count("action_report").await), (dry, 1));
    });
}

/// A file does not overwrite what changed since it was made, and knows its season, version and region.
#[test]
fn a_stale_or_foreign_template_is_not_taken() {
    on_each(async |app| {
        season_sample(app, 2024).await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let mut rows = template(&bontang).await;
        fill(&mut rows, "planning", "done", &[(7, "Dari berkas")]);
        let report = begin(&bontang, "planning", "64.74", content(&[])).await;
        let refused = import(&bontang, "", workbook(&rows))
            .await
            .expect(422)
            .json();
        assert_eq!(rejected(&refused["report"])[0].2, "changed_since");
        assert_eq!(bontang.get(&report).await.expect(200).json()["version"], 1);
        for (column, value, pointer, code) in [
            (0, "2019-NONE", "/season", "unknown_value"),
            (1, "2", "/scheme_version", "other_version"),
            (2, "64.71", "/region_code", "unknown_region"),
            (2, "64.74.01", "/region_code", "level"),
            (3, "none", "/action", "unknown_value"),
        ] {
            let mut rows = template(&bontang).await;
            rows.retain(|row| row[3] == "regulation" || row[3] == "action");
            rows.iter_mut()
                .skip(1)
                .for_each(|row| row[column] = value.to_owned());
            let refused = import(&bontang, "", workbook(&rows))
                .await
                .expect(422)
                .json();
            let found = rejected(&refused["report"]);
            assert_eq!(found, [(2, pointer.to_owned(), code.to_owned())]);
        }
        // A row that was added without its codes; a file that is no template, or no workbook.
        let mut rows = template(&bontang).await;
        let mut added = vec![String::new(); 13];
        added[7] = "Dinas PUPR".to_owned();
        rows.insert(4, added);
        let refused = import(&bontang, "", workbook(&rows))
            .await
            .expect(422)
            .json();
        assert_eq!(
            rejected(&refused["report"]),
            [(5, "/item".to_owned(), "required".to_owned())]
        );
        let other = workbook(&[vec!["a".into(), "b".into()], vec!["1".into(), "2".into()]]);
        let other = import(&bontang, "", other).await.expect(422).json();
        assert_eq!(other["errors"][0]["code"], "unknown_column");
        let broken = import(&bontang, "", "no workbook").await.expect(400);
        assert_eq!(
            broken.json()["detail"],
            "Berkas bukan buku kerja Excel yang utuh; simpan ulang sebagai .xlsx lalu kirim."
        );
        bontang
            .request(reqwest::Method::POST, IMPORT)
            .body("x", "text/csv")
            .await
            .expect(415);
        // After the lock nothing is written any more.
        let mut rows = template(&bontang).await;
        fill(&mut rows, "regulation", "done", &[(7, "Terlambat")]);
        app.clock
            .advance(std::time::Duration::from_secs(366 * 86_400));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let refused = import(&bontang, "", workbook(&rows))
            .await
            .expect(422)
            .json();
        assert_eq!(rejected(&refused["report"])[0].2, "locked");
    });
}

/// A text of a mebibyte that every cell of a sheet refers to is small in the file, and gigabytes outside.
#[test]
fn one_long_text_in_every_cell_is_refused() {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut put = |name: &str, text: &str| {
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    put(
        "_rels/.rels",
        &format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        ),
    );
    put(
        "xl/workbook.xml",
        &format!(
            r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#
        ),
    );
    put(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
        ),
    );
    put(
        "xl/sharedStrings.xml",
        &format!(
            r#"<sst xmlns="{main}"><si><t>{}</t></si><si><t>a</t></si></sst>"#,
            "x".repeat(1 << 19)
        ),
    );
    let rows: String = (2..2000)
        .map(|n| format!(r#"<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>"#))
        .collect();
    put(
        "xl/worksheets/sheet1.xml",
        &format!(
            r#"<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c></row>{rows}</sheetData></worksheet>"#
        ),
    );
    let file = archive.finish().unwrap().into_inner();
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        for path in [IMPORT, "/api/v1/prevalence-records/import"] {
            let request = bontang.request(reqwest::Method::POST, path);
            let refused = request.body(file.clone(), XLSX).await.expect(400).text();
            assert!(refused.contains("1 MiB"), "{refused}");
        }
    });
}
