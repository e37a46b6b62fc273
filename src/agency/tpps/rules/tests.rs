//! Teams that cannot be.

use super::*;
use crate::problem::Place;
use serde_json::{Value, json};

fn found(changes: Value) -> Vec<(String, &'static str)> {
    let mut team = json!({
        "region_code": "64", "decree_number": "SK 1/2025", "valid_from": "2025-01-15",
        "divisions": [{"code": "data", "name_id": "Data", "order": 1}], "members": [], "office_holders": []
    });
    for (name, value) in changes.as_object().unwrap() {
        team[name] = value.clone();
    }
    let team = serde_json::from_value(team).unwrap();
    let place = |fault: &Fault| match &fault.place {
        Place::Pointer(p) | Place::Parameter(p) => p.clone(),
    };
    let faults = faults(&team, "2026-11-22".parse().unwrap());
    faults.iter().map(|f| (place(f), f.code)).collect()
}

fn holder(office: &str, from: Option<&str>, to: Option<&str>) -> Value {
    json!({"office": office, "position_title": "X", "valid_from": from, "valid_to": to})
}

#[test]
fn teams_of_a_region_follow_each_other() {
    let team = |from: &str, to: Option<&str>| -> TppsTeamCreate {
        let team = json!({
            "region_code": "64", "decree_number": "SK", "valid_from": from, "valid_to": to,
            "divisions": [], "members": [], "office_holders": []
        });
        serde_json::from_value(team).unwrap()
    };
    let others = [("2022-01-01", Some("2022-12-31")), ("2025-01-01", None)].map(|(from, to)| {
        let day = |day: &str| day.parse().unwrap();
        Validity {
            from: Some(day(from)),
            to: to.map(day),
        }
    });
    for (from, to, expected) in [
        ("2023-01-01", Some("2024-12-31"), None),
        ("2020-01-01", Some("2021-12-31"), None),
        ("2022-12-31", Some("2023-12-31"), Some("/valid_from")),
        ("2026-01-01", None, Some("/valid_from")),
        ("2023-01-01", None, Some("/valid_to")),
    ] {
        let fault = overlap(&team(from, to), &others);
        let place = fault.map(|fault| fault.place);
        let expected = expected.map(|place| Place::Pointer(place.to_owned()));
        assert_eq!(place, expected, "{from}");
    }
}

#[test]
fn impossible_teams() {
    let id = "0192d3a0-0000-7000-8000-000000000001";
    let twice = json!([
        {"code": "a", "name_id": "A", "order": 1}, {"code": "a", "name_id": "B", "order": 1}
    ]);
    let held = json!([
        {"office": "ketua", "position_title": "X", "valid_from": "2025-02-01", "valid_to": "2025-01-31"}
    ]);
    let cases: Vec<(Value, &[(&str, &str)])> = vec![
        (json!({}), &[]),
        (
            json!({"members": [{"organisation": "A", "division": "data", "role": "anggota"}]}),
            &[],
        ),
        (
            json!({"valid_to": "2025-01-14"}),
            &[("/valid_to", "before_start")],
        ),
        (
            json!({"decree_on": "2027-01-01"}),
            &[("/decree_on", "future")],
        ),
        (
            json!({"divisions": twice}),
            &[
                ("/divisions/1/code", "repeated"),
                ("/divisions/1/order", "repeated"),
            ],
        ),
        (
            json!({"members": [{"role": "anggota"}]}),
            &[("/members/0/organisation", "required")],
        ),
        (
            json!({"members": [{"role": "anggota", "organisation": "A", "agency_id": id}]}),
            &[("/members/0/organisation", "contradicts")],
        ),
        (
            json!({"members": [{"role": "anggota", "organisation": "A", "division": "b"}]}),
            &[("/members/0/division", "unknown_value")],
        ),
        (
            json!({"office_holders": held}),
            &[("/office_holders/0/valid_to", "before_start")],
        ),
    ];
    check(cases);
}

fn check(cases: Vec<(Value, &[(&str, &str)])>) {
    for (changes, expected) in cases {
        let expected: Vec<_> = expected
            .iter()
            .map(|(place, code)| ((*place).to_owned(), *code))
            .collect();
        assert_eq!(found(changes.clone()), expected, "{changes}");
    }
}

#[test]
fn an_office_has_one_holder_on_a_day() {
    check(vec![
        (
            json!({"office_holders": [
                holder("ketua", Some("2025-01-15"), Some("2025-06-30")), holder("ketua", Some("2025-07-01"), None),
                holder("wakil ketua I", Some("2025-01-15"), None), holder("wakil ketua II", Some("2025-01-15"), None)
            ]}),
            &[],
        ),
        (
            json!({"office_holders": [
                holder("ketua", Some("2025-01-15"), None), holder("Ketua", Some("2025-07-01"), None),
                holder("sekretaris", None, None), holder("sekretaris", None, Some("2025-07-01"))
            ]}),
            &[
                ("/office_holders/1/valid_from", "overlaps"),
                ("/office_holders/3/valid_from", "overlaps"),
            ],
        ),
    ]);
}

#[test]
fn codes_of_divisions_have_their_form() {
    for (code, good) in [
        ("data", true),
        ("bidang_1", true),
        ("", false),
        ("1", false),
        ("Data", false),
        ("a b", false),
    ] {
        assert_eq!(division_code(code).is_ok(), good, "{code}");
    }
    assert!(division_code(&"a".repeat(30)).is_ok() && division_code(&"a".repeat(31)).is_err());
}
