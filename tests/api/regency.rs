//! Regencies with what is known of them.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::prevalence_analysis::{find, get, items, members, texts};
use crate::support::on_each;

#[test]
fn regencies_show_their_latest_figures() {
    on_each(async |app| {
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let answer = get(&province, "/api/v1/regencies?province=64&count=true").await;
        assert_eq!(
            (items(&answer).len(), &answer["page"]["total"]),
            (10, &json!(10))
        );
        let bontang = find(&answer["items"], "region_code", "64.74");
        assert_eq!(
            members(bontang, &["name", "kind"]),
            json!(["Kota Bontang", "kota"])
        );
        let figures: Vec<Value> = bontang["figures"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| members(row, &["source", "period", "value_pct", "basis"]))
            .collect();
        assert_eq!(
            json!(figures),
            json!([
                ["EPPGBM", "2024-08", 20.6, "none"],
                ["PEMDA", "2025-12", 15.7, "none"],
                ["SKI", "2023", 27.4, "assumed_design"],
                ["SSGI", "2024", 20.7, "assumed_design"],
            ])
        );
        // Berau has figures of one round alone; all pages together are the list.
        let berau = find(&answer["items"], "region_code", "64.03");
        assert_eq!(texts(&berau["figures"], "period"), ["2022"]);
        let mut path = "/api/v1/regencies?sort=-region_code&limit=4".to_owned();
        let mut seen = Vec::new();
        loop {
            let page = get(&province, &path).await;
            seen.extend(texts(&page["items"], "region_code"));
            let Some(next) = page["page"]["next"].as_str() else {
                break;
            };
            path = format!("/api/v1/regencies?sort=-region_code&limit=4&cursor={next}");
        }
        let mut all = texts(&answer["items"], "region_code");
        all.reverse();
        assert_eq!(seen, all);
        let admin = app.client(Role::Admin, "ID").await;
        let country = get(&admin, "/api/v1/regencies?limit=1&count=true").await;
        assert_eq!(country["page"]["total"], 514);
    });
}

#[test]
fn the_profile_of_a_regency_says_how_it_stands() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let profile = get(&bontang, "/api/v1/regencies/64.74").await;
        assert_eq!(
            members(
                &profile,
                &[
                    "region_code",
                    "name",
                    "kind",
                    "bps_code",
                    "listed_until",
                    "open_discrepancies"
                ]
            ),
            json!(["64.74", "Kota Bontang", "kota", "6474", null, 1])
        );
        assert_eq!(
            texts(&profile["ancestors"], "name"),
            ["Indonesia", "Kalimantan Timur"]
        );
        let survey = find(&profile["trends"], "source_group", "national_survey");
        assert_eq!(
            members(survey, &["shape", "period_from", "period_to", "points"]),
            json!(["fluctuating", "2021", "2024", 4])
        );
        let clinical = find(
            &profile["figures"],
            "indicator",
            "stunting_clinically_confirmed",
        );
        assert_eq!(
            members(clinical, &["source", "value_pct"]),
            json!(["OPERASI_TIMBANG", 12])
        );
        assert_eq!(profile["targets"][0]["region_code"], "64");
        let answer = bontang.get("/api/v1/regencies/64.74").await;
        let again = bontang
            .get("/api/v1/regencies/64.74")
            .header("if-none-match", &answer.etag());
        again.await.expect(304);
    });
}
