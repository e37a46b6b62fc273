//! How far regions are, now and as it was: counted by hand from the eight actions.

use chrono::SecondsFormat;
use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::clock::Clock;

use crate::action::{REPORTS, days};
use crate::action_samples::{content, evidence_sample, season_sample};
use crate::support::{TestApp, on_each};

/// Mandatory facts and documents of the eight actions, in their order: 4 + 2 + 7 + 4 + 3 + 2 + 4 + 4.
const MANDATORY: i64 = 30;
/// Regencies and cities of Kalimantan Timur.
const REGENCIES: i64 = 10;

async fn asked(app: &TestApp, query: &str) -> Value {
    let province = app.client(Role::ProvinceOfficer, "64").await;
    let path = format!("{REPORTS}/completeness?season=2018-BANGDA8&parent=64{query}");
    province.get(&path).await.expect(200).json()
}

fn bontang(answer: &Value) -> &Value {
    let items = answer["items"].as_array().unwrap();
    items.iter().find(|r| r["region_code"] == "64.74").unwrap()
}

async fn step(app: &TestApp, report: &str, role: Role, region: &str, name: &str) {
    let client = app.client(role, region).await;
    let body = json!({"reason": "Data belum lengkap."});
    let answer = client.post_if(&format!("{report}/{name}"), body, "*").await;
    answer.expect(200);
}

/// What is said of Bontang's situation analysis, and sums over Bontang: reports, handed in, on time, accepted, late.
fn told(answer: &Value) -> (Value, Value, Value, [i64; 5]) {
    let region = bontang(answer);
    let action = &region["actions"][0];
    assert_eq!(action["action"], "situation_analysis");
    let sum = |name: &str| region["sum"][name].as_i64().unwrap();
    (
        action["state"].clone(),
        action["satisfied"].clone(),
        action["days_late"].clone(),
        ["reports", "handed_in", "on_time", "accepted", "late"].map(sum),
    )
}

#[test]
fn what_was_known_then_is_answered_again() {
    on_each(async |app| {
        season_sample(app, 2018).await;
        // Of each moment: what was answered then, and what is expected.
        let mut then: Vec<(String, Value)> = Vec::new();
        let mut note = async |expected: (Value, Value, Value, [i64; 5])| {
            let at = app.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
            let answer = asked(app, "").await;
            assert_eq!(told(&answer), expected, "{at}");
            assert_eq!(
                (
                    &answer["sum"]["mandatory"],
                    &bontang(&answer)["sum"]["mandatory"]
                ),
                (&json!(MANDATORY * REGENCIES), &json!(MANDATORY))
            );
            assert_eq!(answer["sum"]["reports"], json!(8 * REGENCIES));
            then.push((at, answer));
            app.clock.advance(days(1));
        };
        note((json!(null), json!(0), json!(0), [8, 0, 0, 0, 0])).await;

        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let body = json!({"season": "2018-BANGDA8", "action": "situation_analysis", "region_code": "64.74",
            "content": content(&[("finished_on", "2018-02-20")])});
        let made = officer.post(REPORTS, body).await.expect(201);
        let report = made.header("location").unwrap();
        note((json!("draft"), json!(1), json!(0), [8, 0, 0, 0, 0])).await;
        // One of three documents that are asked for.
        evidence_sample(app, report.rsplit('/').next().unwrap()).await;
        note((json!("draft"), json!(2), json!(0), [8, 0, 0, 0, 0])).await;
        let (regency, province) = (Role::RegencyOfficer, Role::ProvinceOfficer);
        step(app, &report, regency, "64.74", "submit").await;
        note((json!("submitted"), json!(2), json!(0), [8, 1, 1, 0, 0])).await;
        step(app, &report, province, "64", "start-review").await;
        step(app, &report, province, "64", "return").await;
        // It was on time, and is not handed in any more.
        note((json!("returned"), json!(2), json!(0), [8, 0, 0, 0, 0])).await;
        // Due on 31 December with seven days of grace; from 15 January on 15 begun days late, like all that is not begun.
        app.clock.advance(days(49));
        note((json!("returned"), json!(2), json!(0), [8, 0, 0, 0, 7])).await;
        step(app, &report, regency, "64.74", "submit").await;
        note((json!("submitted"), json!(2), json!(16), [8, 1, 0, 0, 8])).await;

        for (at, answer) in &then {
            let again = asked(app, &format!("&as_of={at}")).await;
            assert_eq!(&again, answer, "as of {at}");
        }
    });
}
