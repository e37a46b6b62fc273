//! Documents of reports: handed in, looked through, kept once, decided on, given out by range.

use std::io::Write;
use std::time::Duration;

use entity::kind::Role;
use serde_json::{Value, json};
use sha2::Digest;

use tumbuh::action::evidence::sweep::sweep;

use crate::action_samples::{report_sample, season_sample};
use crate::support::client::Request;
use crate::support::{Client, TestApp, on_each};

const DOCX: &str = "word/document.xml";

/// A synthetic text document of one paragraph.
pub fn document(text: &str, parts: &[&str]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let text = format!("<document><p>{text}</p></document>");
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    for (name, content) in [("[Content_Types].xml", types), (DOCX, text.as_str())]
        .into_iter()
        .chain(parts.iter().map(|name| (*name, "<x/>")))
    {
        archive.start_file(name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A form with a document, between lines of `--x`.
pub fn form(name: &str, file: &[u8], meta: &Value) -> Vec<u8> {
    let mut body = Vec::new();
    write!(
        body,
        "--x\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{meta}\r\n"
    )
    .unwrap();
    write!(
        body,
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    )
    .unwrap();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--x--\r\n");
    body
}

/// Hands a document in.
pub fn hand_in(client: &Client, report: &str, name: &str, file: &[u8], meta: &Value) -> Request {
    client
        .request(reqwest::Method::POST, &format!("{report}/evidence"))
        .body(form(name, file, meta), "multipart/form-data; boundary=x")
}

/// That a document proves a requirement.
pub fn proves(requirement: &str) -> Value {
    json!({"requirements": [requirement], "fields": [], "replaces": null})
}

/// How many files lie in the store.
pub async fn stored(app: &TestApp) -> usize {
    let later = chrono::DateTime::<chrono::Utc>::MAX_UTC;
    app.services
        .files
        .list_older_than(later)
        .await
        .unwrap()
        .len()
}

/// A file that a crash left before its row was written.
pub async fn orphan(app: &TestApp) {
    let bytes = document("Yatim", &[]);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    let digest = sha2::Sha256::digest(&bytes);
    let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    app.services.files.put(&name, file.path()).await.unwrap();
}

/// A draft of the situation analysis of Bontang, which asks for three documents.
pub async fn draft(app: &TestApp) -> String {
    season_sample(app, 2018).await;
    format!(
        "/api/v1/action-reports/{}",
        report_sample(app, "64.74").await
    )
}

#[test]
fn a_document_from_its_upload_to_its_acceptance() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let report = draft(app).await;
        let file = document("Laporan sintetis", &[]);
        let made = hand_in(&bontang, &report, "laporan.docx", &file, &proves("report")).await;
        let made = made.expect(201);
        let (location, kept) = (made.header("location").unwrap(), made.json());
        assert_eq!(
            (&kept["state"], &kept["size_bytes"], &kept["also_in"]),
            (&json!("pending"), &json!(file.len()), &json!([]))
        );
        let read = bontang.get(&report).await.expect(200).json();
        let wanting: Vec<&str> = read["missing"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["code"].as_str().unwrap())
            .collect();
        assert_eq!(wanting, ["finished_on", "data_tables", "locus_decree"]);

        let content = format!("{location}/content");
        let whole = bontang.get(&content).await.expect(200);
        assert_eq!(whole.bytes(), file);
        assert!(
            whole
                .header("content-disposition")
                .unwrap()
                .starts_with("attachment")
        );
        let part = bontang
            .get(&content)
            .header("range", "bytes=2-5")
            .await
            .expect(206);
        assert_eq!(
            (part.bytes(), part.header("content-range").unwrap()),
            (&file[2..6], format!("bytes 2-5/{}", file.len()))
        );
        let beyond = format!("bytes={}-", file.len());
        let outside = bontang.get(&content).header("range", &beyond).await;
        assert_eq!(
            outside.expect(416).header("content-range").unwrap(),
            format!("bytes */{}", file.len())
        );

        // Decided on in review alone, by the region above.
        province
            .post_if(&format!("{location}/accept"), json!({}), "*")
            .await
            .expect(409);
        bontang
            .post_if(&format!("{report}/submit"), json!({}), "*")
            .await
            .expect(200);
        hand_in(&bontang, &report, "laporan.docx", &file, &proves("report"))
            .await
            .expect(409);
        province
            .post_if(&format!("{report}/start-review"), json!({}), "*")
            .await
            .expect(200);
        bontang
            .post_if(&format!("{location}/accept"), json!({}), "*")
            .await
            .expect(409);
        let reason = json!({"reason": "Halaman 3 tidak terbaca."});
        province
            .post_if(&format!("{location}/reject"), reason, "\"v1\"")
            .await
            .expect(200);
        province
            .post_if(&format!("{location}/accept"), json!({}), "\"v1\"")
            .await
            .expect(412);
        let read = bontang.get(&report).await.expect(200).json();
        assert_eq!(
            read["missing"][1]["code"], "report",
            "what was rejected proves nothing"
        );
        let accepted = province
            .post_if(&format!("{location}/accept"), json!({}), "\"v2\"")
            .await;
        assert_eq!(accepted.expect(200).json()["state"], "accepted");

        // The next one takes its place; the former stays on record.
        province
            .post_if(
                &format!("{report}/return"),
                json!({"reason": "Perbarui."}),
                "*",
            )
            .await
            .expect(200);
        let newer = json!({"requirements": ["report"], "fields": [], "replaces": kept["id"]});
        hand_in(
            &bontang,
            &report,
            "baru.docx",
            &document("Baru", &[]),
            &newer,
        )
        .await
        .expect(201);
        hand_in(
            &bontang,
            &report,
            "baru.docx",
            &document("Lagi", &[]),
            &newer,
        )
        .await
        .expect(422);
        let list = bontang
            .get(&format!("{report}/evidence"))
            .await
            .expect(200)
            .json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert!(
            list["items"][0]["superseded_at"].is_string()
                && list["items"][1]["superseded_at"].is_null()
        );
        for other in ["64.71", "64.74.01"] {
            let other = app.client(Role::RegencyOfficer, other).await;
            for path in [&location, &content, &format!("{report}/evidence")] {
                other.get(path).await.expect(404);
            }
        }
    });
}

#[test]
fn the_same_bytes_are_kept_once_and_told_of() {
    on_each(async |app| {
        let (bontang, samarinda) = (
            app.client(Role::RegencyOfficer, "64.74").await,
            app.client(Role::RegencyOfficer, "64.72").await,
        );
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let first = draft(app).await;
        let file = document("Foto tahun lalu", &[]);
        hand_in(&bontang, &first, "a.docx", &file, &proves("report"))
            .await
            .expect(201);
        // Eight samples on: the same action of the next year.
        let mut later = String::new();
        for _ in 0..8 {
            later = report_sample(app, "64.72").await;
        }
        let later = format!("/api/v1/action-reports/{later}");
        hand_in(&samarinda, &later, "b.docx", &file, &proves("report"))
            .await
            .expect(201);
        assert_eq!(app.count("evidence_file").await, 1);
        let list = format!("{later}/evidence");
        // Another regency's use is for the province to see, not for the regency.
        assert_eq!(
            samarinda.get(&list).await.expect(200).json()["items"][0]["also_in"],
            json!([])
        );
        for (reader, count) in [(&samarinda, 1), (&province, 0)] {
            let read = reader.get(&list).await.expect(200).json();
            assert_eq!(read["items"][0]["also_elsewhere"], count);
        }
        let seen = province.get(&list).await.expect(200).json()["items"][0]["also_in"][0].clone();
        assert_eq!(
            (&seen["region_code"], &seen["season"]),
            (&json!("64.74"), &json!("2018-BANGDA8"))
        );
    });
}

#[test]
fn what_is_refused_leaves_nothing() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        let good = document("Laporan", &[]);
        let number = json!({"requirements": ["locus_decree"], "fields": [], "replaces": null});
        for (name, file, meta, pointer, code) in [
            (
                "a.docx",
                good.clone(),
                proves("minutes"),
                "/meta/requirements/0",
                "unknown_value",
            ),
            (
                "a.docx",
                good.clone(),
                number,
                "/meta/requirements/0",
                "file_kind",
            ),
            (
                "a.exe",
                good.clone(),
                proves("report"),
                "/file",
                "extension_unknown",
            ),
            (
                "a.pdf",
                b"MZ executable".to_vec(),
                proves("report"),
                "/file",
                "content_mismatch",
            ),
            ("a.docx", Vec::new(), proves("report"), "/file", "empty"),
            (
                "a.docx",
                good[..good.len() / 2].to_vec(),
                proves("report"),
                "/file",
                "broken",
            ),
            (
                "a.docx",
                document("x", &["word/vbaProject.bin"]),
                proves("report"),
                "/file",
                "macro",
            ),
            (
                "a.docx",
                good.clone(),
                json!({"requirements": [], "fields": [], "replaces": null}),
                "/meta/requirements",
                "length",
            ),
            (
                "a.docx",
                good.clone(),
                json!({"requirements": ["report"], "fields": [], "replaces": report.rsplit('/').next()}),
                "/meta/replaces",
                "unknown_value",
            ),
        ] {
            let answer = hand_in(&bontang, &report, name, &file, &meta)
                .await
                .expect(422)
                .json();
            let fault = &answer["errors"][0];
            assert_eq!(
                (&fault["pointer"], &fault["code"]),
                (&json!(pointer), &json!(code)),
                "{name} {meta}"
            );
        }
        let post = |body: &str, media_type: &str| {
            bontang
                .request(reqwest::Method::POST, &format!("{report}/evidence"))
                .body(body.to_owned(), media_type)
        };
        post("{}", "application/json").await.expect(415);
        post("--x\r\n", "multipart/form-data; boundary=x")
            .await
            .expect(400);
        post("--x--\r\n", "multipart/form-data; boundary=x")
            .await
            .expect(422);
        assert_eq!(
            (
                app.count("evidence").await,
                app.count("evidence_file").await
            ),
            (0, 0)
        );
    });
}

/// A file without its row is taken away after a day; one with a row stays, however old.
#[test]
fn the_sweep_takes_what_no_document_names() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        let made = hand_in(
            &bontang,
            &report,
            "a.docx",
            &document("Laporan", &[]),
            &proves("report"),
        )
        .await;
        let location = made.expect(201).header("location").unwrap();
        orphan(app).await;
        assert_eq!(stored(app).await, 2);
        assert_eq!(
            sweep(&app.services).await.unwrap(),
            0,
            "an upload may be under way"
        );
        app.clock
            .advance(Duration::from_secs(3 * 86_400 + 86_400 * 3650));
        assert_eq!(sweep(&app.services).await.unwrap(), 1);
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        bontang
            .get(&format!("{location}/content"))
            .await
            .expect(200);
    });
}
