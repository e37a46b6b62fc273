//! What is left of a child in the real program after it was erased: in the files of the database, in what the program says, in a
//! backup made afterwards, in every row. Nothing. The names are invented, and cannot be mistaken for anything else.

use std::io::Read;
use std::path::Path;

use reqwest::Method;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};

use crate::support::db::{Backend, TestDb, block_on};
use crate::support::postgres::connect;
use crate::support::process::{Caller, Place, sqlite_url};

const NAME: &str = "SINTETISQX JEJAKWAHID";
const LATER: &str = "SINTETISQX JEJAKDUA";
const MOTHER: &str = "SINTETISQX JEJAKTIGA";
const ADDRESS: &str = "RT JEJAKEMPAT";
const NIK: &str = "6474009988776655";
/// What each of them has, or is.
const PARTS: [&str; 6] = [
    "SINTETISQX",
    "JEJAKWAHID",
    "JEJAKDUA",
    "JEJAKTIGA",
    "JEJAKEMPAT",
    NIK,
];
/// What stays, and shows that the search finds something.
const PURPOSE: &str = "Tujuanqx uji jejak";

/// What of a child is in some bytes, as it is or in hexadecimal digits.
fn found(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).to_uppercase();
    let hex = |part: &str| -> String { part.bytes().map(|byte| format!("{byte:02X}")).collect() };
    let parts = PARTS.iter().filter(|part| {
        text.contains(**part)
            || text.contains(&hex(part))
            || text.contains(&hex(&part.to_lowercase()))
    });
    parts.map(|part| (*part).to_owned()).collect()
}

/// Every file of a folder, and of those below it.
fn files(folder: &Path, tell: &mut impl FnMut(&Path, Vec<u8>)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, tell);
        } else {
            tell(&path, std::fs::read(&path).unwrap());
        }
    }
}

/// Every row of every table, as text; bytes are hexadecimal digits.
async fn rows(connection: &DatabaseConnection) -> String {
    let backend = connection.get_database_backend();
    let all = async |sql: String| {
        let rows = connection.query_all_raw(Statement::from_string(backend, sql));
        let rows = rows.await.unwrap();
        rows.iter()
            .map(|row| row.try_get_by_index::<String>(0).unwrap())
            .collect::<Vec<_>>()
    };
    let tables = "select tablename::text from pg_tables where schemaname = 'public'";
    let mut text = String::new();
    for table in all(tables.to_owned()).await {
        text += &all(format!("select t::text from {table} t"))
            .await
            .join("\n");
    }
    text
}

/// A child whose name went everywhere it can go: written down, looked for, corrected, copied, imported, refused.
async fn everywhere(officer: &Caller) -> String {
    let children = "/api/v1/children";
    let child = json!({
        "sex": "F", "birth_date": "2024-11-02", "region_code": "64.74.01.1003", "risk_status": "unknown",
        "identity": {"name": NAME, "nik": NIK, "mother_name": MOTHER, "father_name": null, "address": ADDRESS}
    });
    let key = |body: &Value| format!("kunci-idempotensi-{}", body.to_string().len());
    let made = officer
        .post(children, &child, Some(&key(&child)))
        .await
        .unwrap();
    assert_eq!(made.status, 201, "{made:?}");
    let path = made.location.unwrap();
    let post = async |path: &str, body: Value, status: u16| {
        let heard = officer.post(path, &body, Some(&key(&body))).await.unwrap();
        assert_eq!(heard.status, status, "{path}: {heard:?}");
        heard
    };
    post(children, child.clone(), 201).await;
    let again = officer.post(children, &child, None).await.unwrap();
    assert_eq!(again.status, 409);
    let mut wrong = child.clone();
    wrong["identity"]["nama"] = json!(NAME);
    assert_eq!(
        officer.post(children, &wrong, None).await.unwrap().status,
        422
    );
    let send = async |method: Method, path: &str, media_type: &str, body: Vec<u8>| {
        let headers = [
            ("content-type", media_type.to_owned()),
            ("if-match", "*".to_owned()),
            ("x-purpose", PURPOSE.to_owned()),
        ];
        officer
            .send_bytes(method, path, &headers, body)
            .await
            .unwrap()
    };
    let broken = format!("{{\"identity\": {{\"name\": \"{NAME}\", \"nik\": {NIK}").into_bytes();
    let refused = send(Method::POST, children, "application/json", broken).await;
    assert_eq!(refused.status, 400);
    // A name where none belongs: in a query. It is refused and told nowhere.
    let query = format!("{children}?nama={}&nik={NIK}", NAME.replace(' ', "%20"));
    assert_eq!(officer.get(&query).await.status, 422);
    for looked_for in [
        json!({"purpose": PURPOSE, "name": NAME, "birth_date": "2024-11-02"}),
        json!({"purpose": PURPOSE, "nik": NIK}),
    ] {
        let heard = post(&format!("{children}/search"), looked_for, 200).await;
        assert_eq!(heard.body["items"].as_array().unwrap().len(), 1);
    }
    post(
        &format!("{path}/identity"),
        json!({"purpose": PURPOSE, "nik": "full"}),
        200,
    )
    .await;
    let consent = json!({
        "scope": "care", "relation": "mother", "given_by": MOTHER, "text_version": "P-1", "given_on": "2026-01-02"
    });
    post(&format!("{path}/consents"), consent, 201).await;
    let mut corrected = child.clone();
    corrected["identity"]["name"] = json!(LATER);
    corrected["reason"] = json!("Salah eja");
    let corrected = corrected.to_string().into_bytes();
    let done = send(Method::PUT, &path, "application/json", corrected).await;
    assert_eq!(done.status, 200, "{done:?}");
    let file = format!(
        "NIK;Nama;JK;Tgl Lahir;Nama Ortu;Kab/Kota;Kec;Desa/Kel;Tanggal Pengukuran;Berat;Tinggi;Cara Ukur\n\
         {NIK};{LATER};P;2024-11-02;{MOTHER};BONTANG;BONTANG UTARA;Loktuan;2026-08-09;11,4;85,5;Berdiri\n\
         ;{NAME};P;tanggal {NAME};{MOTHER};BONTANG;BONTANG UTARA;{ADDRESS};2026-08-09;11,4;85,5;Berdiri\n"
    );
    let import = send(
        Method::POST,
        "/api/v1/imports/eppgbm",
        "text/csv",
        file.into_bytes(),
    )
    .await;
    assert_eq!(import.status, 201, "{import:?}");
    let import = format!("/api/v1/imports/{}", import.body["id"].as_str().unwrap());
    let read = send(
        Method::GET,
        &format!("{import}/rows"),
        "text/csv",
        Vec::new(),
    )
    .await;
    assert_eq!(read.body["items"][0]["person"]["name"], LATER, "{read:?}");
    post(
        &format!("{path}/data-copy"),
        json!({"purpose": PURPOSE}),
        200,
    )
    .await;
    path
}

async fn erase(officer: &Caller, path: &str) {
    let body = json!({"reason": "Permintaan orang tua", "basis": "UU 27/2022"}).to_string();
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("if-match", "*".to_owned()),
    ];
    let at = format!("{path}/erase");
    let done = officer
        .send_bytes(Method::POST, &at, &headers, body.into_bytes())
        .await;
    let done = done.unwrap();
    assert_eq!(done.status, 200, "{done:?}");
    let (at, purpose) = (format!("{path}/identity"), json!({"purpose": PURPOSE}));
    let told = officer.post(&at, &purpose, None).await.unwrap();
    assert_eq!(told.status, 409);
}

/// The members of a backup.
fn unpacked(file: &Path) -> Vec<(String, Vec<u8>)> {
    let file = std::fs::File::open(file).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.path().unwrap().display().to_string(), bytes)
    });
    entries.collect()
}

#[test]
fn an_erased_child_leaves_nothing_in_files_logs_and_backups() {
    let place = Place::demo("erased");
    let server = place.serve(&["--demo", "--log", "trace"]);
    let password = place.demo_password("regency6474");
    let holds_purpose = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(PURPOSE);
    block_on(async {
        let officer = Caller::signed_in(&server.url, "regency6474", &password).await;
        let path = everywhere(&officer).await;
        erase(&officer, &path).await;
    });
    // While it runs, and after it has ended: it says more then, and the log of the database is joined to its file.
    let mut controls = 0;
    let mut check = |at: &Path, bytes: Vec<u8>| {
        controls += usize::from(holds_purpose(&bytes));
        let found = found(&bytes);
        assert!(found.is_empty(), "{found:?} in {}", at.display());
    };
    files(place.data_dir.parent().unwrap(), &mut check);
    let backup = place.data_dir.with_extension("backup");
    place.run(&["backup", backup.to_str().unwrap()]).unwrap();
    let said = server.end();
    check(Path::new("stdout"), said.into_bytes());
    files(place.data_dir.parent().unwrap(), &mut check);
    for (name, bytes) in unpacked(&backup) {
        check(Path::new(&name), bytes);
    }
    assert!(controls >= 3, "the search finds nothing: {controls}");
    let log = std::fs::read_to_string(place.data_dir.with_extension("log")).unwrap();
    assert!(log.contains("search_children"), "the program told nothing");
    let connection = block_on(connect(&sqlite_url(&place.data_dir)));
    block_on(async {
        let whole = connection.query_one_raw(Statement::from_string(
            connection.get_database_backend(),
            "select count(*) from child where erased_at is not null",
        ));
        let erased: i64 = whole.await.unwrap().unwrap().try_get_by_index(0).unwrap();
        assert_eq!(erased, 1);
        connection.close().await.unwrap();
    });
}

#[test]
fn an_erased_child_leaves_nothing_in_any_row_of_postgres() {
    if !Backend::available().contains(&Backend::Postgres) || Place::lacks("pg_dump") {
        return;
    }
    let (from, to) = (
        TestDb::empty(Backend::Postgres, "traces"),
        TestDb::empty(Backend::Postgres, "traces_restored"),
    );
    let place = Place::on(&from, "erased-on-postgres");
    let server = place.serve(&["--demo", "--allow-demo-on-postgres", "--log", "trace"]);
    let password = place.demo_password("regency6474");
    block_on(async {
        let officer = Caller::signed_in(&server.url, "regency6474", &password).await;
        let path = everywhere(&officer).await;
        erase(&officer, &path).await;
    });
    let backup = place.data_dir.with_extension("backup");
    place.run(&["backup", backup.to_str().unwrap()]).unwrap();
    let other = Place::on(&to, "erased-and-restored");
    other.run(&["restore", backup.to_str().unwrap()]).unwrap();
    for url in [&from.url, &to.url] {
        let text = block_on(async {
            let connection = connect(url).await;
            let text = rows(&connection).await;
            connection.close().await.unwrap();
            text
        });
        assert!(text.contains(PURPOSE), "the search finds nothing");
        assert_eq!(found(text.as_bytes()), Vec::<String>::new(), "in {url}");
    }
    let said = server.end();
    let log = std::fs::read(place.data_dir.with_extension("log")).unwrap();
    assert_eq!(found(said.as_bytes()), Vec::<String>::new());
    assert_eq!(found(&log), Vec::<String>::new());
}
