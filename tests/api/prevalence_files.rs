//! Claims in files: dry runs that tell the truth, imports that change nothing the second time, exports that import again.

use entity::kind::Role;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::{TestApp, on_each};

const RECORDS: &str = "/api/v1/prevalence-records";
const IMPORT: &str = "/api/v1/prevalence-records/import";
const EXPORT: &str = "/api/v1/prevalence-records/export";

const HEADER: &str = "region_code,indicator,source,period,value_pct,children_measured,children_affected,publisher,citation_title\n";

fn good() -> String {
    format!(
        "{HEADER}64.74,stunting,EPPGBM,2025-08,18.89,7124,1346,Dinas Kesehatan,Publikasi\n\
         64.74.01,stunting,EPPGBM,2025-08,\"18,9\",,,Dinas Kesehatan,=Publikasi\n"
    )
}

fn mixed() -> String {
    format!(
        "{}64.74,stunting,EPPGBM,2025-07,19.1,7124,1346,Dinas Kesehatan,Publikasi\n6474,x,EPPGBM,2025-08,1,,,X,Y\n",
        good()
    )
}

fn totals(report: &Value) -> [u64; 5] {
    ["rows_read", "created", "revised", "unchanged", "rejected"]
        .map(|name| report[name].as_u64().unwrap())
}

async fn state(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "prevalence_record",
        "prevalence_revision",
        "audit_event",
        "idempotency",
    ] {
        let sql = format!("select count(*) as n from {table}");
        let row = app
            .owner
            .query_one_raw(Statement::from_string(
                app.owner.get_database_backend(),
                sql,
            ))
            .await
            .unwrap()
            .unwrap();
        counts.push(row.try_get("", "n").unwrap());
    }
    counts
}

#[test]
fn a_dry_run_tells_the_truth_and_leaves_nothing() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        for file in [good(), mixed()] {
            let post = |query: &str| {
                bontang
                    .request(reqwest::Method::POST, &format!("{IMPORT}?{query}"))
                    .body(file.clone(), "text/csv")
            };
            let before = state(app).await;
            let dry = post("mode=partial&dry_run=true").await.expect(200).json();
            assert_eq!(state(app).await, before);
            let real = post("mode=partial").await.expect(200).json();
            assert_eq!(dry, real);
            let again = post("mode=partial").await.expect(200).json();
            let ([read, .., rejected], [_, created, ..]) = (totals(&real), totals(&real));
            assert_eq!(
                totals(&again),
                [read, 0, 0, read - rejected, rejected],
                "{created} were created first"
            );
        }
    });
}

#[test]
fn an_atomic_import_names_every_fault_and_keeps_nothing() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let before = state(app).await;
        let problem = bontang
            .request(reqwest::Method::POST, IMPORT)
            .body(mixed(), "text/csv")
            .await
            .expect(422)
            .json();
        let report = &problem["report"];
        assert_eq!(totals(report), [4, 2, 0, 0, 2]);
        let rows: Vec<(u64, &str, &str)> = report["rejected_rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                (
                    row["line"].as_u64().unwrap(),
                    row["pointer"].as_str().unwrap(),
                    row["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                (4, "/value_pct", "disagrees_with_counts"),
                (5, "/region_code", "ambiguous_code"),
                (5, "/indicator", "unknown_value")
            ]
        );
        let first = &report["rejected_rows"][0];
        assert_eq!(
            (&first["value"], &first["suggestion"]),
            (&json!("19.1"), &json!("18.89"))
        );
        // Only the refusal is on record.
        let after = state(app).await;
        assert_eq!(
            (after[0], after[1], after[2]),
            (before[0], before[1], before[2] + 1)
        );
    });
}

#[test]
fn a_corrected_file_revises_and_a_repeated_row_is_refused() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let post = |file: String, query: &str| {
            bontang
                .request(reqwest::Method::POST, &format!("{IMPORT}?{query}"))
                .body(file, "text/csv")
        };
        post(good(), "").await.expect(200);
        let corrected = good().replace("18.89", "18.9");
        let report = post(corrected, "reason=Dibulatkan")
            .await
            .expect(200)
            .json();
        assert_eq!(totals(&report), [2, 0, 1, 1, 0]);
        let page = bontang
            .get(&format!("{RECORDS}?region_code=64.74&period=2025-08"))
            .await
            .expect(200)
            .json();
        let id = page["items"][0]["id"].as_str().unwrap();
        let revisions = bontang
            .get(&format!("{RECORDS}/{id}/revisions"))
            .await
            .expect(200)
            .json();
        assert_eq!(revisions["items"][1]["reason"], "Dibulatkan");
        let twice = good() + "64.74,stunting,EPPGBM,2025-08,50,,,Dinas Kesehatan,Publikasi\n";
        let problem = post(twice, "").await.expect(422).json();
        assert_eq!(
            problem["report"]["rejected_rows"][0]["code"],
            "repeated_row"
        );
    });
}

#[test]
fn what_is_exported_imports_again_unchanged() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        admin
            .request(reqwest::Method::POST, IMPORT)
            .body(good(), "text/csv")
            .await
            .expect(200);
        let total = admin
            .get(&format!("{RECORDS}?count=true"))
            .await
            .expect(200)
            .json()["page"]["total"]
            .as_u64()
            .unwrap();
        for format in ["csv", "ndjson", "xlsx"] {
            let exported = admin
                .get(&format!("{EXPORT}?format={format}"))
                .await
                .expect(200);
            let media_type = exported.header("content-type").unwrap();
            let report = admin
                .request(reqwest::Method::POST, IMPORT)
                .body(exported.bytes(), &media_type)
                .await
                .expect(200)
                .json();
            assert_eq!(totals(&report), [total, 0, 0, total, 0], "{format}");
        }
        let csv = admin
            .get(&format!("{EXPORT}?region_code=64.74.01"))
            .await
            .expect(200)
            .text();
        assert!(
            csv.lines().count() == 2 && csv.contains(",'=Publikasi,"),
            "{csv}"
        );
        let kukar = app.client(Role::RegencyOfficer, "64.02").await;
        assert_eq!(
            kukar
                .get(&format!("{EXPORT}?within=64.74"))
                .await
                .expect(200)
                .text()
                .lines()
                .count(),
            1
        );
    });
}

#[test]
fn files_that_cannot_be_read_are_refused() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let post = |body: &str, media_type: &str| {
            bontang
                .request(reqwest::Method::POST, IMPORT)
                .body(body.to_owned(), media_type)
        };
        post("x", "application/pdf").await.expect(415);
        post("x", "application/gzip").await.expect(422);
        post("", "text/csv").await.expect(400);
        post(
            "no workbook",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
        .await
        .expect(400);
        let header = post("region_code,year\n64,2024\n", "text/csv")
            .await
            .expect(422)
            .json();
        assert_eq!(header["errors"][0]["code"], "unknown_column");
        let line = post("{\"region_code\":1}\nnot json\n", "application/x-ndjson")
            .await
            .expect(422)
            .json();
        let codes: Vec<&str> = line["report"]["rejected_rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["code"].as_str().unwrap())
            .collect();
        // Five members are missing beside the one of the wrong type.
        let expected = ["type"]
            .into_iter()
            .chain(["required"; 5])
            .chain(["malformed"]);
        assert_eq!(codes, expected.collect::<Vec<_>>());
        assert_eq!(line["report"]["rejected"], 2);
    });
}

#[test]
fn a_packed_file_and_a_retry() {
    use std::io::Write;
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(good().as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let post = |body: Vec<u8>| {
            bontang
                .request(reqwest::Method::POST, &format!("{IMPORT}?format=csv"))
                .body(body, "application/gzip")
                .header("idempotency-key", "import-of-august-2025")
        };
        let first = post(packed.clone()).await.expect(200);
        let again = post(packed).await.expect(200);
        assert_eq!(
            (again.header("idempotent-replayed").as_deref(), first.json()),
            (Some("true"), again.json())
        );
        post(good().into_bytes()).await.expect(422);
    });
}

/// What a file costs to unpack or to look through is bounded, and it is paid before anybody has to wait.
#[test]
fn hostile_files_are_refused() {
    use std::io::Write;
    let gzip = |chunk: &[u8], times: usize| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(HEADER.as_bytes()).unwrap();
        for _ in 0..times {
            packed.write_all(chunk).unwrap();
        }
        packed.finish().unwrap()
    };
    let mebibyte = vec![b'\n'; 1 << 20];
    let files = [
        ("blank lines", "csv", gzip(&mebibyte, 3)),
        ("a cell", "csv", gzip(&vec![b'x'; 1 << 20], 3)),
        (
            "a quoted cell",
            "csv",
            gzip(format!("\"{}", "x\n".repeat(1 << 20)).as_bytes(), 1),
        ),
        ("a line", "ndjson", gzip(&vec![b' '; 1 << 20], 3)),
        ("rows", "csv", gzip("64\n".repeat(1 << 16).as_bytes(), 8)),
        (
            "a bomb",
            "csv",
            gzip(format!("{}\n", "6".repeat(1 << 19)).as_bytes(), 514),
        ),
        (
            "a workbook's cell",
            "xlsx",
            workbook(&["<c t=\"inlineStr\"><is><t>", "</t></is></c>"], 1),
        ),
        ("a workbook's texts", "xlsx", workbook(&["", ""], 40)),
    ];
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        for (name, format, file) in &files {
            let path = format!("{IMPORT}?format={format}");
            let answer = bontang
                .request(reqwest::Method::POST, &path)
                .body(file.clone(), "application/gzip")
                .await;
            let (status, text) = (answer.status(), answer.text());
            assert_eq!(status, 400, "{name}: {text}");
            // Refused for its size, and not because it is no table at all.
            let bound = text.contains("terlalu besar") || text.contains("500.000");
            assert!(bound, "{name}: {text}");
        }
    });
}

/// A workbook whose sheet, or shared texts, are a few mebibytes of one thing.
fn workbook(around: &[&str; 2], texts: usize) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive
        .start_file("xl/worksheets/sheet1.xml", options)
        .unwrap();
    archive.write_all(around[0].as_bytes()).unwrap();
    if !around[0].is_empty() {
        archive.write_all(&vec![b'x'; 1 << 20]).unwrap();
    }
    archive.write_all(around[1].as_bytes()).unwrap();
    archive.start_file("xl/sharedStrings.xml", options).unwrap();
    for _ in 0..texts {
        archive.write_all(&vec![b'x'; 1 << 20]).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The auditor of a place sees what somebody of the whole country took in there, and finds the entry from the revision.
#[test]
fn a_bulk_and_an_import_are_found_in_the_log() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let auditor = app.client(Role::Auditor, "64.74").await;
        let import = admin.request(reqwest::Method::POST, IMPORT);
        import.body(good(), "text/csv").await.expect(200);
        let item = json!({"region_code": "64.74", "indicator": "stunting", "source": "EPPGBM", "period": "2025-09",
            "value_pct": 18.9, "publisher": "Dinas Kesehatan", "citation": {"title": "Publikasi"}});
        let bulk = json!({"items": [item]});
        admin
            .post(&format!("{RECORDS}/bulk"), bulk)
            .await
            .expect(200);
        for (period, action) in [
            ("2025-08", "prevalence.import"),
            ("2025-09", "prevalence.bulk"),
        ] {
            let page = format!("{RECORDS}?region_code=64.74&period={period}");
            let page = admin.get(&page).await.expect(200).json();
            let id = page["items"][0]["id"].as_str().unwrap();
            let revisions = admin.get(&format!("{RECORDS}/{id}/revisions")).await;
            let request = revisions.expect(200).json()["items"][0]["request_id"].clone();
            let events = format!(
                "/api/v1/audit-events?request_id={}",
                request.as_str().unwrap()
            );
            let events = auditor.get(&events).await.expect(200).json();
            let found = events["items"].as_array().unwrap();
            assert_eq!(found.len(), 1, "{events}");
            assert_eq!(
                (&found[0]["action"], &found[0]["region_code"]),
                (&json!(action), &json!("64.74"))
            );
        }
    });
}
