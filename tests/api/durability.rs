//! The real program on its embedded database: what it acknowledged stays, whatever happens to it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::prevalence::{RECORDS, with};
use crate::support::db::block_on;
use crate::support::postgres::connect;
use crate::support::process::{Caller, Place, sqlite_url};

/// A claim that nobody else states.
fn claim(publisher: &str) -> Value {
    with(json!({"publisher": publisher}))
}

/// A number that a statement gives.
async fn number(place: &Place, sql: &str) -> i64 {
    let connection = connect(&sqlite_url(&place.data_dir)).await;
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    let number = row.try_get_by_index(0).unwrap();
    connection.close().await.unwrap();
    number
}

/// A claim as it was sent, and where it stands if that was answered.
struct Sent {
    publisher: String,
    key: String,
    location: Option<String>,
}

impl Sent {
    async fn send(publisher: String, caller: &Caller) -> Self {
        let key = format!("kunci-idempotensi-{}", publisher.replace(' ', "-"));
        let answer = caller.post(RECORDS, &claim(&publisher), Some(&key)).await;
        let location = answer.ok().map(|answer| {
            assert_eq!(answer.status, 201, "{answer:?}");
            answer.location.unwrap()
        });
        Self {
            publisher,
            key,
            location,
        }
    }

    /// Sends again what was not answered; the same once more gives the same.
    async fn retry(&mut self, caller: &Caller) {
        if self.location.is_none() {
            let body = claim(&self.publisher);
            let answer = caller.post(RECORDS, &body, Some(&self.key)).await.unwrap();
            assert_eq!(answer.status, 201, "{answer:?}");
            let again = caller.post(RECORDS, &body, Some(&self.key)).await.unwrap();
            assert!(again.replayed && again.location == answer.location);
            self.location = answer.location;
        }
    }

    /// It is there, whole: with the revision that says how it came.
    async fn check(&self, caller: &Caller) {
        let location = self.location.as_deref().unwrap();
        let record = caller.get(location).await;
        let shown = (record.status, &record.body["publisher"]);
        assert_eq!(shown, (200, &json!(self.publisher)), "{location} is lost");
        let revisions = caller.get(&format!("{location}/revisions")).await.body;
        assert_eq!(revisions["items"].as_array().unwrap().len(), 1);
    }
}

/// Writes until nobody answers any more; the last one is without an answer.
async fn write_until_the_end(caller: &Caller, name: &str) -> Vec<Sent> {
    let mut all: Vec<Sent> = Vec::new();
    while all.last().is_none_or(|sent| sent.location.is_some()) {
        all.push(Sent::send(format!("{name} {}", all.len()), caller).await);
    }
    all
}

#[test]
fn what_was_acknowledged_survives_twenty_kills() {
    let place = Place::demo("killed");
    let password = place.demo_password("province64");
    let mut all: Vec<Sent> = Vec::new();
    let mut checked = 0;
    for round in 0..=20u64 {
        let mut server = place.serve(&["--demo"]);
        block_on(async {
            let caller = Caller::signed_in(&server.url, "province64", &password).await;
            for sent in &mut all[checked..] {
                sent.retry(&caller).await;
                sent.check(&caller).await;
            }
            checked = all.len();
            if round == 20 {
                return;
            }
            let names: Vec<String> = (0..8).map(|n| format!("{round} {n}")).collect();
            let writers = names.iter().map(|name| write_until_the_end(&caller, name));
            // Never at the same point of a write twice.
            let kill = async {
                tokio::time::sleep(Duration::from_millis(60 + round * 37 % 200)).await;
                server.kill();
            };
            let (written, ()) = join(join_all(writers), kill).await;
            all.extend(written.into_iter().flatten());
        });
        if round == 20 {
            server.terminate();
            assert!(server.wait().success());
        }
    }
    assert!(all.len() > 200, "only {} writes were tried", all.len());
    let whole = place.run(&["audit", "verify"]).unwrap();
    assert!(whole.contains("the audit log is whole"), "{whole}");
    let written = i64::try_from(all.len()).unwrap();
    block_on(async {
        for (sql, expected) in [
            ("select count(*) from prevalence_record where created_by = 'user:province64'", written),
            ("select count(*) from audit_event where action = 'prevalence.create'", written),
            ("select count(*) from idempotency where length(response) > 0", written),
            ("select count(*) from idempotency where length(response) = 0", 0),
            ("select count(*) from prevalence_record r where not exists
                (select 1 from prevalence_revision v where v.record_id = r.id and v.version = r.version)", 0),
        ] {
            assert_eq!(number(&place, sql).await, expected, "{sql}");
        }
    });
}

#[test]
fn what_is_being_answered_is_finished_and_nothing_new_is_taken() {
    let place = Place::demo("stopped");
    let server = place.serve(&["--demo"]);
    let address = server.url.trim_start_matches("http://").to_owned();
    let caller = block_on(Caller::signed_in(
        &server.url,
        "province64",
        &place.demo_password("province64"),
    ));
    let body = claim("Ditulis saat berhenti").to_string();
    let (first, second) = body.split_at(body.len() / 2);
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST {RECORDS} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        caller.token.as_deref().unwrap(),
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(first.as_bytes()).unwrap();
    // Until the service has seen the first half.
    std::thread::sleep(Duration::from_millis(300));
    server.terminate();
    let told = Instant::now();
    while TcpStream::connect(&address).is_ok_and(|mut stream| answers(&mut stream)) {
        assert!(
            told.elapsed() < Duration::from_secs(5),
            "new requests are still taken"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    stream.write_all(second.as_bytes()).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 201");
    drop(stream);
    let status = server.wait();
    assert_eq!(status.code(), Some(0), "it ended by {status}");
    assert!(
        told.elapsed() < Duration::from_secs(20),
        "it took {:?} to stop",
        told.elapsed()
    );
    let sql = "select count(*) from prevalence_record where publisher = 'Ditulis saat berhenti'";
    assert_eq!(block_on(number(&place, sql)), 1);
}

/// The kernel may still accept for a listener that nobody looks at any more; what counts is an answer.
fn answers(stream: &mut TcpStream) -> bool {
    stream
        .set_read_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    let sent = stream.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    sent.is_ok() && stream.read(&mut [0; 16]).is_ok_and(|read| read > 0)
}

#[test]
fn a_backup_made_while_others_write_comes_back_whole() {
    let place = Place::demo("backed-up");
    let mut server = place.serve(&["--demo"]);
    let password = place.demo_password("province64");
    let file = place.data_dir.with_extension("backup");
    let before: Vec<String> = block_on(async {
        let caller = Caller::signed_in(&server.url, "province64", &password).await;
        let sent = (0..64).map(|n| {
            let caller = caller.clone();
            async move {
                // 64 at once on one writer: each waits for its turn, none is refused.
                let first = Sent::send(format!("sebelum {n}"), &caller).await;
                let second = Sent::send(format!("juga sebelum {n}"), &caller).await;
                [first.location.unwrap(), second.location.unwrap()]
            }
        });
        let before = join_all(sent).await.into_iter().flatten().collect();
        let backup = async {
            let mut command = place.command(&["backup", file.to_str().unwrap()]);
            let done = tokio::task::spawn_blocking(move || command.output().unwrap());
            let output = done.await.unwrap();
            assert!(output.status.success(), "{output:?}");
            server.kill();
        };
        let names: Vec<String> = (0..4).map(|n| format!("selama {n}")).collect();
        let writers = names.iter().map(|name| write_until_the_end(&caller, name));
        let (during, ()) = join(join_all(writers), backup).await;
        assert!(during.iter().all(|sent| sent.len() > 1));
        before
    });
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds the keys");
    let other = Place::empty("restored");
    let restored = other.run(&["restore", file.to_str().unwrap()]).unwrap();
    assert!(restored.contains("the audit log is whole"), "{restored}");
    assert!(other.run(&["restore", file.to_str().unwrap()]).is_err());
    other.run(&["audit", "verify"]).unwrap();
    let server = other.serve(&[]);
    block_on(async {
        let caller = Caller::signed_in(&server.url, "province64", &password).await;
        for location in &before {
            assert_eq!(caller.get(location).await.status, 200, "{location}");
        }
        // What a write of the other program left half done would be seen here.
        let half = "select count(*) from prevalence_record r where not exists
            (select 1 from prevalence_revision v where v.record_id = r.id and v.version = r.version)";
        assert_eq!(number(&other, half).await, 0);
    });
}

#[test]
fn without_demo_there_is_no_account_until_one_is_made() {
    let place = Place::empty("bare");
    let server = place.serve(&[]);
    let url = server.url.clone();
    block_on(async {
        for username in ["admin", "province64", "viewer64", "root", "postgres"] {
            for password in [
                "admin",
                username,
                "password",
                "kunci uji yang cukup panjang",
            ] {
                assert_eq!(Caller::log_in(&url, username, password).await.status, 401);
            }
        }
        assert_eq!(number(&place, "select count(*) from user_account").await, 0);
        assert_eq!(number(&place, "select count(*) from api_client").await, 0);
    });
    assert!(!place.data_dir.join("demo-accounts.json").exists());
    let made = place.run(&["user", "create", "--role", "admin", "--username", "kepala"]);
    let made = made.unwrap();
    let refused = place.run(&["user", "create", "--role", "admin", "--username", "x"]);
    let why = refused.unwrap_err();
    assert!(why.contains("must be 3 to 40"), "{why}");
    let one_time = made.lines().last().unwrap();
    assert!(
        place
            .run(&["user", "create", "--role", "admin", "--username", "kepala"])
            .is_err()
    );
    block_on(async {
        let caller = Caller::signed_in(&url, "kepala", one_time).await;
        let me = caller.get("/api/v1/auth/me").await.body;
        assert_eq!(
            (&me["role"], &me["must_change_password"]),
            (&json!("admin"), &json!(true))
        );
        assert_eq!(caller.get("/api/v1/users").await.status, 403);
        let new = "tujuh kapal di teluk Bontang";
        let change = json!({"current_password": one_time, "new_password": new});
        let changed = caller.post("/api/v1/auth/password", &change, None).await;
        assert_eq!(changed.unwrap().status, 204);
        assert_eq!(Caller::log_in(&url, "kepala", one_time).await.status, 401);
        let caller = Caller::signed_in(&url, "kepala", new).await;
        assert_eq!(caller.get("/api/v1/users").await.status, 200);
    });
    server.terminate();
    assert!(server.wait().success());
    let list = place.run(&["user", "list"]).unwrap();
    assert!(
        list.starts_with("kepala ") && !list.contains(one_time),
        "{list}"
    );
}
