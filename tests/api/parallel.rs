//! Many at once: on one process, and on two that share a PostgreSQL.

use std::collections::BTreeSet;
use std::path::Path;

use entity::kind::Role;
use futures_util::future::{join, join_all};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tumbuh::audit::verify::verify;

use crate::prevalence::{RECORDS, with};
use crate::support::db::{TestDb, block_on};
use crate::support::postgres::connect;
use crate::support::process::{Caller, Heard, Place, Server};
use crate::support::{Backend, TestApp, on_each};

/// So many write at once.
const WRITERS: usize = 64;

fn claim(publisher: &str) -> Value {
    with(json!({"publisher": publisher}))
}

async fn check_log(app: &TestApp) {
    let verdict = verify(app.services.db.reader(), |_| {}).await.unwrap();
    assert!(verdict.findings.is_empty(), "{:?}", verdict.findings);
}

#[test]
fn many_writers_are_all_served() {
    on_each(async |app| {
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let (records, events) = (
            app.count("prevalence_record").await,
            app.count("audit_event").await,
        );
        let writers = (0..WRITERS).map(|writer| {
            let caller = province.clone();
            async move {
                for n in 0..3 {
                    let body = claim(&format!("Penerbit {writer} {n}"));
                    caller.post(RECORDS, body).await.expect(201);
                }
            }
        });
        join_all(writers).await;
        let written = i64::try_from(WRITERS * 3).unwrap();
        assert_eq!(app.count("prevalence_record").await, records + written);
        assert_eq!(app.count("audit_event").await, events + written);
        check_log(app).await;
    });
}

#[test]
fn one_claim_sent_by_many_is_recorded_once() {
    on_each(async |app| {
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let records = app.count("prevalence_record").await;
        let sent = (0..WRITERS).map(|_| province.post(RECORDS, claim("Semua")).send());
        let answers = join_all(sent).await;
        let made: Vec<_> = answers.iter().filter(|a| a.status() == 201).collect();
        let [made] = made.as_slice() else {
            panic!("{} times recorded", made.len());
        };
        for other in answers.iter().filter(|answer| answer.status() != 201) {
            assert_eq!(other.status(), 409, "{}", other.text());
            let existing = other.json()["existing"].as_str().map(str::to_owned);
            assert_eq!(existing, made.header("location"));
        }
        let sent = (0..WRITERS).map(|_| {
            province
                .post(RECORDS, claim("Semua, dengan kunci"))
                .header("Idempotency-Key", "satu-kunci-untuk-semua")
                .send()
        });
        let answers = join_all(sent).await;
        let places: BTreeSet<_> = answers
            .iter()
            .map(|a| (a.status(), a.header("location")))
            .collect();
        assert_eq!(places.len(), 1, "{places:?}");
        assert_eq!(answers[0].status(), 201, "{}", answers[0].text());
        let fresh = answers
            .iter()
            .filter(|a| a.header("idempotent-replayed").is_none());
        assert_eq!(fresh.count(), 1);
        assert_eq!(app.count("prevalence_record").await, records + 2);
        check_log(app).await;
    });
}

/// Two programs on one PostgreSQL, each with a data folder and a master key of its own.
struct Two {
    db: TestDb,
    places: [Place; 2],
    servers: [Server; 2],
}

const PASSWORD: &str = "tujuh kapal di teluk Bontang";

/// All programs of a database need the same.
fn same_master_key(data_dir: &Path) {
    let keys = data_dir.join("keys");
    std::fs::create_dir_all(&keys).unwrap();
    std::fs::write(keys.join("master.key"), [7; 32]).unwrap();
}

impl Two {
    /// Both start at once on an empty database.
    fn start() -> Self {
        let db = TestDb::empty(Backend::Postgres, "two");
        let places = ["two-a", "two-b"].map(|name| Place::on(&db, name));
        for place in &places {
            same_master_key(&place.data_dir);
        }
        let servers = [places[0].start(&[]), places[1].start(&[])].map(Server::ready);
        Self {
            db,
            places,
            servers,
        }
    }

    fn urls(&self) -> [&str; 2] {
        [&self.servers[0].url, &self.servers[1].url]
    }

    /// Makes an account at one, which signs in at the other.
    async fn account(&self, name: &str, role: &str) -> Caller {
        let arguments = [
            "user",
            "create",
            "--role",
            role,
            "--username",
            name,
            "--region-code",
            "64",
        ];
        let printed = self.places[0].run(&arguments).unwrap();
        let one_time = printed.lines().last().unwrap();
        let caller = Caller::signed_in(self.urls()[1], name, one_time).await;
        let change = json!({"current_password": one_time, "new_password": PASSWORD});
        let changed = caller.post("/api/v1/auth/password", &change, None).await;
        assert_eq!(changed.unwrap().status, 204);
        assert_eq!(
            Caller::log_in(self.urls()[0], name, one_time).await.status,
            401
        );
        Caller::signed_in(self.urls()[0], name, PASSWORD).await
    }

    async fn number(&self, sql: &str) -> i64 {
        let connection = connect(&self.db.url).await;
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        let number = row.try_get_by_index(0).unwrap();
        connection.close().await.unwrap();
        number
    }

    /// The ids of the keys that each publishes.
    async fn keys(&self) -> [BTreeSet<String>; 2] {
        let mut both = [BTreeSet::new(), BTreeSet::new()];
        // A program may have to make a key of its own when it is asked, which the other then has to know of.
        for _ in 0..2 {
            for (keys, url) in both.iter_mut().zip(self.urls()) {
                let set = Caller::anonymous(url)
                    .get("/.well-known/jwks.json")
                    .await
                    .body;
                let ids = set["keys"].as_array().unwrap().iter();
                *keys = ids
                    .map(|key| key["kid"].as_str().unwrap().to_owned())
                    .collect();
            }
        }
        both
    }

    async fn is_accepted(&self, caller: &Caller) -> [u16; 2] {
        let [a, b] = self.urls().map(|url| caller.at(url));
        let path = "/api/v1/auth/me";
        let (a, b) = join(a.get(path), b.get(path)).await;
        [a.status, b.status]
    }

    /// The same request to both at once.
    async fn both(
        &self,
        caller: &Caller,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> [Heard; 2] {
        let [a, b] = self.urls().map(|url| caller.at(url));
        let (a, b) = join(a.post(path, body, key), b.post(path, body, key)).await;
        [a.unwrap(), b.unwrap()]
    }
}

#[test]
fn two_programs_on_one_database_behave_as_one() {
    if !Backend::available().contains(&Backend::Postgres) {
        return;
    }
    let two = Two::start();
    block_on(async {
        assert_eq!(
            two.number("select count(*) from prevalence_record").await,
            146
        );
        assert_eq!(two.number("select count(*) from reference_load").await, 6);
        assert_eq!(two.number("select count(*) from user_account").await, 0);
        let [a, b] = two.keys().await;
        // One, or one of each if both began at the same moment.
        assert!(a == b && (1..=2).contains(&a.len()), "{a:?} {b:?}");
        let petugas = two.account("petugas", "province_officer").await;
        assert_eq!(two.is_accepted(&petugas).await, [200, 200]);
        nothing_twice(&two, &petugas).await;
        bulks_do_not_block_each_other(&two, &petugas).await;
        keys_rotate(&two, &petugas).await;
        who_is_out_is_out_everywhere(&two, &petugas).await;
        guesses_count_together(&two).await;
    });
    let whole = two.places[1].run(&["audit", "verify"]).unwrap();
    assert!(whole.contains("the audit log is whole"), "{whole}");
    for server in two.servers {
        server.terminate();
        assert_eq!(server.wait().code(), Some(0));
    }
}

async fn nothing_twice(two: &Two, caller: &Caller) {
    let recorded = "select count(*) from prevalence_record where created_by = 'user:petugas'";
    let writers = (0..16).map(|writer| async move {
        for n in 0..4 {
            let publisher = format!("Berdua {writer} {n}");
            let key = format!("kunci-idempotensi-{}", publisher.replace(' ', "-"));
            let [a, b] = two
                .both(caller, RECORDS, &claim(&publisher), Some(&key))
                .await;
            assert_eq!((a.status, b.status), (201, 201), "{a:?} {b:?}");
            assert!(a.location == b.location && a.replayed != b.replayed);
            // Without the key the same claim is refused at either, with a link to the one there is.
            let [c, d] = two.both(caller, RECORDS, &claim(&publisher), None).await;
            assert_eq!((c.status, d.status), (409, 409));
            assert_eq!(json!(a.location), c.body["existing"]);
            let body = claim(&format!("Tanpa kunci {writer} {n}"));
            let mut answers = two.both(caller, RECORDS, &body, None).await;
            answers.sort_by_key(|answer| answer.status);
            let [made, refused] = answers;
            assert_eq!((made.status, refused.status), (201, 409), "{refused:?}");
            assert_eq!(json!(made.location), refused.body["existing"]);
        }
    });
    join_all(writers).await;
    assert_eq!(two.number(recorded).await, 16 * 4 * 2);
    let events = "select count(*) from audit_event where action = 'prevalence.create'";
    assert_eq!(two.number(events).await, 16 * 4 * 2);
    let revisions = "select count(*) from prevalence_revision where recorded_by = 'user:petugas'";
    assert_eq!(two.number(revisions).await, 16 * 4 * 2);
}

/// Two bulks name the same claims in opposite order: neither may make the other wait for ever.
async fn bulks_do_not_block_each_other(two: &Two, caller: &Caller) {
    let path = "/api/v1/prevalence-records/bulk";
    let [a, b] = two.urls().map(|url| caller.at(url));
    for round in 0..5 {
        let mut items: Vec<Value> = (0..200)
            .map(|n| claim(&format!("Putaran {round} baris {n}")))
            .collect();
        let one = json!({"items": items});
        items.reverse();
        let other = json!({"items": items});
        let (one, other) = join(a.post(path, &one, None), b.post(path, &other, None)).await;
        let (one, other) = (one.unwrap(), other.unwrap());
        let mut answers = [one.status, other.status];
        answers.sort_unstable();
        assert!(matches!(answers, [200, 409 | 422]), "{one:?} {other:?}");
    }
    let rows = "select count(*) from prevalence_record where publisher like 'Putaran %'";
    assert_eq!(two.number(rows).await, 5 * 200);
}

async fn keys_rotate(two: &Two, before: &Caller) {
    let [old, _] = two.keys().await;
    two.places[0].run(&["keys", "rotate"]).unwrap();
    let [a, b] = two.keys().await;
    // There is a new one; the old ones check until their last token has ended.
    assert_eq!(a, b);
    assert!(a.len() == old.len() + 1 && a.is_superset(&old), "{a:?}");
    assert_eq!(two.is_accepted(before).await, [200, 200]);
    for url in two.urls() {
        let after = Caller::signed_in(url, "petugas", PASSWORD).await;
        assert_eq!(two.is_accepted(&after).await, [200, 200]);
    }
    let retired = "select count(*) from signing_key where retired_at is not null";
    let count = i64::try_from(old.len()).unwrap();
    assert_eq!(two.number(retired).await, count);
}

async fn who_is_out_is_out_everywhere(two: &Two, caller: &Caller) {
    let [a, b] = two.urls();
    let left = Caller::signed_in(a, "petugas", PASSWORD).await;
    assert_eq!(two.is_accepted(&left).await, [200, 200]);
    let logout = left.post("/api/v1/auth/logout", &Value::Null, None).await;
    assert_eq!(logout.unwrap().status, 204);
    assert_eq!(two.is_accepted(&left).await, [401, 401]);
    assert_eq!(two.is_accepted(caller).await, [200, 200]);
    two.places[0].run(&["user", "disable", "petugas"]).unwrap();
    assert_eq!(two.is_accepted(caller).await, [401, 401]);
    assert_eq!(Caller::log_in(b, "petugas", PASSWORD).await.status, 401);
}

/// Ten guesses at an account from one address in five minutes, wherever they are made.
async fn guesses_count_together(two: &Two) {
    let [a, b] = two.urls();
    two.account("tebakan", "viewer").await;
    let guess = |n: usize| {
        Caller::log_in(
            if n.is_multiple_of(2) { a } else { b },
            "tebakan",
            "salah sekali ini",
        )
    };
    let statuses: Vec<u16> = join_all((0..10).map(guess))
        .await
        .iter()
        .map(|g| g.status)
        .collect();
    assert_eq!(statuses, [401; 10]);
    for url in two.urls() {
        assert_eq!(Caller::log_in(url, "tebakan", PASSWORD).await.status, 429);
    }
}

#[test]
fn a_backup_of_postgres_comes_back_whole() {
    if !Backend::available().contains(&Backend::Postgres) || Place::lacks("pg_dump") {
        return;
    }
    let (from, to) = (
        TestDb::empty(Backend::Postgres, "dumped"),
        TestDb::empty(Backend::Postgres, "restored"),
    );
    let place = Place::on(&from, "dumped");
    let server = place.serve(&["--demo", "--allow-demo-on-postgres"]);
    let password = place.demo_password("province64");
    let file = place.data_dir.with_extension("backup");
    let (before, after) = block_on(async {
        let caller = Caller::signed_in(&server.url, "province64", &password).await;
        let write = async |name: String| {
            let made = caller.post(RECORDS, &claim(&name), None).await.unwrap();
            assert_eq!(made.status, 201, "{made:?}");
            made.location.unwrap()
        };
        let before = join_all((0..8).map(|n| write(format!("sebelum {n}")))).await;
        let mut command = place.command(&["backup", file.to_str().unwrap()]);
        let backup = tokio::task::spawn_blocking(move || command.output().unwrap());
        let mut n = 0;
        while !backup.is_finished() {
            n += 1;
            write(format!("selama {n}")).await;
        }
        let output = backup.await.unwrap();
        assert!(output.status.success(), "{output:?}");
        (before, write("sesudah".to_owned()).await)
    });
    let other = Place::on(&to, "dumped-and-restored");
    let restored = other.run(&["restore", file.to_str().unwrap()]).unwrap();
    assert!(restored.contains("the audit log is whole"), "{restored}");
    other.run(&["audit", "verify"]).unwrap();
    let server = other.serve(&[]);
    block_on(async {
        let caller = Caller::signed_in(&server.url, "province64", &password).await;
        for location in &before {
            assert_eq!(caller.get(location).await.status, 200, "{location}");
        }
        assert_eq!(caller.get(&after).await.status, 404);
        let made = caller.post(RECORDS, &claim("sesudah"), None).await.unwrap();
        assert_eq!(made.status, 201, "{made:?}");
    });
    other.run(&["audit", "verify"]).unwrap();
}
