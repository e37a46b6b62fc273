//! Who reads which claims: scope, pages, the past; and what a retry is given.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::prevalence::{RECORDS, claim, with};
use crate::support::on_each;

#[test]
fn a_region_outside_the_scope_answers_as_one_that_does_not_exist() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let outside = bontang
            .post(RECORDS, with(json!({"region_code": "64.71"})))
            .await
            .expect(422)
            .json();
        let unknown = bontang
            .post(RECORDS, with(json!({"region_code": "64.99"})))
            .await
            .expect(422)
            .json();
        let shape = |answer: &Value, code: &str| answer["errors"].to_string().replace(code, "CODE");
        assert_eq!(shape(&outside, "64.71"), shape(&unknown, "64.99"));
    });
}

#[test]
fn another_regency_can_neither_read_nor_infer() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let location = bontang
            .post(RECORDS, claim())
            .await
            .expect(201)
            .header("location")
            .unwrap();
        let kukar = app.client(Role::RegencyOfficer, "64.02").await;
        let missing = format!("{RECORDS}/0192d3a0-0000-7000-8000-00000000ffff");
        for path in [location.clone(), format!("{location}/revisions")] {
            kukar.get(&path).await.expect(404);
        }
        let same = |a: Value, b: Value| {
            assert_eq!(
                (&a["title"], &a["detail"], &a["code"]),
                (&b["title"], &b["detail"], &b["code"])
            )
        };
        same(
            kukar.get(&location).await.expect(404).json(),
            kukar.get(&missing).await.expect(404).json(),
        );
        // Whatever else is wrong with the request, it is 404 first.
        for step in ["verify", "publish", "mark-official", "reject", "withdraw"] {
            kukar
                .post(&format!("{location}/{step}"), json!({"reason": 1}))
                .await
                .expect(404);
            kukar
                .post_if(
                    &format!("{location}/{step}"),
                    json!({"reason": "abc"}),
                    "\"v1\"",
                )
                .await
                .expect(404);
        }
        kukar.put(&location, json!({}), "\"v9\"").await.expect(404);
        let count = |page: Value| page["page"]["total"].as_u64().unwrap();
        let list = |query: &str| format!("{RECORDS}?count=true&{query}");
        assert_eq!(
            count(
                kukar
                    .get(&list("region_code=64.74"))
                    .await
                    .expect(200)
                    .json()
            ),
            0
        );
        assert_eq!(
            count(kukar.get(&list("within=64")).await.expect(200).json()),
            count(kukar.get(&list("limit=1")).await.expect(200).json())
        );
        let page = bontang
            .get(&format!("{RECORDS}?limit=1"))
            .await
            .expect(200)
            .json();
        let cursor = page["page"]["next"].as_str().unwrap();
        kukar
            .get(&format!("{RECORDS}?limit=1&cursor={cursor}"))
            .await
            .expect(400);
        bontang
            .get(&format!("{RECORDS}?limit=1&source=SSGI&cursor={cursor}"))
            .await
            .expect(400);
    });
}

#[test]
fn pages_go_forth_and_back_in_every_order() {
    on_each(async |app| {
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let ids = |page: &Value| -> Vec<String> {
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|r| r["id"].as_str().unwrap().to_owned())
                .collect()
        };
        for sort in [
            "region_code,period",
            "-period,region_code",
            "source,-period",
            "-publisher",
        ] {
            let all = province
                .get(&format!("{RECORDS}?limit=200&sort={sort}"))
                .await
                .expect(200)
                .json();
            let (mut seen, mut url) = (Vec::new(), format!("{RECORDS}?limit=20&sort={sort}"));
            let mut back = None;
            loop {
                let page = province.get(&url).await.expect(200).json();
                seen.extend(ids(&page));
                back = page["page"]["prev"]
                    .as_str()
                    .map(|c| (c.to_owned(), seen.len() - ids(&page).len()))
                    .or(back);
                let Some(next) = page["page"]["next"].as_str() else {
                    break;
                };
                url = format!("{RECORDS}?limit=20&sort={sort}&cursor={next}");
            }
            assert_eq!(seen, ids(&all), "{sort}");
            let (cursor, before) = back.unwrap();
            let page = province
                .get(&format!("{RECORDS}?limit=20&sort={sort}&cursor={cursor}"))
                .await
                .expect(200)
                .json();
            assert_eq!(ids(&page), seen[before - 20..before], "{sort} backwards");
        }
        province
            .get(&format!("{RECORDS}?sort=note"))
            .await
            .expect(422);
    });
}

#[test]
fn the_past_can_be_asked_for() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let location = bontang
            .post(RECORDS, claim())
            .await
            .expect(201)
            .header("location")
            .unwrap();
        let before = app
            .services
            .clock
            .now()
            .to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        app.clock.advance(std::time::Duration::from_secs(60));
        let correction = with(json!({"value_pct": 18.9, "reason": "Pembulatan."}));
        bontang.put(&location, correction, "*").await.expect(200);
        let value = |page: Value| page["items"][0]["value_pct"].clone();
        let query = format!("{RECORDS}?region_code=64.74&period=2025-08");
        assert_eq!(value(bontang.get(&query).await.expect(200).json()), 18.9);
        assert_eq!(
            value(
                bontang
                    .get(&format!("{query}&as_of={before}"))
                    .await
                    .expect(200)
                    .json()
            ),
            18.89
        );
        let earlier = bontang
            .get(&format!("{query}&as_of=2020-01-01T00:00:00Z"))
            .await
            .expect(200)
            .json();
        assert_eq!(earlier["items"], json!([]));
    });
}

#[test]
fn a_retry_creates_nothing_twice() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let key = "a-key-of-enough-length";
        let post = |body: Value| bontang.post(RECORDS, body).header("idempotency-key", key);
        let first = post(claim()).await.expect(201);
        let second = post(claim()).await.expect(201);
        assert_eq!(
            second.header("idempotent-replayed").as_deref(),
            Some("true")
        );
        assert_eq!(
            (first.json(), first.header("location")),
            (second.json(), second.header("location"))
        );
        post(with(json!({"note": "lain"}))).await.expect(422);
        bontang
            .post(RECORDS, claim())
            .header("idempotency-key", "short")
            .await
            .expect(422);
        // A refusal is kept as well, and another caller has keys of their own.
        let wrong = || {
            bontang
                .post(RECORDS, with(json!({"value_pct": 50})))
                .header("idempotency-key", "another-key-of-length")
        };
        let refused = wrong().await.expect(422);
        let again = wrong().await.expect(422);
        assert_eq!(again.header("idempotent-replayed").as_deref(), Some("true"));
        assert_eq!(refused.json()["errors"], again.json()["errors"]);
        let province = app.client(Role::ProvinceOfficer, "64").await;
        province
            .post(RECORDS, claim())
            .header("idempotency-key", key)
            .await
            .expect(409);
    });
}
