//! Exports of e-PPGBM: what they really say, what becomes of it, and that nothing becomes of it unasked.

use std::collections::HashMap;

use entity::kind::Role;
use serde_json::{Value, json};

use crate::eppgbm_samples::{BONTANG, KUKAR, TWO, at, file, read, rows, send, state};
use crate::support::on_each;

fn truth(file: &str) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(read(file).as_slice())
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

fn check_villages(import: &Value, name: &str) {
    let truth = truth(&format!("{name}_truth_villages.csv"));
    let (total, villages) = truth.split_last().unwrap();
    let found = import["villages"].as_array().unwrap();
    assert_eq!(found.len(), villages.len());
    for (found, truth) in found
        .iter()
        .zip(villages)
        .chain([(&import["total"], total)])
    {
        for (column, value) in truth {
            if found.get(column).is_some_and(|found| found.is_i64()) {
                assert_eq!(
                    found[column].to_string(),
                    *value,
                    "{} {column}",
                    truth["village_code"]
                );
            }
        }
        if truth["village_code"].starts_with("64.") {
            assert_eq!(found["region_code"], truth["village_code"].as_str());
        }
    }
}

fn check_rows(rows: &[Value], name: &str, header_line: i64, workbook: bool) {
    let found: HashMap<i64, &Value> = rows
        .iter()
        .map(|row| (row["line"].as_i64().unwrap(), row))
        .collect();
    let mut checked = 0;
    for truth in truth(&format!("{name}_truth_rows.csv")) {
        let line = truth["file_row"].parse::<i64>().unwrap() + header_line;
        if truth["child_id"].is_empty() {
            assert!(!found.contains_key(&line), "a blank row");
            continue;
        }
        let row = found[&line];
        let person = &row["person"];
        let same = |member: &str, column: &str| {
            assert_eq!(
                person[member].as_str().unwrap_or_default(),
                truth[column],
                "line {line} {column}"
            );
        };
        let name = person["name"].as_str().unwrap();
        assert_eq!(name.to_uppercase(), truth["name_clean"], "line {line}");
        same("birth_date", "dob");
        same("measured_on", "measured_on");
        same("mother_name", "mother");
        same("sex", "sex");
        assert_eq!(
            row["region_code"],
            truth["village_code"].as_str(),
            "line {line}"
        );
        assert_eq!(
            row["counted"] == true,
            truth["counted"] == "1",
            "line {line}"
        );
        let nik = if workbook {
            &truth["nik_usable_xlsx"]
        } else {
            &truth["nik_usable_csv"]
        };
        assert_eq!(person["nik"].is_null(), nik.is_empty(), "line {line}");
        for (member, column) in [
            ("weight_kg", "weight_kg"),
            ("height_cm", "lenhei_cm"),
            ("waz", "waz"),
            ("haz", "haz"),
            ("whz", "whz"),
        ] {
            assert_eq!(
                person[member].as_f64(),
                truth[column].parse().ok(),
                "line {line} {column}"
            );
        }
        checked += 1;
    }
    assert_eq!(checked, rows.len());
}

#[test]
fn exports_say_what_they_really_say() {
    on_each(async |app| {
        for (name, region) in [(BONTANG, "64.74"), (KUKAR, "64.02")] {
            let officer = app.client(Role::RegencyOfficer, region).await;
            for kind in ["csv", "xlsx"] {
                let import = send(&officer, "", &read(&format!("{name}.{kind}")))
                    .await
                    .expect(201)
                    .json();
                assert_eq!(import["outcomes"]["rejected"], 0, "{}", import["notes"]);
                assert_eq!(import["outcomes"]["ambiguous"], 0);
                check_villages(&import, name);
                let rows = rows(&officer, &import, "").await;
                let header = import["header_line"].as_i64().unwrap();
                assert_eq!(
                    header,
                    if kind == "xlsx" && name == KUKAR {
                        3
                    } else {
                        1
                    }
                );
                check_rows(&rows, name, header, kind == "xlsx");
            }
        }
        assert_eq!(
            state(app).await[..4],
            [0; 4],
            "nothing of children is written"
        );
    });
}

#[test]
fn a_file_is_written_once() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let file = read(&format!("{BONTANG}.csv"));
        let answer = send(&officer, "create_children=true", &file)
            .await
            .expect(201);
        let (tag, import) = (answer.etag(), answer.json());
        assert_eq!(
            (&import["children_to_create"], &import["new_left_out"]),
            (&json!(500), &json!(0))
        );
        let before = app.count("prevalence_record").await;
        let targets = json!([{"region_code": "64.74.01.1001", "children": 10}]);
        let body = json!({"publish_prevalence": true, "targets": targets});
        let done = officer
            .post_if(&at(&import, "/commit"), body, &tag)
            .await
            .expect(200)
            .json();
        assert_eq!(
            (&done["state"], &done["result"]["children_created"]),
            (&json!("committed"), &json!(500))
        );
        assert_eq!(
            done["result"]["measurements_recorded"],
            import["measurements_to_record"]
        );
        assert_eq!(app.count("child").await, 500);
        let claims = done["result"]["claims_created"].as_i64().unwrap();
        assert_eq!(app.count("prevalence_record").await - before, claims);
        // 15 villages, 3 districts and the city, by five indicators.
        assert_eq!(claims, 19 * 5);
        let claimed = "/api/v1/prevalence-records?region_code=64.74&source=EPPGBM&indicator=stunting&period_from=2024-08&period_to=2024-08";
        let claimed = officer.get(claimed).await.expect(200).json();
        let mut claimed = claimed["items"].as_array().unwrap().iter();
        let claim = claimed
            .find(|claim| claim["publisher"] == "Dinas Kesehatan Kota Bontang")
            .unwrap();
        assert_eq!(
            (
                &claim["children_measured"],
                &claim["children_affected"],
                &claim["value_pct"],
                &claim["status"]
            ),
            (&json!(485), &json!(84), &json!(17.32), &json!("submitted"))
        );
        let again = send(&officer, "create_children=true", &file)
            .await
            .expect(201)
            .json();
        assert_eq!(
            again["outcomes"]["unchanged"], again["rows_read"],
            "{}",
            again["outcomes"]
        );
        check_villages(&again, BONTANG);
        let nothing = officer
            .post_if(&at(&again, "/commit"), json!({}), "*")
            .await
            .expect(200)
            .json();
        assert_eq!(nothing["result"]["measurements_recorded"], 0);
        assert_eq!(app.count("child").await, 500);
        officer
            .post_if(&at(&import, "/commit"), json!({}), "*")
            .await
            .expect(409);
    });
}

#[test]
fn children_are_made_only_when_that_is_said() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let import = send(&officer, "", &file(&TWO)).await.expect(201).json();
        assert_eq!(
            (&import["outcomes"]["new"], &import["new_left_out"]),
            (&json!(2), &json!(2))
        );
        let decision = json!({"decisions": [{"line": 3, "decision": "new"}]});
        let decided = officer
            .post_if(&at(&import, "/decisions"), decision, "*")
            .await
            .expect(200);
        let done = officer
            .post_if(&at(&import, "/commit"), json!({}), &decided.etag())
            .await
            .expect(200)
            .json();
        assert_eq!(
            done["result"],
            json!({"children_created": 1, "measurements_recorded": 1, "left_out": 1, "claims_created": 0, "claims_revised": 0})
        );
        let rows = rows(&officer, &done, "").await;
        assert_eq!(
            (&rows[0]["child_id"], &rows[0]["person"]),
            (&Value::Null, &Value::Null)
        );
        assert!(rows[1]["child_id"].is_string() && rows[1]["decided"] == true);
    });
}

#[test]
fn what_is_not_clear_waits_for_a_person() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let first = send(&officer, "create_children=true", &file(&TWO))
            .await
            .expect(201)
            .json();
        officer
            .post_if(&at(&first, "/commit"), json!({}), "*")
            .await
            .expect(200);
        let next = file(&[
            "|Anak Contoh Satu|L|2024-05-02|IBU SATU|2026-09-09|11.6|86",
            "|ANAK CONTOH DUA|P|2024-06-02|IBU LAIN SEKALI|2026-09-09|10.9|84.3",
            "|ANAK CONTOH TIGA|L|2024-07-02|IBU TIGA|2026-09-09|10.9|84.3",
            "|ANAK CONTOH TIGA|L|2024-02-07|IBU TIGA|2026-09-10|10.9|84.3",
            "|ANAK CONTOH EMPAT|L|2024-07-02||2026-09-09|0.9x|84.3",
        ]);
        let import = send(&officer, "create_children=true", &next)
            .await
            .expect(201)
            .json();
        let found = rows(&officer, &import, "").await;
        let outcomes: Vec<&str> = found
            .iter()
            .map(|row| row["outcome"].as_str().unwrap())
            .collect();
        assert_eq!(
            outcomes,
            ["match", "ambiguous", "new", "ambiguous", "rejected"]
        );
        assert_eq!(
            found[0]["candidates"][0]["grounds"],
            json!(["birth_date", "name", "parent", "village"])
        );
        assert_eq!(
            (
                &found[3]["candidates"][0]["line"],
                &found[3]["candidates"][0]["child_id"]
            ),
            (&json!(4), &Value::Null)
        );
        let fault = &found[4]["notes"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"], &fault["value"]),
            (&json!("/berat"), &json!("not_a_number"), &json!("0.9x"))
        );
        let ambiguous = rows(&officer, &import, "&outcome=ambiguous").await;
        assert_eq!(ambiguous.len(), 2);
        let known = found[1]["candidates"][0]["child_id"].clone();
        let wrong = json!({"decisions": [
            {"line": 6, "decision": "new"}, {"line": 3, "decision": "child"}, {"line": 4, "decision": "same_as_line", "same_as_line": 4}
        ]});
        officer
            .post_if(&at(&import, "/decisions"), wrong, "*")
            .await
            .expect(422);
        let unknown =
            json!({"decisions": [{"line": 3, "decision": "child", "child_id": import["id"]}]});
        let unknown = officer
            .post_if(&at(&import, "/decisions"), unknown, "*")
            .await
            .expect(422)
            .json();
        assert_eq!(unknown["errors"][0]["pointer"], "/decisions/0/child_id");
        let right = json!({"decisions": [
            {"line": 3, "decision": "child", "child_id": known}, {"line": 5, "decision": "same_as_line", "same_as_line": 4}
        ]});
        let decided = officer
            .post_if(&at(&import, "/decisions"), right, "*")
            .await
            .expect(200);
        assert_eq!(
            decided.json()["outcomes"],
            json!({
                "new": 2, "match": 2, "ambiguous": 0, "duplicate": 0, "rejected": 1, "unchanged": 0, "skipped": 0
            })
        );
        officer
            .post_if(&at(&import, "/commit"), json!({}), "\"v1\"")
            .await
            .expect(412);
        let done = officer
            .post_if(&at(&import, "/commit"), json!({}), &decided.etag())
            .await
            .expect(200)
            .json();
        assert_eq!(
            (
                &done["result"]["children_created"],
                &done["result"]["measurements_recorded"]
            ),
            (&json!(1), &json!(4))
        );
        assert_eq!(state(app).await[..2], [3, 6]);
    });
}
