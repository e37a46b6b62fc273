//! An import that is open, and calls that send files.

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
