//! What is said of the figures: on the shipped figures of Kalimantan Timur, which contradict each other enough.

use std::time::Duration;

use entity::kind::Role;
use serde_json::{Value, json};

use crate::support::{Client, on_each};

const TRENDS: &str = "/api/v1/prevalence/trends";
pub const RANKING: &str = "/api/v1/prevalence/ranking?source=SSGI&period=2024";
pub const COMPARISON: &str = "/api/v1/prevalence/comparison";
pub const DISCREPANCIES: &str = "/api/v1/prevalence/discrepancies";
pub const PROGRESS: &str = "/api/v1/prevalence/progress";
const RECORDS: &str = "/api/v1/prevalence-records";

/// The answer to a question that is fine.
pub async fn get(client: &Client, path: &str) -> Value {
    client.get(path).await.expect(200).json()
}

/// The items of an answer.
pub fn items(answer: &Value) -> &[Value] {
    answer["items"].as_array().unwrap()
}

/// The row of a list that has a member.
pub fn find<'a>(list: &'a Value, member: &str, value: &str) -> &'a Value {
    let mut rows = list.as_array().unwrap().iter();
    rows.find(|row| row[member] == value)
        .unwrap_or_else(|| panic!("no {member}={value} in {list:#}"))
}

/// A member of every row.
pub fn texts(list: &Value, member: &str) -> Vec<String> {
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| row[member].as_str().unwrap().to_owned())
        .collect()
}

/// Members of a row, in this order.
pub fn members(row: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| row[*name].clone()).collect()
}

/// A claim on SSGI 2024; gives its path and tag.
pub async fn create(
    client: &Client,
    region: &str,
    publisher: &str,
    value: f64,
) -> (String, String) {
    let claim = json!({
        "region_code": region, "indicator": "stunting", "source": "SSGI", "period": "2024", "value_pct": value,
        "publisher": publisher, "citation": {"title": "SSGI 2024"}
    });
    let answer = client.post(RECORDS, claim).await.expect(201);
    (answer.header("location").unwrap(), answer.etag())
}

#[test]
fn the_province_did_not_distinguishably_fall() {
    on_each(async |app| {
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let answer = get(&province, &format!("{TRENDS}?region_code=64")).await;
        let [item] = items(&answer) else {
            panic!("{answer:#}")
        };
        assert_eq!(
            members(item, &["region_code", "name", "indicator"]),
            json!(["64", "Kalimantan Timur", "stunting"])
        );
        let series = find(&item["series"], "source_group", "national_survey");
        assert_eq!(
            members(
                series,
                &["sources", "shape", "average_annual_reduction_pct"]
            ),
            json!([["SSGI", "SKI"], "flat", 1.22])
        );
        let change = find(&series["changes"], "period_from", "2023");
        assert_eq!(
            members(
                change,
                &[
                    "period_to",
                    "change_pp",
                    "relative_change_pct",
                    "assessment",
                    "basis",
                    "interval_pp"
                ]
            ),
            json!([
                "2024",
                -0.7,
                -3.06,
                "not_distinguishable",
                "assumed_design",
                [-2.57, 1.17]
            ])
        );
        assert_eq!(item["conflicts"], json!([]));
        // A count without a value is no figure.
        assert_eq!(texts(&item["series"], "source_group"), ["national_survey"]);
        let design = |source: &str| json!({"source": source, "level": "province", "children": 6710, "design_effect": 1.75});
        assert_eq!(
            answer["assumed_designs"],
            json!([design("SKI"), design("SSGI")])
        );
        let caveat = find(&answer["caveats"], "source_group", "national_survey");
        assert!(caveat["text"].as_str().unwrap().contains("hati-hati"));
        let english = province.get(&format!("{TRENDS}?region_code=64"));
        let english = english
            .header("accept-language", "en")
            .await
            .expect(200)
            .json();
        let caveat = find(&english["caveats"], "source_group", "national_survey");
        assert!(caveat["text"].as_str().unwrap().contains("with care"));
    });
}

#[test]
fn a_fall_and_a_contradiction_are_found() {
    on_each(async |app| {
        let province = app.client(Role::Viewer, "64").await;
        let answer = get(&province, &format!("{TRENDS}?parent=64&indicator=stunting")).await;
        let codes = texts(&answer["items"], "region_code");
        assert_eq!(
            codes,
            [
                "64.01", "64.02", "64.03", "64.07", "64.08", "64.09", "64.11", "64.71", "64.72",
                "64.74"
            ]
        );
        let kukar = find(&answer["items"], "region_code", "64.02");
        let series = find(&kukar["series"], "source_group", "national_survey");
        assert_eq!(series["shape"], "consistent_decline");
        let change = find(&series["changes"], "period_from", "2022");
        assert_eq!(
            members(change, &["change_pp", "assessment", "interval_pp"]),
            json!([-9.5, "decrease", [-15.36, -3.64]])
        );

        let bontang = find(&answer["items"], "region_code", "64.74");
        assert_eq!(
            bontang["conflicts"],
            json!([{"kind": "opposite_direction", "period_from": "2022", "period_to": "2023",
                "source_groups": ["national_survey", "EPPGBM"]}])
        );
        let survey = find(&bontang["series"], "source_group", "national_survey");
        assert_eq!(
            members(survey, &["shape", "sources"]),
            json!(["fluctuating", ["SSGI", "SKI"]])
        );
        let routine = find(&bontang["series"], "source_group", "EPPGBM");
        assert_eq!(routine["sources"], json!(["EPPGBM"]));
        let step = &routine["changes"][0];
        assert_eq!(
            members(step, &["change_pp", "assessment", "basis", "interval_pp"]),
            json!([-3.2, "decrease", "none", null])
        );
        // Survey and routine figures never stand in one series, whoever asks of whatever.
        for item in items(&answer) {
            for series in item["series"].as_array().unwrap() {
                let sources = series["sources"].as_array().unwrap();
                let survey = series["source_group"] == "national_survey";
                for source in sources {
                    assert_eq!(
                        survey,
                        ["SSGI", "SKI", "SSGBI"].contains(&source.as_str().unwrap())
                    );
                }
            }
        }
        let one = get(&province, &format!("{TRENDS}?region_code=64.74")).await;
        assert_eq!(&items(&one)[0], bontang);
        let none = get(
            &province,
            &format!("{TRENDS}?region_code=64&indicator=wasting"),
        )
        .await;
        assert_eq!(items(&none)[0]["series"], json!([]));
        assert_eq!(
            (&none["caveats"], &none["assumed_designs"]),
            (&json!([]), &json!([]))
        );
    });
}

#[test]
fn an_earlier_answer_can_be_had_again() {
    on_each(async |app| {
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let (path, mut etag) = create(&province, "64.03", "Kementerian Kesehatan", 24.4).await;
        for (step, body) in [
            ("verify", json!({})),
            ("publish", json!({})),
            (
                "mark-official",
                json!({"reason": "Tabel 3 buku SSGI 2024."}),
            ),
        ] {
            app.clock.advance(Duration::from_secs(1));
            let answer = province
                .post_if(&format!("{path}/{step}"), body, &etag)
                .await;
            etag = answer.expect(200).etag();
        }
        app.clock.advance(Duration::from_secs(60));
        let between = "2026-11-22T00:00:30Z";
        let correction = json!({
            "region_code": "64.03", "indicator": "stunting", "source": "SSGI", "period": "2024", "value_pct": 20.4,
            "publisher": "Kementerian Kesehatan", "citation": {"title": "SSGI 2024"}, "reason": "Salah ketik."
        });
        province.put(&path, correction, &etag).await.expect(200);

        let value = |answer: &Value| {
            let series = find(
                &items(answer)[0]["series"],
                "source_group",
                "national_survey",
            );
            series["points"].as_array().unwrap().last().unwrap()["value_pct"].clone()
        };
        let trends = format!("{TRENDS}?region_code=64.03");
        assert_eq!(value(&get(&province, &trends).await), 20.4);
        let then = get(&province, &format!("{trends}&as_of={between}")).await;
        assert_eq!(value(&then), 24.4);
        let ranking = format!("{RANKING}&parent=64");
        let rank = |answer: &Value| find(&answer["items"], "region_code", "64.03")["rank"].clone();
        assert_eq!(rank(&get(&province, &ranking).await), 6);
        assert_eq!(
            rank(&get(&province, &format!("{ranking}&as_of={between}")).await),
            5
        );
        let before = get(
            &province,
            &format!("{ranking}&as_of=2026-11-22T00:00:01.5Z"),
        )
        .await;
        assert_eq!(
            find(&before["missing"], "region_code", "64.03")["reason"],
            "no_official_claim"
        );
        let long_before = get(&province, &format!("{trends}&as_of=2020-01-01T00:00:00Z")).await;
        assert_eq!(items(&long_before)[0]["series"], json!([]));
    });
}

#[test]
fn wrong_questions_name_what_is_wrong() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        #[rustfmt::skip]
        let cases = [
            (TRENDS.to_owned(), vec![("region_code", "required")]),
            (format!("{TRENDS}?region_code=64&parent=64"), vec![("parent", "exclusive")]),
            (format!("{TRENDS}?region_code=6402&indicator=x"), vec![("region_code", "ambiguous_code"), ("indicator", "unknown_value")]),
            (format!("{TRENDS}?parent=6402"), vec![("parent", "ambiguous_code")]),
            (format!("{TRENDS}?parent=kaltim"), vec![("parent", "pattern")]),
            (format!("{TRENDS}?parent=64&as_of=kemarin"), vec![("as_of", "type")]),
            (format!("{TRENDS}?parent=64&as_of=%2B10000-01-01T00:00:00Z"), vec![("as_of", "out_of_range")]),
            ("/api/v1/prevalence/ranking?parent=64&source=X&period=2024&indicator=x".to_owned(), vec![("indicator", "unknown_value"), ("source", "unknown_value")]),
            ("/api/v1/prevalence/ranking?parent=64&source=SSGI&period=2024-13".to_owned(), vec![("period", "type")]),
            (format!("{COMPARISON}?region_code=6402&period=2024"), vec![("region_code", "ambiguous_code")]),
            (format!("{DISCREPANCIES}?parent=64&indicator=x"), vec![("indicator", "unknown_value")]),
            (format!("{PROGRESS}?region_code=64&indicator=x"), vec![("indicator", "unknown_value")]),
            ("/api/v1/regencies?province=64.02".to_owned(), vec![("province", "not_a_province")]),
            ("/api/v1/regencies?province=99".to_owned(), vec![("province", "unknown_region")]),
        ];
        for (path, expected) in cases {
            let answer = admin.get(&path).await.expect(422).json();
            let faults = answer["errors"].as_array().unwrap().iter();
            let found: Vec<_> = faults
                .map(|f| {
                    (
                        f["parameter"].as_str().unwrap(),
                        f["code"].as_str().unwrap(),
                    )
                })
                .collect();
            assert_eq!(found, expected, "{path}");
        }
        for path in [
            format!("{TRENDS}?region_code=64.99"),
            format!("{TRENDS}?parent=99&indicator=x"),
            format!("{RANKING}&parent=99"),
            format!("{COMPARISON}?region_code=64.99&period=2024"),
            format!("{DISCREPANCIES}?parent=99"),
            format!("{PROGRESS}?region_code=99"),
            "/api/v1/regencies/64".to_owned(),
            "/api/v1/regencies/64.99".to_owned(),
            "/api/v1/regencies/6402".to_owned(),
        ] {
            admin.get(&path).await.expect(404);
        }
    });
}

#[test]
fn a_regency_sees_itself_alone() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let same = |mut problem: Value| {
            for member in ["request_id", "instance"] {
                problem.as_object_mut().unwrap().remove(member);
            }
            problem
        };
        let nothing = bontang.get(&format!("{TRENDS}?region_code=99.99")).await;
        let nothing = same(nothing.expect(404).json());
        for path in [
            format!("{TRENDS}?region_code=64.02"),
            format!("{TRENDS}?region_code=64"),
            format!("{TRENDS}?parent=64"),
            format!("{TRENDS}?parent=64.02"),
            format!("{TRENDS}?parent=ID"),
            format!("{RANKING}&parent=64"),
            format!("{COMPARISON}?region_code=64.71&period=2024"),
            format!("{DISCREPANCIES}?parent=64"),
            format!("{PROGRESS}?region_code=64"),
            "/api/v1/regencies/64.02".to_owned(),
        ] {
            let answer = bontang.get(&path).await.expect(404).json();
            assert_eq!(same(answer), nothing, "{path}");
        }
        for path in [
            format!("{TRENDS}?region_code=64.74"),
            format!("{TRENDS}?parent=64.74"),
            format!("{RANKING}&parent=64.74"),
            format!("{COMPARISON}?region_code=64.74.01.1001&period=2023"),
            format!("{DISCREPANCIES}?parent=64.74"),
            format!("{PROGRESS}?region_code=64.74"),
        ] {
            bontang.get(&path).await.expect(200);
        }
        let own = get(&bontang, "/api/v1/regencies?count=true").await;
        assert_eq!(texts(&own["items"], "region_code"), ["64.74"]);
        assert_eq!(own["page"]["total"], 1);
        let own = get(&bontang, "/api/v1/regencies?province=64").await;
        assert_eq!(texts(&own["items"], "region_code"), ["64.74"]);
        let other = get(&bontang, "/api/v1/regencies?province=63").await;
        assert_eq!(other["items"], json!([]));
        let worker = app.client(Role::HealthWorker, "64.74.01").await;
        assert_eq!(get(&worker, "/api/v1/regencies").await["items"], json!([]));
        worker.get("/api/v1/regencies/64.74").await.expect(404);
        app.client(Role::FosterParent, "64")
            .await
            .get(&format!("{TRENDS}?parent=64"))
            .await
            .expect(403);
    });
}
