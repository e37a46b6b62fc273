//! An import that is open, and calls that send files.

use std::path::Path;

use entity::eppgbm_import;
use entity::id::EppgbmImportId;
use entity::kind::ImportState;
use reqwest::Method;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::Value;
use tumbuh::clock::Clock;

use crate::samples::HOME;
use crate::support::client::Request;
use crate::support::{Client, TestApp};

/// An open import of an empty file.
pub async fn import_sample(app: &TestApp) -> String {
    let (now, id) = (app.clock.now(), EppgbmImportId(app.clock.new_id()));
    let (_, key) = app.services.vault.create(id.0).unwrap();
    let summary = tumbuh::eppgbm::summary::Summary::default();
    let row = eppgbm_import::Model {
        id,
        region_code: HOME.to_owned(),
        state: ImportState::Ready,
        file_sha256: "0".repeat(64),
        create_children: false,
        rows_read: 0,
        summary: serde_json::to_string(&summary).unwrap(),
        quality: "[]".to_owned(),
        result: None,
        key_sealed: Some(key),
        version: 1,
        created_at: now,
        created_by: "user:somebody".to_owned(),
        updated_at: now,
        updated_by: "user:somebody".to_owned(),
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap();
    id.to_string()
}

/// Sends a file to be looked through.
pub fn send(client: &Client, query: &str, file: &[u8]) -> Request {
    let workbook = file.starts_with(b"PK");
    let media_type = if workbook {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    } else {
        "text/csv"
    };
    let path = format!("/api/v1/imports/eppgbm?{query}");
    client.request(Method::POST, &path).body(file, media_type)
}

/// All rows of an import.
pub async fn rows(client: &Client, import: &Value, query: &str) -> Vec<Value> {
    let path = format!(
        "/api/v1/imports/{}/rows?limit=200{query}",
        import["id"].as_str().unwrap()
    );
    let (mut rows, mut next) = (Vec::new(), None::<String>);
    loop {
        let cursor = next.map_or_else(String::new, |next| format!("&cursor={next}"));
        let page = client
            .get(&format!("{path}{cursor}"))
            .header("X-Purpose", "Memutuskan baris yang belum jelas")
            .await
            .expect(200)
            .json();
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["page"]["next"].as_str().map(str::to_owned);
        if next.is_none() {
            return rows;
        }
    }
}

/// The path of an import.
pub fn at(import: &Value, verb: &str) -> String {
    format!("/api/v1/imports/{}{verb}", import["id"].as_str().unwrap())
}

/// The names of the samples.
pub const BONTANG: &str = "bontang_2024-08";
/// The other one.
pub const KUKAR: &str = "kutai_kartanegara_2024-08";

/// A file of the samples.
pub fn read(file: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = root.join("data/samples/eppgbm").join(file);
    let path = if sample.exists() {
        sample
    } else {
        root.join("tests/data/eppgbm").join(file)
    };
    std::fs::read(path).unwrap()
}

/// The header of small files.
pub const HEADER: &str = "NIK;Nama;JK;Tgl Lahir;Nama Ortu;Kab/Kota;Kec;Pukesmas;Desa/Kel;Posyandu;Tanggal Pengukuran;Berat;Tinggi;Cara Ukur;ZS TB/U;TB/U\n";

/// Rows of two villages: name, sex, day of birth, parents, day of measuring, weight, height.
pub fn file(rows: &[&str]) -> Vec<u8> {
    let mut text = HEADER.to_owned();
    for row in rows {
        let cells: Vec<&str> = row.split('|').collect();
        let [nik, name, sex, born, parents, on, weight, height] = cells.as_slice() else {
            panic!("{row}");
        };
        text.push_str(&format!(
            "{nik};{name};{sex};{born};{parents};BONTANG;BONTANG UTARA;BONTANG UTARA 1;Loktuan;SEROJA 1;{on};{weight};{height};Berdiri;;\n"
        ));
    }
    text.into_bytes()
}

/// Rows of two children.
pub const TWO: [&str; 2] = [
    "|ANAK CONTOH SATU|L|2024-05-02|AYAH SATU / IBU SATU|2026-08-09|11,4|85,5",
    "|ANAK CONTOH DUA|P|02/06/2024|IBU DUA|9 Agustus 2026|10.9|84",
];

/// How much of children there is, and how many claims.
pub async fn state(app: &TestApp) -> [i64; 5] {
    let mut counts = [0; 5];
    let tables = [
        "child",
        "child_measurement",
        "child_revision",
        "child_key",
        "prevalence_record",
    ];
    for (count, table) in counts.iter_mut().zip(tables) {
        *count = app.count(table).await;
    }
    counts
}
