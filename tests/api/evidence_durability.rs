//! The real program, killed in the middle of uploads: every document that was acknowledged is whole, and what is left over goes.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::{join, join_all};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::action_samples::content;
use crate::evidence::{document, form, proves};
use crate::support::db::block_on;
use crate::support::postgres::connect;
use crate::support::process::{Caller, Heard, Place, sqlite_url};

const PART: usize = 16 * 1024;

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A document that is like no other one.
fn unique(name: &str) -> Vec<u8> {
    let text: String = (0..3000)
        .map(|n| hash(format!("{name} {n}").as_bytes()))
        .collect();
    document(&text, &[])
}

/// A document on its way in parts.
struct OnItsWay {
    file: Vec<u8>,
    upload: String,
    acknowledged: usize,
    location: Option<String>,
}

impl OnItsWay {
    async fn begin(caller: &Caller, report: &str, name: &str) -> Option<Self> {
        let file = unique(name);
        let (name, meta) = ("a.docx", proves("report").to_string());
        let told = format!(
            "filename {},meta {}",
            STANDARD.encode(name),
            STANDARD.encode(meta)
        );
        let headers = [
            ("Upload-Length", file.len().to_string()),
            ("Upload-Metadata", told),
        ];
        let path = format!("{report}/uploads");
        let begun = caller
            .send_bytes(Method::POST, &path, &headers, Vec::new())
            .await
            .ok()?;
        assert_eq!(begun.status, 201, "{begun:?}");
        let upload = begun.location.unwrap();
        Some(Self {
            file,
            upload,
            acknowledged: 0,
            location: None,
        })
    }

    /// Goes on from where the service says that it is, until it is a document or nobody answers.
    async fn go_on(&mut self, caller: &Caller) -> Option<()> {
        let seen = caller
            .send_bytes(Method::GET, &self.upload, &[], Vec::new())
            .await
            .ok()?;
        let arrived = seen.body["offset_bytes"].as_u64().unwrap();
        let mut offset = usize::try_from(arrived).unwrap();
        assert!(
            offset >= self.acknowledged,
            "{offset} of {}",
            self.acknowledged
        );
        while offset < self.file.len() {
            let end = self.file.len().min(offset + PART);
            let mut headers = vec![
                ("Upload-Offset", offset.to_string()),
                ("Content-Type", "application/offset+octet-stream".to_owned()),
            ];
            if (offset / PART).is_multiple_of(2) {
                let sum = STANDARD.encode(Sha256::digest(&self.file[offset..end]));
                headers.push(("Upload-Checksum", format!("sha256 {sum}")));
            }
            let part = self.file[offset..end].to_vec();
            let sent = caller
                .send_bytes(Method::PATCH, &self.upload, &headers, part)
                .await
                .ok()?;
            assert_eq!(sent.status, 204, "{sent:?}");
            (offset, self.acknowledged) = (end, end);
        }
        let sum = json!({ "sha256": hash(&self.file) });
        let path = format!("{}/complete", self.upload);
        let kept = caller.post(&path, &sum, None).await.ok()?;
        assert_eq!(kept.status, 201, "{kept:?}");
        self.location = kept.location;
        Some(())
    }
}

/// Hands in documents as forms until nobody answers; gives where each stands, with its hash.
async fn forms(
    caller: &Caller,
    report: &str,
    name: &str,
    count: &AtomicUsize,
) -> Vec<(String, String)> {
    let mut kept = Vec::new();
    loop {
        let file = unique(&format!("{name} {}", kept.len()));
        let body = form("a.docx", &file, &proves("report"));
        let headers = [("Content-Type", "multipart/form-data; boundary=x".to_owned())];
        let path = format!("{report}/evidence");
        let Ok(answer) = caller.send_bytes(Method::POST, &path, &headers, body).await else {
            return kept;
        };
        assert_eq!(answer.status, 201, "{answer:?}");
        kept.push((answer.location.unwrap(), hash(&file)));
        count.fetch_add(1, Ordering::SeqCst);
    }
}

/// Begins documents in parts, one after the other, until nobody answers.
async fn parts(caller: &Caller, report: &str, name: &str, all: &mut Vec<OnItsWay>) -> Option<()> {
    for one in all.iter_mut().filter(|one| one.location.is_none()) {
        one.go_on(caller).await?;
    }
    loop {
        let name = format!("{name} {}", all.len());
        all.push(OnItsWay::begin(caller, report, &name).await?);
        all.last_mut()?.go_on(caller).await?;
    }
}

async fn report(caller: &Caller, region: &str) -> String {
    let body = json!({
        "season": "2025-BANGDA4P2", "action": "monitoring_assessment", "region_code": region, "content": content(&[]),
    });
    let made: Heard = caller
        .post("/api/v1/action-reports", &body, None)
        .await
        .unwrap();
    made.location
        .unwrap_or_else(|| made.body["existing"].as_str().unwrap().to_owned())
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

async fn known(place: &Place) -> BTreeSet<String> {
    let connection = connect(&sqlite_url(&place.data_dir)).await;
    let sql = "select sha256 from evidence_file";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    connection.close().await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

#[test]
fn documents_that_were_acknowledged_survive_kills_and_nothing_is_left_over() {
    let place = Place::demo("documents");
    let (mut kept, mut on_their_way) = (Vec::new(), Vec::new());
    for round in 0..=8u64 {
        let mut server = place.serve(&["--demo"]);
        block_on(async {
            let bontang = Caller::signed_in(
                &server.url,
                "regency6474",
                &place.demo_password("regency6474"),
            )
            .await;
            let kukar = Caller::signed_in(
                &server.url,
                "regency6402",
                &place.demo_password("regency6402"),
            )
            .await;
            let (ours, theirs) = (
                report(&bontang, "64.74").await,
                report(&kukar, "64.02").await,
            );
            if round == 8 {
                for one in on_their_way
                    .iter_mut()
                    .filter(|one: &&mut OnItsWay| one.location.is_none())
                {
                    one.go_on(&bontang).await.unwrap();
                }
                for one in &on_their_way {
                    kept.push((one.location.clone().unwrap(), hash(&one.file)));
                }
                for (location, sha256) in &kept {
                    let caller = if location.starts_with(&ours) {
                        &bontang
                    } else {
                        &kukar
                    };
                    assert_eq!(
                        &hash(&caller.bytes(&format!("{location}/content")).await),
                        sha256
                    );
                }
                return;
            }
            let count = AtomicUsize::new(0);
            let names: Vec<String> = (0..3).map(|n| format!("{round} {n}")).collect();
            let senders = names
                .iter()
                .map(|name| forms(&kukar, &theirs, name, &count));
            // However slow the machine: when some are there, and never at the same point of an upload twice.
            let kill = async {
                for _ in 0..6000 {
                    if count.load(Ordering::SeqCst) >= 3 {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                tokio::time::sleep(Duration::from_millis(round * 71 % 190)).await;
                server.kill();
            };
            let name = format!("{round}");
            let in_parts = parts(&bontang, &ours, &name, &mut on_their_way);
            let (sent, (_, ())) = join(join_all(senders), join(in_parts, kill)).await;
            kept.extend(sent.into_iter().flatten());
        });
        if round == 8 {
            server.terminate();
            assert!(server.wait().success());
        }
    }
    assert!(kept.len() > 10, "only {} documents", kept.len());

    // Three days later.
    let folder = place.data_dir.join("files");
    let before = SystemTime::now() - Duration::from_secs(3 * 86_400);
    for file in files(&folder)
        .iter()
        .chain(&files(&place.data_dir.join("uploads")))
    {
        File::options()
            .write(true)
            .open(file)
            .unwrap()
            .set_modified(before)
            .unwrap();
    }
    let known = block_on(known(&place));
    let server = place.serve(&["--demo"]);
    let mut left = Vec::new();
    for _ in 0..200 {
        left = files(&folder);
        if left.len() == known.len() && files(&place.data_dir.join("uploads")).is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    server.terminate();
    assert!(server.wait().success());
    let names: BTreeSet<String> = left
        .iter()
        .map(|file| hash(&std::fs::read(file).unwrap()))
        .collect();
    assert_eq!(names, known, "files against rows");
    for file in left {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(hash(&std::fs::read(&file).unwrap()), name);
    }
    assert_eq!(files(&place.data_dir.join("uploads")).len(), 0);
}
