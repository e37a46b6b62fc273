//! Documents that arrive in parts, by the tus protocol.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::kind::Role;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tumbuh::action::evidence::sweep::sweep;

use crate::evidence::{document, draft, proves, stored};
use crate::support::client::Request;
use crate::support::{Client, TestApp, on_each};

const PART: &str = "application/offset+octet-stream";

/// Begins an upload.
pub fn begin(client: &Client, report: &str, name: &str, length: usize, meta: &Value) -> Request {
    let (name, meta) = (STANDARD.encode(name), STANDARD.encode(meta.to_string()));
    client
        .request(Method::POST, &format!("{report}/uploads"))
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Length", &length.to_string())
        .header("Upload-Metadata", &format!("filename {name},meta {meta}"))
}

/// Sends a part.
pub fn part(client: &Client, upload: &str, offset: usize, bytes: &[u8]) -> Request {
    client
        .request(Method::PATCH, upload)
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", &offset.to_string())
        .body(bytes, PART)
}

/// Makes a document of it.
pub fn complete(client: &Client, upload: &str, file: &[u8]) -> Request {
    let sha256: String = Sha256::digest(file)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    client.post(&format!("{upload}/complete"), json!({ "sha256": sha256 }))
}

async fn begun(client: &Client, report: &str, file: &[u8]) -> String {
    let made = begin(
        client,
        report,
        "laporan.docx",
        file.len(),
        &proves("report"),
    )
    .await;
    made.expect(201).header("location").unwrap()
}

async fn offset(client: &Client, upload: &str) -> Option<String> {
    let answer = client.request(Method::HEAD, upload).await.expect(200);
    answer.header("upload-offset")
}

#[test]
fn a_document_arrives_in_parts() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        let file = document("Laporan dalam potongan", &[]);
        let abilities = bontang
            .request(Method::OPTIONS, &format!("{report}/uploads"))
            .await
            .expect(204);
        for (name, value) in [
            ("tus-resumable", "1.0.0"),
            ("tus-version", "1.0.0"),
            ("tus-extension", "creation,expiration,checksum,termination"),
            ("tus-max-size", "209715200"),
            ("tus-checksum-algorithm", "sha256,sha1"),
        ] {
            assert_eq!(abilities.header(name).as_deref(), Some(value));
        }
        let made = begin(
            &bontang,
            &report,
            "laporan.docx",
            file.len(),
            &proves("report"),
        )
        .await
        .expect(201);
        let upload = made.header("location").unwrap();
        assert_eq!(
            made.header("upload-expires").as_deref(),
            Some("Mon, 23 Nov 2026 00:00:00 GMT")
        );
        let seen = bontang.request(Method::HEAD, &upload).await.expect(200);
        assert_eq!(
            (
                seen.header("upload-offset").as_deref(),
                seen.header("upload-length"),
                seen.header("cache-control").as_deref(),
                seen.header("tus-resumable").as_deref(),
            ),
            (
                Some("0"),
                Some(file.len().to_string()),
                Some("private, no-store"),
                Some("1.0.0")
            )
        );
        app.clock.advance(Duration::from_secs(300));
        let first = part(&bontang, &upload, 0, &file[..100]).await.expect(204);
        assert_eq!(
            (
                first.header("upload-offset").as_deref(),
                first.header("upload-expires").as_deref()
            ),
            (Some("100"), Some("Mon, 23 Nov 2026 00:05:00 GMT"))
        );
        // Parts that leave a gap, come twice or go beyond the end.
        for at in [0, 99, 101] {
            let elsewhere = part(&bontang, &upload, at, &file[at..]).await.expect(409);
            assert_eq!(elsewhere.header("upload-offset").as_deref(), Some("100"));
        }
        part(&bontang, &upload, 100, &file).await.expect(413);
        let early = complete(&bontang, &upload, &file).await.expect(409);
        assert_eq!(early.header("upload-offset").as_deref(), Some("100"));
        // A sum that does not fit leaves nothing; one that does is as good as none.
        let wrong = format!("sha256 {}", STANDARD.encode(Sha256::digest(b"other")));
        let answer =
            part(&bontang, &upload, 100, &file[100..200]).header("Upload-Checksum", &wrong);
        assert_eq!(answer.await.expect(460).json()["code"], "checksum_mismatch");
        assert_eq!(offset(&bontang, &upload).await.as_deref(), Some("100"));
        let right = format!(
            "sha256 {}",
            STANDARD.encode(Sha256::digest(&file[100..200]))
        );
        let answer =
            part(&bontang, &upload, 100, &file[100..200]).header("Upload-Checksum", &right);
        answer.await.expect(204);
        // Who cannot send PATCH; the document knows no such POST.
        let last = reqwest::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .post(format!("{}{upload}", app.url))
            .bearer_auth(bontang.token.as_deref().unwrap())
            .header("X-HTTP-Method-Override", "PATCH")
            .header("Upload-Offset", "200")
            .header("Content-Type", PART)
            .body(file[200..].to_vec());
        assert_eq!(last.send().await.unwrap().status().as_u16(), 204);
        complete(&bontang, &upload, b"other").await.expect(460);
        assert_eq!(app.count("evidence").await, 0);
        let kept = complete(&bontang, &upload, &file).await.expect(201);
        let location = kept.header("location").unwrap();
        let content = bontang
            .get(&format!("{location}/content"))
            .await
            .expect(200);
        assert_eq!(content.bytes(), file);

        // Asked again, it answers again; nothing else is done to it.
        let again = complete(&bontang, &upload, &file).await.expect(201);
        assert_eq!(again.header("idempotent-replayed").as_deref(), Some("true"));
        assert_eq!(
            (again.json(), again.header("location")),
            (kept.json(), Some(location))
        );
        complete(&bontang, &upload, b"other").await.expect(409);
        part(&bontang, &upload, file.len(), b"").await.expect(409);
        bontang.request(Method::DELETE, &upload).await.expect(409);
        let whole = bontang.get(&upload).await.expect(200).json();
        assert_eq!(
            (&whole["offset_bytes"], &whole["evidence_id"]),
            (&json!(file.len()), &kept.json()["id"])
        );
        assert_eq!((app.count("evidence").await, in_parts(app)), (1, 0));
    });
}

/// How many files lie in the folder of parts.
fn in_parts(app: &TestApp) -> usize {
    std::fs::read_dir(app.config.data_dir.join("uploads"))
        .unwrap()
        .count()
}

#[test]
fn what_cannot_become_a_document_is_refused_before_it_is_sent() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        for (name, length, meta, status, code) in [
            ("a.exe", 9, proves("report"), 422, "extension_unknown"),
            ("a.docx", 21 << 20, proves("report"), 422, "too_large"),
            ("a.docx", 9, proves("minutes"), 422, "unknown_value"),
            ("a.docx", 9, proves("locus_decree"), 422, "file_kind"),
            ("a.docx", 9, json!({"requirements": []}), 422, "required"),
            ("", 9, proves("report"), 422, "required"),
            ("a.docx", 0, proves("report"), 422, "out_of_range"),
        ] {
            let answer = begin(&bontang, &report, name, length, &meta)
                .await
                .expect(status);
            let codes: Vec<Value> = answer.json()["errors"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| e["code"].clone())
                .collect();
            assert!(
                codes.contains(&json!(code)),
                "{name} {length} {meta}: {codes:?}"
            );
        }
        begin(&bontang, &report, "a.mp4", 201 << 20, &proves("report"))
            .await
            .expect(413);
        let bare = bontang.request(Method::POST, &format!("{report}/uploads"));
        let faults = bare.await.expect(422).json()["errors"].clone();
        assert_eq!(
            (&faults[0]["parameter"], &faults[1]["parameter"]),
            (&json!("Upload-Length"), &json!("Upload-Metadata"))
        );
        let other = bontang
            .request(Method::POST, &format!("{report}/uploads"))
            .header("Tus-Resumable", "0.2.2");
        let other = other.await.expect(412);
        assert_eq!(other.header("tus-version").as_deref(), Some("1.0.0"));
        assert_eq!(app.count("evidence_upload").await, 0);

        let file = document("x", &[]);
        let upload = begun(&bontang, &report, &file).await;
        bontang
            .request(Method::PATCH, &upload)
            .body(b"x", "text/plain")
            .await
            .expect(415);
        let unknown = part(&bontang, &upload, 0, &file).header("Upload-Checksum", "md5 AAAA");
        unknown.await.expect(400);
        // A report that was handed in meanwhile takes no document.
        part(&bontang, &upload, 0, &file).await.expect(204);
        bontang
            .post_if(&format!("{report}/submit"), json!({}), "*")
            .await
            .expect(200);
        complete(&bontang, &upload, &file).await.expect(409);
        begin(&bontang, &report, "a.docx", 9, &proves("report"))
            .await
            .expect(409);
        assert_eq!(app.count("evidence").await, 0);
    });
}

#[test]
fn uploads_are_bounded_given_up_and_expire() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        let file = document("Laporan", &[]);
        let first = begun(&bontang, &report, &file).await;
        for _ in 1..20 {
            begun(&bontang, &report, &file).await;
        }
        let more = || begin(&bontang, &report, "a.docx", 9, &proves("report"));
        more().await.expect(409);
        let colleague = app.client(Role::RegencyOfficer, "64.74").await;
        begun(&colleague, &report, &file).await;
        part(&colleague, &first, 0, &file[..9]).await.expect(204);
        bontang.request(Method::DELETE, &first).await.expect(204);
        for method in [Method::HEAD, Method::DELETE] {
            bontang.request(method, &first).await.expect(404);
        }
        part(&bontang, &first, 9, &file[9..]).await.expect(404);
        assert_eq!(in_parts(app), 0);
        let second = more().await.expect(201).header("location").unwrap();
        part(&bontang, &second, 0, b"123").await.expect(204);

        // The clocks of files run on while that of the test stands still.
        app.clock.advance(Duration::from_secs(10 * 86_400));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        bontang.request(Method::HEAD, &second).await.expect(404);
        part(&bontang, &second, 3, b"456789").await.expect(404);
        let swept = sweep(&app.services).await.unwrap();
        assert_eq!(
            (swept, app.count("evidence_upload").await, in_parts(app)),
            (21, 0, 0)
        );
    });
}

/// The same key gives the same upload; with other headers it is another request.
#[test]
fn a_retry_begins_nothing_twice() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        let send = |length| {
            begin(&bontang, &report, "a.docx", length, &proves("report"))
                .header("Idempotency-Key", "unggahan-yang-diulang")
        };
        let first = send(9).await.expect(201);
        let again = send(9).await.expect(201);
        assert_eq!(again.header("idempotent-replayed").as_deref(), Some("true"));
        assert_eq!(first.header("location"), again.header("location"));
        send(10).await.expect(422);
        assert_eq!(app.count("evidence_upload").await, 1);
    });
}

/// Sends the head of a request and the beginning of its body, and hangs up.
async fn hang_up(app: &TestApp, client: &Client, head: &str, length: usize, begin: &[u8]) {
    let address = app.url.trim_start_matches("http://").to_owned();
    let token = client.token.as_deref().unwrap();
    let mut sent = format!(
        "{head}\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    sent.extend_from_slice(begin);
    let waiting = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(&sent).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let seconds = Some(Duration::from_secs(5));
        stream.set_read_timeout(seconds).unwrap();
        // Until the service has seen it.
        let _ = stream.read(&mut [0; 64]);
    });
    waiting.await.unwrap();
}

#[test]
fn what_breaks_off_goes_on_from_there_or_leaves_nothing() {
    on_each(async |app| {
        app.incomparable();
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        let file = document("Laporan yang terputus", &[]);
        let upload = begun(&bontang, &report, &file).await;
        let head = format!("PATCH {upload} HTTP/1.1\r\nContent-Type: {PART}\r\nUpload-Offset: 0");
        hang_up(app, &bontang, &head, file.len(), &file[..50]).await;
        let sum = format!(
            "{head}\r\nUpload-Checksum: sha256 {}",
            STANDARD.encode(Sha256::digest(&file))
        );
        hang_up(
            app,
            &bontang,
            &sum.replace("Offset: 0", "Offset: 50"),
            file.len() - 50,
            &file[50..90],
        )
        .await;
        // The lock goes with the request that held it.
        let mut arrived = None;
        for _ in 0..100 {
            arrived = offset(&bontang, &upload).await;
            if arrived.as_deref() == Some("50") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(arrived.as_deref(), Some("50"));
        for _ in 0..100 {
            let rest = part(&bontang, &upload, 50, &file[50..]).await;
            if rest.status() == 204 {
                break;
            }
            assert_eq!(rest.expect(409).json()["code"], "in_flight");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        complete(&bontang, &upload, &file).await.expect(201);

        // A form cannot go on: nothing of it is kept.
        let head = format!(
            "POST {report}/evidence HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x"
        );
        let mut form = Vec::from(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.docx\"\r\n\r\n",
        );
        form.extend_from_slice(&file);
        hang_up(app, &bontang, &head, form.len() + 500, &form).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(
            (
                app.count("evidence").await,
                stored(app).await,
                in_parts(app)
            ),
            (1, 1, 0)
        );
    });
}

/// Parts that two senders send at once, and two processes: one of them goes on, and nothing is mixed.
#[test]
fn one_sender_at_a_time_in_whatever_process() {
    on_each(async |app| {
        let other = app.another().await;
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        let file = document(&"Laporan ".repeat(40_000), &["word/more.xml"]);
        let upload = begun(&bontang, &report, &file).await;
        let there = bontang.at(&other.url);
        let (one, two) = futures_util::join!(
            part(&bontang, &upload, 0, &file[..90]).send(),
            part(&there, &upload, 0, &file[..90]).send()
        );
        let mut statuses = [one.status(), two.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409]);
        part(&there, &upload, 90, &file[90..]).await.expect(204);
        let (one, two) = futures_util::join!(
            complete(&bontang, &upload, &file).send(),
            complete(&there, &upload, &file).send()
        );
        for answer in [one, two] {
            assert!(matches!(answer.status(), 201 | 409), "{}", answer.text());
        }
        complete(&bontang, &upload, &file).await.expect(201);
        assert_eq!(app.count("evidence").await, 1);
        other.stop().await;
    });
}
