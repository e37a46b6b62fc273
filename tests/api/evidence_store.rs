//! The store of documents: one that speaks S3, one that stops answering, a disk that is full. Nothing is lost in them, and what
//! could not be kept can be sent again.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use entity::kind::Role;
use serde_json::json;
use tumbuh::action::evidence::sweep::sweep;
use tumbuh::config::Settings;
use tumbuh::evidence::inspect::inspect_apart;

use crate::evidence::{document, draft, hand_in, orphan, proves, stored};
use crate::support::app::on_each_with;
use crate::support::s3::Server;
use crate::support::{Client, TestApp, on_each};

/// The settings of a store; the file with the secret goes when the folder is dropped.
fn settings(server: &Server) -> (Settings, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "rahasia\n").unwrap();
    let settings = Settings {
        files_url: Some("s3://evidence/some/where".to_owned()),
        files_endpoint: Some(server.endpoint()),
        files_access_key_id: Some("id".to_owned()),
        files_secret_key_file: Some(secret),
        files_allow_http: Some(true),
        ..Settings::default()
    };
    (settings, folder)
}

/// A file that is not pressed together.
fn large(length: usize) -> Vec<u8> {
    let mut state: u32 = 7;
    let mut noise = String::new();
    while noise.len() < length {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.push_str(&format!("{state:x}"));
    }
    document(&noise, &[])
}

#[test]
fn documents_lie_in_a_store_that_speaks_s3() {
    let server = Server::start();
    let (settings, _folder) = settings(&server);
    on_each_with(&settings, async |app| {
        let shown = app.config.describe();
        assert!(shown.contains("s3://evidence/some/where") && !shown.contains("rahasia"));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        // Beyond the size of one part of S3.
        let file = large(12 << 20);
        let before = server.held();
        let made = hand_in(&bontang, &report, "a.docx", &file, &proves("report")).await;
        let content = format!("{}/content", made.expect(201).header("location").unwrap());
        assert_eq!(bontang.get(&content).await.expect(200).bytes(), file);
        let range = bontang
            .get(&content)
            .header("range", "bytes=6000000-6000009");
        assert_eq!(range.await.expect(206).bytes(), &file[6_000_000..6_000_010]);
        let local = std::fs::read_dir(app.config.data_dir.join("files"));
        assert!(
            local.is_ok_and(|mut files| files.next().is_none()),
            "nothing lies in the folder"
        );
        orphan(app).await;
        app.clock.advance(Duration::from_secs(10 * 86_400));
        assert_eq!(sweep(&app.services).await.unwrap(), 1);
        assert_eq!(server.held(), before.max(1));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        bontang.get(&content).await.expect(200);
    });
}

/// Refused with 503 while it lasts, nothing is left of it, and the same request succeeds afterwards.
async fn recovers(app: &TestApp, bontang: &Client, stop: impl Fn(), go_on: impl Fn(), file: &[u8]) {
    let report = draft(app).await;
    stop();
    let ready = app.anonymous().get("/readyz").await;
    let send = || {
        hand_in(bontang, &report, "a.docx", file, &proves("report"))
            .header("Idempotency-Key", "unggahan-yang-diulang")
    };
    let refused = send().await.expect(503);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(refused.json()["code"], "unavailable");
    assert_eq!(
        app.count("evidence").await + app.count("evidence_file").await,
        0
    );
    let state = bontang.get(&report).await.expect(200).json()["state"].clone();
    assert_eq!(state, "draft");
    go_on();
    let kept = send().await.expect(201);
    let again = send().await.expect(201);
    assert_eq!(again.header("idempotent-replayed").as_deref(), Some("true"));
    assert_eq!(again.header("location"), kept.header("location"));
    let content = format!("{}/content", kept.header("location").unwrap());
    assert_eq!(bontang.get(&content).await.expect(200).bytes(), file);
    assert_eq!((app.count("evidence").await, stored(app).await), (1, 1));
    app.anonymous().get("/readyz").await.expect(200);
    if ready.status() != 200 {
        assert_eq!(ready.expect(503).json()["missing"], json!(["files"]));
    }
}

#[test]
fn a_store_that_hangs_up_costs_a_retry() {
    on_each(async |app| {
        app.incomparable();
        let server = Server::start();
        let (settings, _folder) = settings(&server);
        let there = app.reconfigured(settings).await;
        let bontang = there.client(Role::RegencyOfficer, "64.74").await;
        let (stop, go_on) = (|| server.pause(true), || server.pause(false));
        recovers(&there, &bontang, stop, go_on, &document("Laporan", &[])).await;
        server.pause(true);
        let missing = there.anonymous().get("/readyz").await.expect(503).json();
        assert_eq!(missing["missing"], json!(["files"]));
        server.pause(false);
        there.stop().await;
    });
}

#[test]
fn a_folder_that_is_gone_costs_a_retry() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let files = app.config.data_dir.join("files");
        let stop = || {
            std::fs::remove_dir(&files).unwrap();
            // Nothing can be made below a file, not even by root.
            std::fs::write(&files, "").unwrap();
        };
        let go_on = || {
            std::fs::remove_file(&files).unwrap();
            std::fs::create_dir(&files).unwrap();
        };
        recovers(app, &bontang, stop, go_on, &document("Laporan", &[])).await;
    });
}

/// A small disk over a folder, for as long as this is held.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    /// None where this may not be done.
    fn over(folder: std::path::PathBuf) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(&folder);
        let done = mount.output().is_ok_and(|output| output.status.success());
        done.then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(done.is_ok_and(|status| status.success()));
    }
}

#[test]
fn a_full_disk_costs_a_retry() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let folder = app.config.data_dir.join("files");
        let Some(disk) = SmallDisk::over(folder) else {
            eprintln!("a full disk was not tried: nothing can be mounted here");
            return;
        };
        let disk = std::cell::RefCell::new(Some(disk));
        let go_on = || drop(disk.borrow_mut().take());
        recovers(app, &bontang, || {}, go_on, &large(3 << 20)).await;
    });
}

/// The folder of parts on a full disk: what fits stays, and the rest goes on from there once there is room.
#[test]
fn a_part_on_a_full_disk_goes_on_later() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let report = draft(app).await;
        let Some(disk) = SmallDisk::over(app.config.data_dir.join("uploads")) else {
            eprintln!("a full disk was not tried: nothing can be mounted here");
            return;
        };
        let file = large(3 << 20);
        let begun =
            crate::upload::begin(&bontang, &report, "a.docx", file.len(), &proves("report"));
        let upload = begun.await.expect(201).header("location").unwrap();
        crate::upload::part(&bontang, &upload, 0, &file)
            .await
            .expect(503);
        let offset = || async {
            let seen = bontang
                .request(reqwest::Method::HEAD, &upload)
                .await
                .expect(200);
            seen.header("upload-offset")
                .unwrap()
                .parse::<usize>()
                .unwrap()
        };
        let arrived = offset().await;
        assert!((1..=1 << 20).contains(&arrived), "{arrived}");
        // An empty disk instead of the full one: what had arrived is gone, and that is said.
        drop(disk);
        assert_eq!(offset().await, 0);
        crate::upload::part(&bontang, &upload, 0, &file)
            .await
            .expect(204);
        crate::upload::complete(&bontang, &upload, &file)
            .await
            .expect(201);
    });
}

/// Looked through by the real program in a process of its own, a file is what it is when looked through here.
#[test]
fn a_process_of_its_own_finds_the_same() {
    // A PNG of one point that says where it was made, as a text.
    let png = {
        let chunk = |kind: &[u8], content: &[u8]| {
            let mut part = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
            let named = [kind, content].concat();
            part.extend(&named);
            let mut sum = flate2::Crc::new();
            sum.update(&named);
            part.extend(sum.sum().to_be_bytes());
            part
        };
        let mut point = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        point.write_all(&[0, 0]).unwrap();
        [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
            chunk(b"tEXt", b"Comment\0rumah keluarga contoh"),
            chunk(b"IDAT", &point.finish().unwrap()),
            chunk(b"IEND", b""),
        ]
        .concat()
    };
    let samples: [(&str, Vec<u8>); 6] = [
        ("a.docx", document("Posyandu", &[])),
        ("a.pdf", crate::evidence_search::pdf("Rembuk Stunting")),
        ("a.pdf", b"MZ no document".to_vec()),
        ("a.exe", b"MZ".to_vec()),
        ("-a.docx", document("Posyandu", &["word/vbaProject.bin"])),
        ("a.png", png),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in samples {
        let path = folder.path().join("file");
        std::fs::write(&path, &bytes).unwrap();
        let told = |program: Option<&Path>| {
            let found = inspect_apart(program, &path, name);
            found.map_err(|rejection| rejection.code()).map(|found| {
                let kept = found
                    .cleaned
                    .map(|file| std::fs::read(file.path()).unwrap());
                (found.sha256, found.size, found.text, kept)
            })
        };
        let here = told(None);
        assert_eq!(
            told(Some(Path::new(env!("CARGO_BIN_EXE_tumbuh")))),
            here,
            "{name}"
        );
        if name == "a.png" {
            assert!(
                here.unwrap().3.is_some(),
                "what it says of the place is left out"
            );
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    // A program that breaks down takes nothing with it.
    let broken = inspect_apart(
        Some(Path::new("/bin/false")),
        &folder.path().join("file"),
        "a.png",
    );
    assert_eq!(broken.unwrap_err().code(), "broken");
}
