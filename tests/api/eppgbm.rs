//! Exports of e-PPGBM: what they really say, what becomes of it, and that nothing becomes of it unasked.

use std::collections::HashMap;
use std::path::Path;

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::auth::Permission;

use crate::eppgbm_samples::{at, rows, send};
use crate::support::{Backend, TestApp, on_each};

const BONTANG: &str = "bontang_2024-08";
const KUKAR: &str = "kutai_kartanegara_2024-08";

fn read(file: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = root.join("data/samples/eppgbm").join(file);
    let path = if sample.exists() {
        sample
    } else {
        root.join("tests/data/eppgbm").join(file)
    };
    std::fs::read(path).unwrap()
}

fn truth(file: &str) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(read(file).as_slice())
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

const HEADER: &str = "NIK;Nama;JK;Tgl Lahir;Nama Ortu;Kab/Kota;Kec;Pukesmas;Desa/Kel;Posyandu;Tanggal Pengukuran;Berat;Tinggi;Cara Ukur;ZS TB/U;TB/U\n";

/// Rows of two villages: name, sex, day of birth, parents, day of measuring, weight, height.
fn file(rows: &[&str]) -> Vec<u8> {
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

const TWO: [&str; 2] = [
    "|ANAK CONTOH SATU|L|2024-05-02|AYAH SATU / IBU SATU|2026-08-09|11,4|85,5",
    "|ANAK CONTOH DUA|P|02/06/2024|IBU DUA|9 Agustus 2026|10.9|84",
];

async fn state(app: &TestApp) -> [i64; 5] {
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

#[test]
fn a_world_that_has_changed_stops_the_commit() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let one = send(&officer, "create_children=true", &file(&TWO))
            .await
            .expect(201)
            .json();
        let other = send(&officer, "create_children=true", &file(&TWO))
            .await
            .expect(201)
            .json();
        officer
            .post_if(&at(&one, "/commit"), json!({}), "*")
            .await
            .expect(200);
        let before = state(app).await;
        let refused = officer
            .post_if(&at(&other, "/commit"), json!({}), "*")
            .await
            .expect(409)
            .json();
        assert_eq!(refused["report"]["rows_changed"], 2);
        assert_eq!(
            (
                &refused["report"]["rows"][0]["was"],
                &refused["report"]["rows"][0]["now"]
            ),
            (&json!("new"), &json!("unchanged"))
        );
        assert_eq!(state(app).await, before);
        assert_eq!(
            officer.get(&at(&other, "")).await.expect(200).json()["state"],
            "ready"
        );
    });
}

#[test]
fn an_import_that_is_given_up_leaves_nothing() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let import = send(&officer, "create_children=true", &file(&TWO))
            .await
            .expect(201)
            .json();
        let gone = officer
            .post_if(
                &at(&import, "/discard"),
                json!({"reason": "Bulan yang salah"}),
                "\"v1\"",
            )
            .await
            .expect(200)
            .json();
        assert_eq!(gone["state"], "discarded");
        assert_eq!(state(app).await[..4], [0; 4]);
        assert!(
            rows(&officer, &import, "")
                .await
                .iter()
                .all(|row| row["person"].is_null())
        );
        officer
            .post_if(&at(&import, "/commit"), json!({}), "*")
            .await
            .expect(409);
    });
}

#[test]
fn what_nobody_settles_is_given_up_after_a_month() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let import = send(&officer, "", &file(&TWO)).await.expect(201).json();
        assert_eq!(
            tumbuh::eppgbm::expiry::expire(&app.services).await.unwrap(),
            0
        );
        app.clock
            .advance(std::time::Duration::from_secs(31 * 86_400));
        assert_eq!(
            tumbuh::eppgbm::expiry::expire(&app.services).await.unwrap(),
            1
        );
        assert_eq!(
            tumbuh::eppgbm::expiry::expire(&app.services).await.unwrap(),
            0
        );
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let gone = officer.get(&at(&import, "")).await.expect(200).json();
        assert_eq!(
            (&gone["state"], &gone["version"]),
            (&json!("discarded"), &json!(2))
        );
        assert!(
            rows(&officer, &import, "")
                .await
                .iter()
                .all(|row| row["person"].is_null())
        );
    });
}

#[test]
fn who_may_not_know_children_is_not_told() {
    on_each(async |app| {
        let system = app.client_with(&[Permission::WriteImports], "64.74").await;
        let spoilt = file(&["|ANAK CONTOH|L|2024-05-02|IBU RAHASIA|2026-08-09|xx|85"]);
        let import = send(
            &system,
            "",
            &[file(&TWO), spoilt[HEADER.len()..].to_vec()].concat(),
        )
        .await
        .expect(201);
        assert!(!import.text().contains("CONTOH"));
        let import = import.json();
        let before = app.count("audit_event").await;
        let shown = system.get(&at(&import, "/rows")).await.expect(200);
        for hidden in ["CONTOH", "IBU", "2024-05-02", "xx"] {
            assert!(!shown.text().contains(hidden), "{hidden}");
        }
        assert_eq!(app.count("audit_event").await, before);
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let shown = officer.get(&at(&import, "/rows")).await.expect(200);
        assert!(shown.text().contains("ANAK CONTOH SATU"));
        assert_eq!(
            shown.header("cache-control").as_deref(),
            Some("private, no-store")
        );
        assert_eq!(
            app.count("audit_event").await,
            before + 1,
            "it is put on record"
        );
        let stranger = app.client(Role::RegencyOfficer, "64.02").await;
        for path in ["", "/rows", "/quality"] {
            stranger.get(&at(&import, path)).await.expect(404);
        }
        stranger
            .post_if(&at(&import, "/commit"), json!({}), "*")
            .await
            .expect(404);
        if app.backend == Backend::Sqlite {
            for entry in std::fs::read_dir(&app.config.data_dir).unwrap().flatten() {
                let bytes = std::fs::read(entry.path()).unwrap_or_default();
                let clear = bytes.windows(11).any(|part| part == b"ANAK CONTOH");
                assert!(!clear, "{} tells a name", entry.path().display());
            }
        }
    });
}

#[test]
fn rows_of_elsewhere_are_not_taken() {
    on_each(async |app| {
        let elsewhere = read(&format!("{KUKAR}.csv"));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let import = send(&bontang, "", &elsewhere).await.expect(201).json();
        assert_eq!(import["outcomes"]["rejected"], import["rows_read"]);
        assert_eq!(import["notes"][0]["code"], "other_regency");
        let worker = app.client(Role::HealthWorker, "64.74.01").await;
        let import = send(&worker, "", &read(&format!("{BONTANG}.csv")))
            .await
            .expect(201)
            .json();
        assert_eq!(import["region_code"], "64.74.01");
        let outside = import["notes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|note| note["code"] == "outside_scope");
        assert_eq!(outside.unwrap()["rows"], import["outcomes"]["rejected"]);
        let admin = app.client(Role::Admin, "64").await;
        let found = send(&admin, "", &elsewhere).await.expect(201).json();
        assert_eq!(found["region_code"], "64.02");
        send(&admin, "region_code=63", &elsewhere).await.expect(404);
        send(&admin, "region_code=64", &elsewhere).await.expect(422);
    });
}

#[test]
fn files_that_are_none_are_refused() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        for (bytes, status) in [
            (&b""[..], 400),
            (b"PK\x03\x04 not a workbook", 400),
            (b"a;b;c\n1;2;3\n", 422),
            (b"\x00\x01\x02\xff\xfe", 422),
            (b"Nama;JK;Tgl Lahir;Desa/Kel\nX;L;2024-01-01;Loktuan\n", 422),
            (b"\x1f\x8b broken", 400),
        ] {
            send(&officer, "", bytes).await.expect(status);
        }
        let missing = send(&officer, "", b"Nama;JK;Tgl Lahir;Desa/Kel\n")
            .await
            .expect(422)
            .json();
        let named: Vec<&str> = missing["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["pointer"].as_str().unwrap())
            .collect();
        assert_eq!(named, ["/tanggal_pengukuran", "/berat", "/tinggi"]);
        let path = "/api/v1/imports/eppgbm";
        let post = || officer.request(reqwest::Method::POST, path);
        post().body("x", "application/pdf").await.expect(415);
        post().body("x", "application/gzip").await.expect(422);
        let long = format!("{HEADER}{};\n", "x".repeat(2_000_000));
        send(&officer, "", long.as_bytes()).await.expect(400);
        assert_eq!(app.count("eppgbm_import").await, 0);
    });
}
