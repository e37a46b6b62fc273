//! How regions stand: their order, all claims side by side, what contradicts itself, how far the targets are.

use entity::kind::Role;
use serde_json::{Value, json};

use crate::prevalence_analysis::{
    COMPARISON, DISCREPANCIES, PROGRESS, RANKING, create, find, get, items, members, texts,
};
use crate::support::on_each;

#[test]
fn ranks_only_what_has_an_official_figure() {
    on_each(async |app| {
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let answer = get(&province, &format!("{RANKING}&parent=64")).await;
        let short: Vec<Value> = items(&answer)
            .iter()
            .map(|row| {
                members(
                    row,
                    &[
                        "region_code",
                        "value_pct",
                        "rank",
                        "rank_low",
                        "rank_high",
                        "tied",
                    ],
                )
            })
            .collect();
        assert_eq!(
            json!(short),
            json!([
                ["64.09", 32, 1, 1, 3, true],
                ["64.07", 27.6, 2, 1, 4, true],
                ["64.08", 26.9, 3, 1, 4, true],
                ["64.71", 24.7, 4, 2, 6, true],
                ["64.74", 20.7, 5, 4, 6, true],
                ["64.72", 20.3, 6, 4, 6, true],
                ["64.02", 14.2, 7, 7, 7, false],
            ])
        );
        assert!(
            items(&answer)
                .iter()
                .all(|row| row["basis"] == "assumed_design")
        );
        let missing = |code: &str, name: &str| json!({"region_code": code, "name": name, "reason": "no_figure"});
        assert_eq!(
            answer["missing"],
            json!([
                missing("64.01", "Kabupaten Paser"),
                missing("64.03", "Kabupaten Berau"),
                missing("64.11", "Kabupaten Mahakam Ulu"),
            ])
        );

        // Two values of which none is official are no figure yet.
        for (publisher, value) in [
            ("Pemerintah Kabupaten Berau", 20.1),
            ("Berau Terkini", 24.4),
        ] {
            create(&province, "64.03", publisher, value).await;
        }
        let answer = get(&province, &format!("{RANKING}&parent=64")).await;
        assert_eq!(items(&answer).len(), 7);
        assert_eq!(
            find(&answer["missing"], "region_code", "64.03")["reason"],
            "no_official_claim"
        );
        let open = get(&province, &format!("{DISCREPANCIES}?parent=64")).await;
        let berau = find(&open["items"], "region_code", "64.03");
        assert_eq!(
            members(
                berau,
                &[
                    "kind",
                    "period_from",
                    "period_to",
                    "sources",
                    "difference_pp"
                ]
            ),
            json!([
                "competing_claims_without_official",
                "2024",
                "2024",
                ["SSGI"],
                4.3
            ])
        );
        assert_eq!(berau["record_ids"].as_array().unwrap().len(), 2);

        // Regions are those of the period: three provinces of Papua came in 2022, a fourth stands first in the list of 2025.
        let admin = app.client(Role::Admin, "ID").await;
        let ranking = |period: &str| {
            format!("/api/v1/prevalence/ranking?parent=ID&source=SSGI&period={period}")
        };
        let early = get(&admin, &ranking("2021")).await;
        let late = get(&admin, &ranking("2024")).await;
        let all =
            |answer: &Value| items(answer).len() + answer["missing"].as_array().unwrap().len();
        assert_eq!((all(&early), all(&late)), (34, 37));
        assert_eq!(texts(&early["items"], "region_code"), ["63", "64"]);
    });
}

#[test]
fn every_claim_stands_beside_the_others() {
    on_each(async |app| {
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let answer = get(
            &bontang,
            &format!("{COMPARISON}?region_code=64.74&period=2023"),
        )
        .await;
        assert_eq!(texts(&answer["items"], "source"), ["SKI", "EPPGBM"]);
        let ski = &find(&answer["items"], "source", "SKI")["claims"][0];
        assert_eq!(
            members(
                ski,
                &[
                    "value_pct",
                    "publisher",
                    "status",
                    "is_official",
                    "confidence",
                    "basis",
                    "interval_pct"
                ]
            ),
            json!([
                27.4,
                "PPID Kota Bontang",
                "published",
                true,
                "high",
                "assumed_design",
                [22.94, 31.86]
            ])
        );
        assert!(
            ski["citation"]["title"]
                .as_str()
                .unwrap()
                .contains("Stunting")
        );
        let routine = &find(&answer["items"], "source", "EPPGBM")["claims"][0];
        assert_eq!(
            members(
                routine,
                &["value_pct", "children_affected", "basis", "interval_pct"]
            ),
            json!([19.6, 1786, "none", null])
        );
        let [gap] = answer["gaps"].as_array().unwrap().as_slice() else {
            panic!("{answer:#}")
        };
        assert_eq!(
            gap["record_ids"],
            json!([ski["record_id"], routine["record_id"]])
        );
        assert_eq!(
            members(
                gap,
                &[
                    "difference_pp",
                    "distinguishable",
                    "margin_pp",
                    "basis",
                    "explanations"
                ]
            ),
            json!([
                7.8,
                null,
                null,
                "none",
                ["different_kind", "different_source", "unknown_coverage"]
            ])
        );

        // Months of the year are there with the year; two periods of one source are no gap.
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let year = get(
            &province,
            &format!("{COMPARISON}?region_code=64.08&period=2024"),
        )
        .await;
        let months = find(&year["items"], "source", "EPPGBM")["claims"].clone();
        assert_eq!(
            texts(&months, "period"),
            ["2024-01", "2024-02", "2024-03", "2024-04"]
        );
        assert_eq!(year["gaps"].as_array().unwrap().len(), 4);
        let may = get(
            &province,
            &format!("{COMPARISON}?region_code=64.08&period=2024-05"),
        )
        .await;
        assert_eq!(texts(&may["items"], "source"), ["SSGI"]);

        // Two statements on one survey: its error cannot explain them.
        create(&province, "64.08", "Pemerintah Kabupaten Kutai Timur", 20.6).await;
        let year = get(
            &province,
            &format!("{COMPARISON}?region_code=64.08&period=2024-05"),
        )
        .await;
        let [gap] = year["gaps"].as_array().unwrap().as_slice() else {
            panic!("{year:#}")
        };
        assert_eq!(
            members(
                gap,
                &[
                    "sources",
                    "difference_pp",
                    "distinguishable",
                    "margin_pp",
                    "explanations"
                ]
            ),
            json!([["SSGI", "SSGI"], 6.3, true, null, ["different_publisher"]])
        );
    });
}

#[test]
fn contradictions_are_listed_with_their_claims() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let answer = get(&admin, &format!("{DISCREPANCIES}?parent=64")).await;
        let found: Vec<Value> = items(&answer)
            .iter()
            .map(|row| {
                members(
                    row,
                    &[
                        "region_code",
                        "kind",
                        "period_from",
                        "period_to",
                        "source_groups",
                    ],
                )
            })
            .collect();
        let expected = json!([
            [
                "64.08",
                "wide_gap",
                "2023",
                "2023",
                ["EPPGBM", "national_survey"]
            ],
            [
                "64.74",
                "opposite_direction",
                "2022",
                "2023",
                ["national_survey", "EPPGBM"]
            ],
        ]);
        for row in expected.as_array().unwrap() {
            assert!(found.contains(row), "{row} in {found:#?}");
        }
        let bontang = find(&answer["items"], "region_code", "64.74");
        assert_eq!(bontang["record_ids"].as_array().unwrap().len(), 4);
        let kutim = items(&answer)
            .iter()
            .find(|row| row["region_code"] == "64.08")
            .unwrap();
        // 29.0 by SKI, 17.04 by e-PPGBM.
        assert_eq!(kutim["difference_pp"], 11.96);

        let kalsel = get(&admin, &format!("{DISCREPANCIES}?parent=63")).await;
        let hss = find(&kalsel["items"], "region_code", "63.06");
        // 29.1 by SSGI, 5.37 by e-PPGBM in August.
        assert_eq!(
            members(hss, &["kind", "period_from", "period_to", "difference_pp"]),
            json!(["wide_gap", "2021-08", "2021", 23.73])
        );
        // Of the parent itself too: 30.0 and 10.64.
        assert_eq!(items(&kalsel)[0]["region_code"], "63");

        app.sql(
            "update prevalence_record set children_affected = 0, children_measured = null \
            where region_code = '64.74' and source_code = 'EPPGBM' and period = '2023'",
        )
        .await
        .unwrap();
        let answer = get(&admin, &format!("{DISCREPANCIES}?parent=64.74")).await;
        let triple = find(&answer["items"], "kind", "impossible_triple");
        assert_eq!(
            members(triple, &["period_from", "sources", "impossible"]),
            json!(["2023", ["EPPGBM"], "value_disagrees"])
        );
    });
}

#[test]
fn progress_is_towards_the_nearest_targets() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let province = get(&admin, &format!("{PROGRESS}?region_code=64")).await;
        assert_eq!(province["target_region_code"], "64");
        let survey = find(&province["items"], "source_group", "national_survey");
        let [target] = survey["targets"].as_array().unwrap().as_slice() else {
            panic!("{survey:#}")
        };
        assert_eq!(
            members(
                target,
                &[
                    "year",
                    "target_pct",
                    "latest_value_pct",
                    "gap_pp",
                    "required_annual_change_pp",
                    "observed_annual_change_pp",
                    "projected_year",
                    "projected_year_earliest",
                    "projected_year_latest",
                    "assessment",
                    "uncertainty"
                ]
            ),
            json!([
                2026,
                19,
                22.2,
                3.2,
                -1.6,
                -0.28,
                2037,
                2027,
                null,
                "off_track",
                "assumed_design"
            ])
        );
        let country = get(&admin, &format!("{PROGRESS}?region_code=ID")).await;
        assert_eq!(country["target_region_code"], "ID");
        let survey = find(&country["items"], "source_group", "national_survey");
        let years: Vec<i64> = survey["targets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| t["year"].as_i64().unwrap())
            .collect();
        assert_eq!(years, [2024, 2025, 2029, 2045]);
        // A regency without its own is held against its province's, one of another province against the country's.
        let kukar = get(&admin, &format!("{PROGRESS}?region_code=64.02")).await;
        assert_eq!(kukar["target_region_code"], "64");
        let banjar = get(&admin, &format!("{PROGRESS}?region_code=63.03")).await;
        assert_eq!(banjar["target_region_code"], "ID");
        assert_eq!(
            texts(&banjar["items"], "source_group"),
            ["national_survey", "EPPGBM"]
        );
        let wasting = get(
            &admin,
            &format!("{PROGRESS}?region_code=64&indicator=wasting"),
        )
        .await;
        assert_eq!(
            (&wasting["target_region_code"], &wasting["items"]),
            (&json!(null), &json!([]))
        );
    });
}
