//! Claims: stated, corrected, decided on, listed, imported, exported.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp, on_each};

pub const RECORDS: &str = "/api/v1/prevalence-records";

pub fn claim() -> Value {
    json!({
        "region_code": "64.74", "indicator": "stunting", "source": "EPPGBM", "period": "2025-08", "value_pct": 18.89,
        "children_measured": 7124, "children_affected": 1346, "publisher": "Dinas Kesehatan Kota Bontang",
        "citation": {"title": "Publikasi data stunting Agustus 2025"}
    })
}

pub fn with(changes: Value) -> Value {
    let mut claim = claim();
    for (name, value) in changes.as_object().unwrap() {
        claim[name] = value.clone();
    }
    claim
}

fn places(answer: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = answer["errors"].as_array().cloned().unwrap_or_default();
    rows.iter()
        .map(|row| (text(&row["pointer"]), text(&row["code"])))
        .collect()
}

#[test]
fn a_claim_is_recorded_once() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let created = bontang.post(RECORDS, claim()).await.expect(201);
        let location = created.header("location").unwrap();
        assert_eq!(created.etag(), "\"v1\"");
        let record = created.json();
        assert_eq!(
            (&record["status"], &record["is_official"]),
            (&json!("submitted"), &json!(false))
        );
        let read = bontang.get(&location).await.expect(200);
        assert_eq!(read.json(), record);
        bontang
            .get(&location)
            .header("if-none-match", &read.etag())
            .await
            .expect(304);
        let again = bontang.post(RECORDS, claim()).await.expect(409).json();
        assert_eq!(
            (&again["code"], &again["existing"]),
            (&json!("already_exists"), &json!(location))
        );
        // Another publisher's figure of the same place and period stands beside it.
        bontang
            .post(RECORDS, with(json!({"publisher": "Bappeda Kota Bontang"})))
            .await
            .expect(201);
    });
}

#[test]
fn what_cannot_be_is_refused_with_every_fault() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let cases = [
            (
                json!({"value_pct": 19.1}),
                ("/value_pct", "disagrees_with_counts"),
            ),
            (json!({"value_pct": 101}), ("/value_pct", "out_of_range")),
            (json!({"value_pct": 18.888}), ("/value_pct", "type")),
            (
                json!({"region_code": "64.71"}),
                ("/region_code", "unknown_region"),
            ),
            (
                json!({"region_code": "64.99"}),
                ("/region_code", "unknown_region"),
            ),
            (
                json!({"region_code": "6474"}),
                ("/region_code", "ambiguous_code"),
            ),
            (
                json!({"source": "SSGI"}),
                ("/period", "not_a_period_of_the_source"),
            ),
            (
                json!({"source": "SSGI", "period": "2023"}),
                ("/period", "not_a_period_of_the_source"),
            ),
            (json!({"source": "XYZ"}), ("/source", "unknown_value")),
            (
                json!({"indicator": "height"}),
                ("/indicator", "unknown_value"),
            ),
            (json!({"period": "2027-01"}), ("/period", "future")),
            (
                json!({"children_affected": 8000}),
                ("/children_affected", "more_than_measured"),
            ),
            (json!({"publisher": " x"}), ("/publisher", "blank")),
            (
                json!({"citation": {"title": "T", "url": "javascript:alert(1)"}}),
                ("/citation/url", "url"),
            ),
            (
                json!({"status": "published"}),
                ("/status", "unknown_member"),
            ),
        ];
        for (change, (pointer, code)) in cases {
            let answer = bontang
                .post(RECORDS, with(change.clone()))
                .await
                .expect(422)
                .json();
            let found = places(&answer);
            assert!(
                found.contains(&(pointer.to_owned(), code.to_owned())),
                "{change}: {found:?}"
            );
        }
        let several =
            json!({"ci_low_pct": 20, "ci_high_pct": 10, "source": "XYZ", "region_code": "64.71"});
        let answer = bontang
            .post(RECORDS, with(several))
            .await
            .expect(422)
            .json();
        assert_eq!(places(&answer).len(), 4);
        app.client(Role::Viewer, "64.74")
            .await
            .post(RECORDS, claim())
            .await
            .expect(403);
    });
}

#[test]
fn an_odd_denominator_is_a_warning() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let odd =
            json!({"value_pct": 19.6, "children_measured": null, "children_affected": 178_600});
        let record = bontang.post(RECORDS, with(odd)).await.expect(201).json();
        assert_eq!(record["warnings"][0]["code"], "implausible_denominator");
    });
}

async fn decided(
    app: &TestApp,
    client: &crate::support::Client,
    location: &str,
    steps: &[(&str, Value)],
) -> Value {
    let _ = app;
    let mut last = Value::Null;
    for (step, body) in steps {
        let etag = client.get(location).await.expect(200).etag();
        last = client
            .post_if(&format!("{location}/{step}"), body.clone(), &etag)
            .await
            .expect(200)
            .json();
    }
    last
}

#[test]
fn of_two_claims_one_is_official_and_nothing_is_lost() {
    on_each(async |app| {
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let publish = [("verify", json!({})), ("publish", json!({}))];
        let first = province
            .post(RECORDS, claim())
            .await
            .expect(201)
            .header("location")
            .unwrap();
        let other = with(json!({"publisher": "Bappeda", "value_pct": 18.9}));
        let second = province
            .post(RECORDS, other)
            .await
            .expect(201)
            .header("location")
            .unwrap();
        for location in [&first, &second] {
            decided(app, &province, location, &publish).await;
        }
        let mark = [(
            "mark-official",
            json!({"reason": "Sesuai publikasi resmi."}),
        )];
        assert_eq!(
            decided(app, &province, &first, &mark).await["is_official"],
            true
        );
        assert_eq!(
            decided(app, &province, &second, &mark).await["is_official"],
            true
        );
        let former = province.get(&first).await.expect(200).json();
        assert_eq!(
            (&former["is_official"], &former["version"]),
            (&json!(false), &json!(5))
        );
        let revisions = province
            .get(&format!("{first}/revisions"))
            .await
            .expect(200)
            .json();
        let actions: Vec<&str> = revisions["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["action"].as_str().unwrap())
            .collect();
        assert_eq!(
            actions,
            [
                "create",
                "verify",
                "publish",
                "mark_official",
                "unmark_official"
            ]
        );
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let etag = province.get(&second).await.expect(200).etag();
        bontang
            .post_if(
                &format!("{second}/mark-official"),
                json!({"reason": "mau saya"}),
                &etag,
            )
            .await
            .expect(403);
    });
}

#[test]
fn a_correction_needs_the_version_and_a_reason() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let location = bontang
            .post(RECORDS, claim())
            .await
            .expect(201)
            .header("location")
            .unwrap();
        let correction =
            with(json!({"value_pct": 18.9, "reason": "Pembulatan seperti publikasi."}));
        bontang
            .request(reqwest::Method::PUT, &location)
            .json(correction.clone())
            .await
            .expect(428);
        let stale = bontang
            .put(&location, correction.clone(), "\"v9\"")
            .await
            .expect(412);
        // That it has changed is said before what is wrong with the body.
        bontang
            .put(&location, json!({}), "\"v9\"")
            .await
            .expect(412);
        assert_eq!(stale.etag(), "\"v1\"");
        bontang
            .put(&location, with(json!({"value_pct": 18.9})), "\"v1\"")
            .await
            .expect(422);
        let moved = with(json!({"publisher": "X", "reason": "salah penerbit"}));
        let answer = bontang
            .put(&location, moved, "\"v1\"")
            .await
            .expect(422)
            .json();
        assert_eq!(
            places(&answer),
            [("/publisher".to_owned(), "identity".to_owned())]
        );
        let corrected = bontang
            .put(&location, correction, "\"v1\"")
            .await
            .expect(200);
        assert_eq!(
            (corrected.etag(), &corrected.json()["value_pct"]),
            ("\"v2\"".to_owned(), &json!(18.9))
        );
        let revisions = bontang
            .get(&format!("{location}/revisions"))
            .await
            .expect(200)
            .json();
        assert_eq!(revisions["items"][0]["value_pct"], 18.89);
        assert_eq!(
            revisions["items"][1]["reason"],
            "Pembulatan seperti publikasi."
        );
    });
}

#[test]
fn a_bulk_is_all_or_nothing_or_each_for_itself() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let good = claim();
        let wrong = with(json!({"period": "2025-07", "value_pct": 50}));
        let body = json!({"items": [good, wrong, {"x": 1}]});
        let refused = bontang
            .post(&format!("{RECORDS}/bulk"), body.clone())
            .await
            .expect(422)
            .json();
        let pointers: Vec<String> = places(&refused)
            .into_iter()
            .map(|(pointer, _)| pointer)
            .collect();
        assert!(
            pointers.contains(&"/items/1/value_pct".to_owned())
                && pointers.contains(&"/items/2/x".to_owned()),
            "{pointers:?}"
        );
        let page = bontang
            .get(&format!("{RECORDS}?period=2025-08&count=true"))
            .await
            .expect(200)
            .json();
        assert_eq!(page["page"]["total"], 0);
        let taken = bontang
            .post(&format!("{RECORDS}/bulk?mode=partial"), body.clone())
            .await
            .expect(207)
            .json();
        let statuses: Vec<u64> = taken["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["status"].as_u64().unwrap())
            .collect();
        assert_eq!(
            (statuses, &taken["created"]),
            (vec![201, 422, 422], &json!(1))
        );
        let again = bontang
            .post(&format!("{RECORDS}/bulk?mode=partial"), body)
            .await
            .expect(207)
            .json();
        assert_eq!(again["items"][0]["status"], 409);
    });
}

#[test]
fn a_row_that_is_no_text_stops_an_atomic_bulk() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let path = format!("{RECORDS}/bulk");
        for wrong in [r#"{"publisher":"\ud800"}"#, r#"{"value_pct":1e999}"#] {
            let body = format!(r#"{{"items":[{},{wrong}]}}"#, claim());
            let post = bontang.request(reqwest::Method::POST, &path);
            let status = post.body(body, "application/json").await.status();
            assert!((400..500).contains(&status), "{wrong}: {status}");
        }
        let page = format!("{RECORDS}?period=2025-08&count=true");
        assert_eq!(
            bontang.get(&page).await.expect(200).json()["page"]["total"],
            0
        );
    });
}

#[test]
fn what_others_have_published_stays() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let page = format!("{RECORDS}?region_code=64.74&source=SSGI&period=2024");
        let id = bontang.get(&page).await.expect(200).json()["items"][0]["id"].clone();
        let location = format!("{RECORDS}/{}", id.as_str().unwrap());
        let withdraw = format!("{location}/withdraw");
        let reason = json!({"reason": "Tidak setuju."});
        bontang
            .post_if(&withdraw, reason.clone(), "*")
            .await
            .expect(409);
        let stands = bontang.get(&location).await.expect(200).json();
        let mut corrected = with(json!({
            "source": "SSGI", "period": "2024", "publisher": stands["publisher"], "value_pct": 1.5,
        }));
        for counts in ["children_measured", "children_affected"] {
            corrected.as_object_mut().unwrap().remove(counts);
        }
        let row = format!(
            "region_code,indicator,source,period,value_pct,publisher,citation_title\n\
             64.74,stunting,SSGI,2024,1.5,\"{}\",Koreksi\n",
            stands["publisher"].as_str().unwrap()
        );
        corrected["reason"] = json!("Tidak setuju.");
        let put = |client: &Client| client.put(&location, corrected.clone(), "*");
        put(&bontang).await.expect(409);
        let import = bontang.request(reqwest::Method::POST, &format!("{RECORDS}/import"));
        let report = import.body(row, "text/csv").await.expect(422).json();
        assert_eq!(report["report"]["rejected_rows"][0]["code"], "published");
        assert_eq!(bontang.get(&location).await.expect(200).json(), stands);
        let province = app.client(Role::ProvinceOfficer, "64").await;
        assert_eq!(put(&province).await.expect(200).json()["value_pct"], 1.5);
        province.post_if(&withdraw, reason, "*").await.expect(200);
    });
}
