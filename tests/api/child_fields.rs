//! Which role sees which members of what is known of children and expectant mothers: a frozen list, held against the answers.

use std::collections::BTreeSet;
use std::fmt::Write;

use reqwest::Method;
use serde_json::{Value, json};
use tumbuh::auth::permission::ROLES;

use crate::child_samples::{VILLAGE, child_sample, consent_sample, measurement_sample};
use crate::mother_samples::{consent_sample as consent_sample_of, mother_sample};
use crate::support::on_each;

/// The members of an answer, as `items[].code`.
fn members(value: &Value, place: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                let place = if place.is_empty() {
                    name.clone()
                } else {
                    format!("{place}.{name}")
                };
                found.insert(place.clone());
                // What a version was is data of its own, not a member.
                if name != "record" {
                    members(member, &place, found);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                members(item, &format!("{place}[]"), found);
            }
        }
        _ => {}
    }
}

/// Personal values of the samples: nobody without the right may see one, in whatever answer.
const PERSONAL: [&str; 7] = [
    "ANAK SINTETIS",
    "IBU SINTETIS",
    "6474000000000",
    "RT 00",
    "IBU HAMIL SINTETIS",
    "6474000100000",
    "+62 800 0000",
];

#[test]
fn every_role_sees_what_is_listed_for_it() {
    let golden = include_str!("child_fields.txt");
    on_each(async |app| {
        let child = child_sample(app, VILLAGE).await.id.to_string();
        let measured = measurement_sample(app).await;
        let consent = consent_sample(app).await;
        let mother = mother_sample(app, VILLAGE).await.id.to_string();
        consent_sample_of(app, &mother).await;
        let purpose = json!({"purpose": "Memeriksa hak"});
        let by_nik = json!({"purpose": "Memeriksa hak", "nik": "6474000100000000"});
        let mut search = purpose.clone();
        search["name"] = json!("ANAK SINTETIS K");
        search["birth_date"] = json!("2025-01-01");
        let asked: Vec<(&str, Method, String, Option<Value>)> = vec![
            (
                "GET children",
                Method::GET,
                "/api/v1/children".to_owned(),
                None,
            ),
            (
                "GET child",
                Method::GET,
                format!("/api/v1/children/{child}"),
                None,
            ),
            (
                "GET child revisions",
                Method::GET,
                format!("/api/v1/children/{child}/revisions"),
                None,
            ),
            (
                "GET measurement",
                Method::GET,
                format!("/api/v1/child-measurements/{measured}"),
                None,
            ),
            (
                "GET growth",
                Method::GET,
                format!("/api/v1/children/{child}/growth"),
                None,
            ),
            (
                "GET consent",
                Method::GET,
                format!("/api/v1/child-consents/{consent}"),
                None,
            ),
            (
                "GET duplicates",
                Method::GET,
                "/api/v1/children/duplicates?region_code=64.74".to_owned(),
                None,
            ),
            (
                "POST identity",
                Method::POST,
                format!("/api/v1/children/{child}/identity"),
                Some(purpose.clone()),
            ),
            (
                "POST search",
                Method::POST,
                "/api/v1/children/search".to_owned(),
                Some(search),
            ),
            (
                "POST data-copy",
                Method::POST,
                format!("/api/v1/children/{child}/data-copy"),
                Some(purpose.clone()),
            ),
            (
                "GET mothers",
                Method::GET,
                "/api/v1/mothers".to_owned(),
                None,
            ),
            (
                "GET mother",
                Method::GET,
                format!("/api/v1/mothers/{mother}"),
                None,
            ),
            (
                "GET mother revisions",
                Method::GET,
                format!("/api/v1/mothers/{mother}/revisions"),
                None,
            ),
            (
                "GET mother consents",
                Method::GET,
                format!("/api/v1/mothers/{mother}/consents"),
                None,
            ),
            (
                "POST mother identity",
                Method::POST,
                format!("/api/v1/mothers/{mother}/identity"),
                Some(purpose.clone()),
            ),
            (
                "POST mother search",
                Method::POST,
                "/api/v1/mothers/search".to_owned(),
                Some(by_nik),
            ),
            (
                "POST mother data-copy",
                Method::POST,
                format!("/api/v1/mothers/{mother}/data-copy"),
                Some(purpose),
            ),
            // Hidden members can be neither filtered nor sorted by, and an error does not repeat them.
            (
                "GET children?name",
                Method::GET,
                "/api/v1/children?name=ANAK%20SINTETIS".to_owned(),
                None,
            ),
            (
                "GET children?sort=nik",
                Method::GET,
                "/api/v1/children?sort=nik".to_owned(),
                None,
            ),
        ];
        let mut seen = String::new();
        for role in ROLES {
            let caller = app.client(role, "64.74").await;
            for (name, method, path, body) in &asked {
                let request = caller.request(method.clone(), path);
                let answer = match body {
                    Some(body) => request.json(body.clone()).await,
                    None => request.await,
                };
                let status = answer.status();
                let tells = *method == Method::POST && status == 200;
                for personal in PERSONAL {
                    assert!(
                        tells || !answer.text().contains(personal),
                        "{role:?} {name}: {personal}"
                    );
                }
                let mut found = BTreeSet::new();
                if status == 200 {
                    members(&answer.json(), "", &mut found);
                }
                let found: Vec<_> = found.into_iter().collect();
                writeln!(
                    seen,
                    "{} {name}: {status} {}",
                    role.as_str(),
                    found.join(" ")
                )
                .unwrap();
            }
        }
        // A change is shown whole, to be looked at and put into the file.
        assert!(seen == golden, "child_fields.txt is to be:\n{seen}");
    });
}
