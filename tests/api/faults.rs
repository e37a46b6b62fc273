//! A refused input is told everything that is wrong with it, not only what was found first.

use std::collections::BTreeSet;

use entity::kind::Role;
use serde_json::{Value, json};

use crate::samples::{HOME, operations, parameters, path_of, takes_if_match, takes_json};
use crate::support::document::Contract;
use crate::support::{Answer, on_each};

const RECORDS: &str = "/api/v1/prevalence-records";

/// Place and code of every fault; no place is named twice.
fn faults(answer: &Answer) -> BTreeSet<(String, String)> {
    let answer = answer.json();
    let errors = answer["errors"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let named: BTreeSet<_> = errors
        .iter()
        .map(|e| {
            let place = if e["pointer"].is_null() {
                text(&e["parameter"])
            } else {
                text(&e["pointer"])
            };
            (place, text(&e["code"]))
        })
        .collect();
    let places: BTreeSet<_> = named.iter().map(|(place, _)| place).collect();
    assert_eq!(places.len(), errors.len(), "{answer}");
    named
}

fn set(expected: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    let own = |(place, code): &(&str, &str)| ((*place).to_owned(), (*code).to_owned());
    expected.iter().map(own).collect()
}

#[test]
fn all_members_that_are_missing_are_named() {
    on_each(async |app| {
        let caller = app.client(Role::Admin, "ID").await;
        let answer = caller.post(RECORDS, json!({})).await.expect(422);
        let missing = set(&[
            ("/region_code", "required"),
            ("/indicator", "required"),
            ("/source", "required"),
            ("/period", "required"),
            ("/publisher", "required"),
            ("/citation", "required"),
        ]);
        assert_eq!(faults(&answer), missing);
        for operation in operations(false).filter(|o| takes_json(o) && o.path.starts_with("/api/"))
        {
            let schema = &operation.value["requestBody"]["content"]["application/json"]["schema"];
            let Some(reference) = schema["$ref"].as_str() else {
                continue;
            };
            let schema = Contract::get()
                .document
                .pointer(reference.trim_start_matches('#'))
                .unwrap();
            let missing: BTreeSet<_> = schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|name| {
                    (
                        format!("/{}", name.as_str().unwrap()),
                        "required".to_owned(),
                    )
                })
                .collect();
            if missing.is_empty() {
                continue;
            }
            let path = path_of(app, operation).await.unwrap();
            let caller = app.client(Role::Admin, "ID").await;
            let request = caller.request(operation.method.clone(), &path);
            let request = if takes_if_match(operation) {
                request.header("If-Match", "*")
            } else {
                request
            };
            let answer = request.json(json!({})).await.expect(422);
            assert_eq!(faults(&answer), missing, "{}", operation.id);
        }
    });
}

#[test]
fn wrong_and_unknown_members_are_named_together() {
    on_each(async |app| {
        let caller = app.client(Role::Admin, "ID").await;
        let mut body = json!({
            "region_code": HOME, "indicator": "", "source": "SSGI", "period": 2024,
            "publisher": "Kementerian Kesehatan", "value_pct": 101, "children_measured": "7124",
            "note": null, "confidence": "certain", "tidak/ada": 1, "tidak~ada": 2,
            "citation": { "title": 1, "published_on": "2024-02-30", "url": "ftp://x", "lain `ini`": 1 },
        });
        let expected = set(&[
            ("/indicator", "length"),
            ("/period", "type"),
            ("/value_pct", "out_of_range"),
            ("/children_measured", "type"),
            ("/confidence", "unknown_value"),
            ("/tidak~1ada", "unknown_member"),
            ("/tidak~0ada", "unknown_member"),
            ("/citation/title", "type"),
            ("/citation/published_on", "type"),
            ("/citation/url", "url"),
            ("/citation/lain `ini`", "unknown_member"),
        ]);
        let answer = caller.post(RECORDS, body.clone()).await.expect(422);
        assert_eq!(faults(&answer), expected);
        let rows = json!({ "items": [{}, body.take()] });
        let bulk = caller.post(&format!("{RECORDS}/bulk"), rows).await;
        let named = faults(&bulk.expect(422));
        let second = expected
            .iter()
            .map(|(place, code)| (format!("/items/1{place}"), code.clone()));
        assert!(named.is_superset(&second.collect()), "{named:?}");
        assert_eq!(named.len(), expected.len() + 6, "{named:?}");
        let twice = r#"{"source":"SSGI","source":"SSGI","period":1}"#;
        let answer = caller
            .request(reqwest::Method::POST, RECORDS)
            .body(twice.as_bytes().to_vec(), "application/json")
            .await
            .expect(422);
        let found = faults(&answer);
        assert!(found.is_superset(&set(&[
            ("/source", "repeated"),
            ("/period", "type"),
            ("/publisher", "required"),
        ])));
    });
}

#[test]
fn all_parameters_that_are_missing_or_wrong_are_named() {
    on_each(async |app| {
        let caller = app.client(Role::Admin, "ID").await;
        for operation in operations(true) {
            let required: BTreeSet<_> = parameters(operation, "query")
                .filter(|p| p["required"] == true)
                .map(|p| {
                    (
                        p["name"].as_str().unwrap().to_owned(),
                        "required".to_owned(),
                    )
                })
                .collect();
            if required.is_empty() {
                continue;
            }
            let path = path_of(app, operation).await.unwrap();
            let path = path.split('?').next().unwrap();
            let answer = caller.get(path).await.expect(422);
            assert_eq!(faults(&answer), required, "{}", operation.id);
            let mut both = set(&[
                ("asing", "unknown_parameter"),
                ("lain", "unknown_parameter"),
            ]);
            both.extend(required);
            let answer = caller
                .get(&format!("{path}?asing=1&lain=2"))
                .await
                .expect(422);
            assert_eq!(faults(&answer), both, "{}", operation.id);
        }
        let answer = caller.get("/api/v1/prevalence/ranking").await.expect(422);
        let missing = [
            ("parent", "required"),
            ("source", "required"),
            ("period", "required"),
        ];
        assert_eq!(faults(&answer), set(&missing));
        let answer = caller
            .get("/api/v1/prevalence/ranking?period=x&as_of=y&source=SSGI&source=SKI&z=1")
            .await
            .expect(422);
        let wrong = [
            ("source", "repeated"),
            ("z", "unknown_parameter"),
            ("period", "type"),
            ("as_of", "type"),
            ("parent", "required"),
        ];
        assert_eq!(faults(&answer), set(&wrong));
        let list = "/api/v1/regions?limit=x&count=y&level=z&asing=1";
        let answer = caller.get(list).await.expect(422);
        let wrong = [
            ("asing", "unknown_parameter"),
            ("level", "type"),
            ("limit", "type"),
            ("count", "type"),
        ];
        assert_eq!(faults(&answer), set(&wrong));
    });
}
