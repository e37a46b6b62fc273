//! Lists over all children of a regency: page by page, nothing twice, and others are answered meanwhile. For figures set `CHILDREN`
//! to 20,000, which takes minutes: `cargo test --release --test api -- --nocapture all_children`.

use std::cell::Cell;
use std::collections::HashSet;
use std::time::{Duration, Instant};

use entity::kind::{Posture, Role, Sex};
use sea_orm::TransactionTrait;
use serde_json::Value;
use tumbuh::auth::Stamp;
use tumbuh::child::identity::Identity;
use tumbuh::child::{Measured, NewChild, NewMeasurement, enroll, record};
use tumbuh::clock::Clock;

use crate::child_samples::incident_sample;
use crate::reference::read;
use crate::support::{Client, TestApp, on_each};

/// How many children there are.
const CHILDREN: usize = 300;
/// The most that anybody waits meanwhile, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(10);
/// Rows a page.
const PAGE: usize = 50;

const VILLAGES: [&str; 5] = [
    "64.74.01.1001",
    "64.74.01.1002",
    "64.74.01.1003",
    "64.74.02.1001",
    "64.74.02.1002",
];

/// An invented name of three words, by a number.
fn name(number: usize) -> String {
    const PARTS: [&str; 20] = [
        "RA", "MI", "TU", "SA", "LE", "KO", "NA", "DI", "WU", "PE", "JA", "FI", "GU", "HA", "BE",
        "YO", "CA", "SI", "LU", "ME",
    ];
    let part = |place: usize| {
        PARTS[number.wrapping_mul(7919).wrapping_add(place * 104_729) / (place + 1) % 20]
    };
    let word = |at: usize| format!("{}{}{}", part(at), part(at + 1), part(at + 2));
    format!("{} {} SINTETIS", word(1), word(5))
}

/// One child in a hundred is written down twice.
fn new_child(number: usize) -> NewChild {
    let who = if number % 100 == 99 {
        number - 1
    } else {
        number
    };
    let born: chrono::NaiveDate = "2021-12-01".parse().unwrap();
    NewChild {
        sex: if who % 2 == 0 { Sex::Female } else { Sex::Male },
        birth_date: born + chrono::Days::new(u64::try_from(who * 37 % 1780).unwrap()),
        region_code: VILLAGES[who % VILLAGES.len()].to_owned(),
        puskesmas: None,
        posyandu: None,
        birth_weight_g: None,
        birth_length_tenth_mm: None,
        risk_status: entity::kind::RiskStatus::Unknown,
        identity: Identity {
            name: name(who),
            mother_name: Some(name(who + 500_000)),
            ..Identity::default()
        },
        origin: "manual",
    }
}

async fn fill(app: &TestApp, count: usize) {
    app.incomparable();
    let stamp = Stamp {
        at: app.clock.now(),
        by: "user:somebody".to_owned(),
        request_id: app.clock.new_id(),
    };
    let measured = Measured {
        measured_on: "2026-11-20".parse().unwrap(),
        weight_g: Some(11_400),
        height_tenth_mm: Some(8_950),
        posture: Some(Posture::Standing),
        head_tenth_mm: None,
        muac_tenth_mm: None,
        oedema: false,
    };
    for some in (0..count).collect::<Vec<_>>().chunks(1_000) {
        let tx = app.owner.begin().await.unwrap();
        let (vault, clock) = (&app.services.vault, app.clock.as_ref());
        let new = some.iter().map(|number| new_child(*number)).collect();
        let rows = enroll(&tx, vault, clock, &stamp, new).await.unwrap();
        let new = rows
            .iter()
            .map(|row| NewMeasurement::of(row, measured, "EPPGBM"));
        record(&tx, clock, &stamp, new.collect()).await.unwrap();
        tx.commit().await.unwrap();
    }
    if app.backend == crate::support::Backend::Postgres {
        app.sql("analyze").await.unwrap();
    }
}

/// Reads pages one after another, and says what each took; and how long others waited meanwhile.
async fn measure(app: &TestApp, client: &Client, path: &str) {
    let (mut next, mut seen) = (None::<String>, HashSet::new());
    for page in 1..=3 {
        let cursor = next.map_or_else(String::new, |next| format!("&cursor={next}"));
        let at = format!("{path}{cursor}");
        let begin = Instant::now();
        let done = Cell::new(false);
        let ask = async {
            let answer: Value = read(client, &at).await;
            done.set(true);
            (answer, begin.elapsed())
        };
        let waited = async {
            let mut longest = Duration::ZERO;
            while !done.get() {
                tokio::time::sleep(Duration::from_millis(3)).await;
                let begin = Instant::now();
                app.anonymous().get("/livez").await.expect(200);
                longest = longest.max(begin.elapsed());
            }
            longest
        };
        let ((answer, took), longest) = futures_util::future::join(ask, waited).await;
        eprintln!(
            "{:?} {path} page {page}: {took:?}, {} items, total {}, others waited {longest:?}",
            app.backend,
            answer["items"].as_array().unwrap().len(),
            answer["page"]["total"]
        );
        let items = answer["items"].as_array().unwrap();
        assert!((1..=PAGE).contains(&items.len()), "{path} page {page}");
        for item in items {
            assert!(seen.insert(item.to_string()), "twice: {item}");
        }
        assert!(longest < PATIENCE, "{path}: {longest:?}");
        next = answer["page"]["next"].as_str().map(str::to_owned);
        if next.is_none() {
            break;
        }
    }
}

#[test]
fn all_children_are_listed_by_pages_while_others_are_answered() {
    on_each(async |app| {
        fill(app, CHILDREN).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let duplicates = "/api/v1/children/duplicates?region_code=64.74&limit=50";
        measure(app, &officer, duplicates).await;
        let incident = incident_sample(app, "64").await;
        let affected = format!("/api/v1/privacy/incidents/{incident}/affected?limit=50");
        measure(app, &province, &affected).await;
        measure(app, &province, &format!("{affected}&count=true")).await;
    });
}
