//! Growth by WHO's standards: what is answered, what is assumed, and that nothing stays behind.

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::auth::permission::ROLES;

use crate::support::document::Contract;
use crate::support::{Client, on_each};

const Z_SCORES: &str = "/api/v1/growth/z-scores";
const REFERENCE: &str = "/api/v1/growth/reference";

/// WHO's cases; `data/README.md` says where they come from.
const CASES: [&str; 2] = [
    include_str!("../../growth/tests/data/zscore_cases.csv"),
    include_str!("../../growth/tests/data/zscore_cases_hc_ac.csv"),
];

async fn judge(client: &Client, measurements: Value) -> Vec<Value> {
    let body = json!({ "measurements": measurements });
    let answer = client.post(Z_SCORES, body).await.expect(200).json();
    assert_eq!(answer["standard_version"], growth::standard_version());
    answer["items"].as_array().unwrap().clone()
}

async fn judge_one(client: &Client, measurement: Value) -> Value {
    judge(client, json!([measurement])).await.remove(0)
}

fn codes(item: &Value) -> Vec<&str> {
    let notes = item["notes"].as_array().unwrap().iter();
    notes.map(|note| note["code"].as_str().unwrap()).collect()
}

/// A row of a case file as a measurement, and what WHO's software says of it.
fn case(head: &[&str], line: &str) -> (Value, Vec<(String, Value, bool)>) {
    let (mut sent, mut expected) = (json!({}), Vec::new());
    let cells: Vec<(&str, &str)> = head.iter().copied().zip(line.split(',')).collect();
    for (column, text) in &cells {
        let number = || text.parse::<f64>().map_or(Value::Null, Value::from);
        match *column {
            "case_id" => sent["ref"] = json!(text),
            "sex" => sent["sex"] = (!text.is_empty()).then_some(*text).into(),
            "age_days" | "weight_kg" | "head_cm" | "muac_cm" => sent[*column] = number(),
            "lenhei_cm" => sent["height_cm"] = number(),
            "oedema" => sent["oedema"] = (*text == "y").into(),
            "measure" => {
                let posture = [("L", "lying"), ("H", "standing")];
                let posture = posture.into_iter().find(|(code, _)| code == text);
                sent["posture"] = posture.map(|(_, name)| name).into();
            }
            "waz" | "haz" | "whz" | "baz" | "hcz" | "acz" => {
                let flag = format!("{column}_flag");
                let flagged = cells
                    .iter()
                    .any(|(name, value)| *name == flag && *value == "1");
                expected.push(((*column).to_owned(), number(), flagged));
            }
            _ => {}
        }
    }
    (sent, expected)
}

#[test]
fn every_case_of_who_is_met() {
    on_each(async |app| {
        let client = app.client(Role::HealthWorker, "64.74").await;
        let mut judged = 0;
        for csv in CASES {
            let mut lines = csv.lines();
            let head: Vec<&str> = lines.next().unwrap().split(',').collect();
            let cases: Vec<_> = lines.map(|line| case(&head, line)).collect();
            for cases in cases.chunks(1000) {
                let sent: Vec<&Value> = cases.iter().map(|(sent, _)| sent).collect();
                let items = judge(&client, json!(sent)).await;
                for ((sent, expected), item) in cases.iter().zip(items) {
                    assert_eq!(item["ref"], sent["ref"]);
                    for (index, z, flagged) in expected {
                        assert_eq!(item[index], *z, "{index} of {sent}");
                        let flags = item["flags"].as_array().unwrap();
                        assert_eq!(flags.contains(&json!(index)), *flagged, "{index} of {sent}");
                        let none = *flagged || z.is_null();
                        let categories = &item["categories"];
                        if categories.get(index).is_some() {
                            assert_eq!(categories[index].is_null(), none, "{index} of {sent}");
                        }
                    }
                    judged += 1;
                }
            }
        }
        assert_eq!(judged, 2350 + 1851);
    });
}

#[test]
fn anything_may_be_missing() {
    on_each(async |app| {
        let client = app.client(Role::FosterParent, "64.74").await;
        let nothing = judge_one(&client, json!({})).await;
        assert_eq!(codes(&nothing), ["age_missing", "sex_missing"]);
        for member in [
            "ref", "age_days", "waz", "haz", "whz", "baz", "hcz", "acz", "bmi",
        ] {
            assert!(nothing[member].is_null(), "{member}");
        }
        let nulls = json!({
            "ref": null, "sex": null, "age_days": null, "birth_date": null, "measured_on": null, "weight_kg": null,
            "height_cm": null, "posture": null, "oedema": null, "head_cm": null, "muac_cm": null
        });
        assert_eq!(judge_one(&client, nulls).await, nothing);
        let negative = json!({
            "sex": "M", "age_days": -1, "weight_kg": -7.5, "height_cm": 0, "head_cm": -1e9, "muac_cm": -0.0
        });
        let notes = [
            "weight_not_positive",
            "height_not_positive",
            "head_not_positive",
            "muac_not_positive",
            "age_out_of_range",
        ];
        assert_eq!(codes(&judge_one(&client, negative).await), notes);
        let empty = json!({"measurements": []});
        let answer = client.post(Z_SCORES, empty).await.expect(200).json();
        assert_eq!(answer["items"], json!([]));
    });
}

#[test]
fn ages_are_days_or_dates() {
    on_each(async |app| {
        let client = app.client(Role::RegencyOfficer, "64.74").await;
        let with = |age: Value| {
            let mut child =
                json!({"sex": "F", "weight_kg": 9.4, "height_cm": 79.5, "posture": "lying"});
            child
                .as_object_mut()
                .unwrap()
                .extend(age.as_object().unwrap().clone());
            child
        };
        let items = judge(
            &client,
            json!([
                with(json!({"age_days": 366})),
                with(json!({"age_days": 366.0})),
                with(json!({"age_days": 366.9})),
                // 2024 has a leap day.
                with(json!({"birth_date": "2024-01-01", "measured_on": "2025-01-01"})),
                with(json!({"birth_date": "2025-01-02", "measured_on": "2025-01-01"})),
                with(json!({"birth_date": "2024-01-01"})),
                with(json!({"age_days": 366, "birth_date": "2024-01-02", "measured_on": "2025-01-01"})),
            ]),
        )
        .await;
        let ages: Vec<&Value> = items.iter().map(|item| &item["age_days"]).collect();
        assert_eq!(json!(ages), json!([366, 366, 366, 366, -1, null, 366]));
        for same in &items[1..4] {
            assert_eq!(*same, items[0]);
        }
        assert_eq!(codes(&items[4]), ["age_out_of_range"]);
        assert!(items[4]["haz"].is_null() && items[4]["whz"].is_null());
        assert_eq!(codes(&items[5]), ["age_missing"]);
        assert!(items[5]["haz"].is_null() && items[5]["whz"].is_number());
        assert_eq!(codes(&items[6]), ["ages_differ"]);
        assert_eq!(items[6]["haz"], items[0]["haz"]);
    });
}

#[test]
fn a_child_is_judged_with_its_category_and_what_was_assumed() {
    on_each(async |app| {
        let client = app.client(Role::Viewer, "64.74").await;
        let child = json!({
            "ref": "posyandu Melati 7", "sex": "F", "age_days": 500, "weight_kg": 8.125, "height_cm": 71.05, "posture": "standing"
        });
        let body = json!({"measurements": [child]});
        let item = judge_one(&client, child).await;
        let expected = json!({
            "ref": "posyandu Melati 7", "age_days": 500,
            "waz": -1.65, "haz": -2.6, "whz": -0.53, "baz": -0.06, "hcz": null, "acz": null, "flags": [],
            "categories": {
                "waz": {"code": "normal", "name_id": "Berat badan normal", "name_en": "Normal weight"},
                "haz": {"code": "stunted", "name_id": "Pendek", "name_en": "Stunted"},
                "whz": {"code": "normal", "name_id": "Gizi baik", "name_en": "Normal"},
                "baz": {"code": "normal", "name_id": "Gizi baik", "name_en": "Normal"}
            },
            "height_used_cm": 71.75, "height_difference_cm": -7.3142, "bmi": 15.7826,
            "notes": [{
                "code": "height_as_length",
                "detail": "diukur berdiri di bawah 24 bulan: ditambah 0,7 cm"
            }]
        });
        assert_eq!(item, expected);
        let english = client.post(Z_SCORES, body).header("Accept-Language", "en");
        let english = english.await.expect(200).json();
        let detail = "measured standing below 24 months: 0.7 cm were added";
        assert_eq!(english["items"][0]["notes"][0]["detail"], detail);
    });
}

#[test]
fn what_is_no_measurement_is_refused_with_every_fault() {
    on_each(async |app| {
        let client = app.client(Role::HealthWorker, "64.74").await;
        let row = |row: Value| json!({"measurements": [{}, row]});
        for (body, pointers) in [
            (
                row(json!({"weight_kg": "9.4"})),
                vec!["/measurements/1/weight_kg"],
            ),
            (row(json!({"nama": "x"})), vec!["/measurements/1/nama"]),
            (row(json!({"sex": "L"})), vec!["/measurements/1/sex"]),
            (
                row(json!({"posture": "berdiri"})),
                vec!["/measurements/1/posture"],
            ),
            (row(json!({"oedema": "n"})), vec!["/measurements/1/oedema"]),
            (
                row(json!({"birth_date": "2024-02-30"})),
                vec!["/measurements/1/birth_date"],
            ),
            (
                row(json!({"birth_date": "+12024-02-01"})),
                vec!["/measurements/1/birth_date"],
            ),
            (
                row(json!({"height_cm": 1e10, "age_days": -1e10, "ref": "x".repeat(101)})),
                vec![
                    "/measurements/1/age_days",
                    "/measurements/1/height_cm",
                    "/measurements/1/ref",
                ],
            ),
            (row(json!([1])), vec!["/measurements/1"]),
            (
                json!({"measurements": vec![json!({}); 1001]}),
                vec!["/measurements"],
            ),
            (json!({}), vec!["/measurements"]),
        ] {
            let answer = client.post(Z_SCORES, body.clone()).await.expect(422).json();
            let found: Vec<&Value> = answer["errors"].as_array().unwrap().iter().collect();
            let found: Vec<&str> = found
                .iter()
                .map(|e| e["pointer"].as_str().unwrap())
                .collect();
            assert_eq!(found, pointers, "{answer}");
        }
        judge(&client, json!(vec![json!({}); 1000])).await;
    });
}

/// The client checks beside this that no entry of the audit log is made.
#[test]
fn everybody_may_and_nothing_is_stored() {
    on_each(async |app| {
        for role in ROLES {
            let client = app.client(role, "64.74").await;
            let body = json!({"measurements": [{"sex": "M", "age_days": 100, "weight_kg": 6.1}]});
            let request = client
                .post(Z_SCORES, body)
                .header("Idempotency-Key", "0123456789abcdef");
            request.await.expect(200);
            client
                .get(&format!("{REFERENCE}?index=waz&sex=M"))
                .await
                .expect(200);
        }
        assert_eq!(app.count("idempotency").await, 0);
    });
}

#[test]
fn the_standard_is_read_as_curves() {
    on_each(async |app| {
        let client = app.client(Role::Viewer, "64.74").await;
        let path = format!("{REFERENCE}?index=haz&sex=F");
        let answer = client.get(&path).await.expect(200);
        let tag = answer.header("etag").unwrap().to_owned();
        client
            .get(&path)
            .header("If-None-Match", &tag)
            .await
            .expect(304);
        let both = answer.json();
        assert_eq!(
            (&both["at_unit"], &both["value_unit"]),
            (&json!("month"), &json!("cm"))
        );
        let measured: Vec<&Value> = both["curves"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| &c["measured"])
            .collect();
        assert_eq!(json!(measured), json!(["lying", "standing"]));
        let lying = &both["curves"][0]["points"][24];
        assert_eq!(lying["at"].as_f64(), Some(24.0));
        assert_eq!(lying["values"][3].as_f64(), Some(86.415));
        let one = client
            .get(&format!("{path}&measured=standing&step=day"))
            .await
            .expect(200)
            .json();
        assert_eq!(one["curves"].as_array().unwrap().len(), 1);
        assert_eq!(one["curves"][0]["points"].as_array().unwrap().len(), 1096);
        let heights = format!("{REFERENCE}?index=whz&sex=M&measured=standing");
        let heights = client.get(&heights).await.expect(200).json();
        assert_eq!(heights["curves"][0]["points"][1]["at"].as_f64(), Some(65.5));
        for (query, parameter) in [
            ("index=waz&sex=M&measured=lying", "measured"),
            ("index=zzz&sex=M", "index"),
            ("index=waz&sex=L", "sex"),
            ("index=waz", "sex"),
            ("index=waz&sex=M&step=week", "step"),
        ] {
            let answer = client
                .get(&format!("{REFERENCE}?{query}"))
                .await
                .expect(422)
                .json();
            assert_eq!(answer["errors"][0]["parameter"], parameter, "{query}");
        }
    });
}

#[test]
fn every_note_is_documented() {
    let operations = &Contract::get().operations;
    let operation = operations.iter().find(|o| o.path == Z_SCORES).unwrap();
    let description = operation.value["description"].as_str().unwrap();
    for code in growth::Note::ALL.iter().map(|note| note.code()) {
        assert!(description.contains(&format!("`{code}`")), "{code}");
    }
}
