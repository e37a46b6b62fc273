//! Sources and indicators, the shipped data, and what other features read of them.

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::reference::catalogue;
use tumbuh::reference::load::load;

use crate::support::{Answer, Client, TestApp, on_each};

const SOURCES: &str = "/api/v1/sources";
const INDICATORS: &str = "/api/v1/indicators";

fn source(code: &str) -> Value {
    json!({
        "code": code, "name_id": "Survei uji", "name_en": "Trial survey", "definition_id": "Survei rumah tangga.",
        "definition_en": "Household survey.", "unit": "percent", "producer": "Dinas Kesehatan",
        "population_id": "Anak umur 0–59 bulan", "population_en": "Children aged 0–59 months",
        "frequency_id": "Sekali", "frequency_en": "Once", "kind": "survey",
        "comparability_group": "national_survey", "period_kinds": ["year"], "rounds": [2023], "open_from": null,
        "licence": "Boleh dikutip.", "legal_basis": "",
        "designs": [{
            "level": "regency", "children": 600, "design_effect": 1.5, "basis_id": "Anggapan.", "basis_en": "Assumed."
        }]
    })
}

fn indicator(code: &str) -> Value {
    json!({
        "code": code, "name_id": "Anemia ibu hamil", "name_en": "Anaemia in pregnancy",
        "definition_id": "Persentase ibu hamil dengan anemia.", "definition_en": "Percentage of pregnant women with anaemia.",
        "unit": "percent", "numerator_id": "Ibu hamil dengan anemia", "numerator_en": "Pregnant women with anaemia",
        "denominator_id": "Ibu hamil yang diperiksa", "denominator_en": "Pregnant women examined",
        "better": "lower", "comparable_with": ["stunting"], "classification": "WHO 2011"
    })
}

/// The body with other members; null takes one away.
pub fn with(mut body: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// What replaces a thing: all but its code, and why.
fn replacement(body: &Value, changes: Value) -> Value {
    let mut body = with(body.clone(), changes);
    body.as_object_mut().unwrap().remove("code");
    with(body, json!({ "reason": "Diperbaiki dalam uji" }))
}

/// The body of what is there.
pub async fn read(client: &Client, path: &str) -> Value {
    client.get(path).await.expect(200).json()
}

/// A member of every row of a page.
pub fn codes(answer: &Answer, member: &str) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap().clone();
    let code = |item: &Value| item[member].as_str().unwrap().to_owned();
    items.iter().map(code).collect()
}

/// The places of the faults of an answer.
pub fn faults(answer: &Answer) -> Vec<String> {
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    let place = |fault: &Value| fault["pointer"].as_str().unwrap().to_owned();
    errors.iter().map(place).collect()
}

#[test]
fn what_is_shipped_is_there_with_its_caveat() {
    on_each(async |app| {
        let viewer = app.client(Role::Viewer, "64.74").await;
        let page = viewer.get(SOURCES).await.expect(200);
        assert_eq!(
            codes(&page, "code"),
            [
                "EPPGBM",
                "OPERASI_TIMBANG",
                "PEMDA",
                "RISKESDAS",
                "SKI",
                "SSGBI",
                "SSGI"
            ]
        );
        let routine = viewer
            .get("/api/v1/sources?kind=routine&count=true")
            .await
            .expect(200);
        assert_eq!(codes(&routine, "code"), ["EPPGBM", "OPERASI_TIMBANG"]);
        assert_eq!(routine.json()["page"]["total"], 2);
        let ssgi = viewer.get("/api/v1/sources/SSGI").await.expect(200);
        assert_eq!(ssgi.etag(), "\"v1\"");
        let ssgi = ssgi.json();
        assert_eq!(ssgi["comparability_group"], "national_survey");
        assert!(
            ssgi["comparability"]["caveat_en"]
                .as_str()
                .unwrap()
                .contains("SKI 2023")
        );
        assert_eq!(ssgi["rounds"], json!([2021, 2022, 2024]));
        assert_eq!(ssgi["open_from"], 2025);
        assert_eq!(ssgi["designs"][2]["level"], "regency");
        assert_eq!(ssgi["designs"][2]["children"], 671);
        assert_eq!(ssgi["designs"][2]["design_effect"], 1.75);
        let eppgbm = read(&viewer, "/api/v1/sources/EPPGBM").await;
        assert_eq!(eppgbm["comparability"], Value::Null);
        assert_eq!(eppgbm["designs"], json!([]));
        let revisions = read(&viewer, "/api/v1/sources/SSGI/revisions").await;
        assert_eq!(revisions["items"][0]["recorded_by"], "system:reference");
        assert_eq!(revisions["items"][0]["snapshot"], ssgi);
    });
}

#[test]
fn reference_lists_are_paged_and_strict() {
    on_each(async |app| {
        let viewer = app.client(Role::Viewer, "64.74").await;
        let indicators = viewer
            .get("/api/v1/indicators?sort=-code&limit=2")
            .await
            .expect(200);
        assert_eq!(codes(&indicators, "code"), ["wasting", "underweight"]);
        let next = indicators.json()["page"]["next"]
            .as_str()
            .unwrap()
            .to_owned();
        let next = format!("/api/v1/indicators?sort=-code&limit=2&cursor={next}");
        let indicators = viewer.get(&next).await.expect(200);
        assert_eq!(
            codes(&indicators, "code"),
            ["stunting_moderate_only", "stunting_clinically_confirmed"]
        );
        for path in [
            "/api/v1/sources/ssgi",
            "/api/v1/sources/NONE/revisions",
            "/api/v1/indicators/none",
        ] {
            viewer.get(path).await.expect(404);
        }
        viewer.get("/api/v1/sources?producer=x").await.expect(422);
        viewer.get("/api/v1/sources?kind=census").await.expect(422);
    });
}

#[test]
fn a_source_is_added_replaced_and_remembered() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let added = admin.post(SOURCES, source("UJI")).await.expect(201);
        assert_eq!(
            added.header("location").as_deref(),
            Some("/api/v1/sources/UJI")
        );
        assert_eq!(added.json()["comparability"]["code"], "national_survey");
        let taken = admin.post(SOURCES, source("UJI")).await.expect(409).json();
        assert_eq!(
            (&taken["code"], &taken["existing"]),
            (&json!("already_exists"), &json!("/api/v1/sources/UJI"))
        );

        let path = "/api/v1/sources/UJI";
        let body = replacement(
            &source("UJI"),
            json!({ "rounds": [2023, 2025], "designs": [] }),
        );
        admin
            .request(reqwest::Method::PUT, path)
            .json(body.clone())
            .await
            .expect(428);
        let replaced = admin
            .put(path, body.clone(), &added.etag())
            .await
            .expect(200);
        assert_eq!(replaced.etag(), "\"v2\"");
        assert_eq!(replaced.json()["rounds"], json!([2023, 2025]));
        assert_eq!(replaced.json()["designs"], json!([]));
        assert_eq!(replaced.json(), read(&admin, path).await);
        let stale = admin
            .put(path, body.clone(), &added.etag())
            .await
            .expect(412);
        assert_eq!(stale.etag(), "\"v2\"");
        admin.put(path, body.clone(), "*").await.expect(200);
        admin
            .put("/api/v1/sources/NONE", body, "*")
            .await
            .expect(404);

        let revisions = read(&admin, "/api/v1/sources/UJI/revisions").await;
        let items = revisions["items"].as_array().unwrap();
        let versions: Vec<&Value> = items.iter().map(|item| &item["version"]).collect();
        assert_eq!(versions, [3, 2, 1]);
        assert_eq!(items[2]["snapshot"], added.json());
        assert_eq!(items[2]["reason"], Value::Null);
        assert_eq!(items[1]["reason"], "Diperbaiki dalam uji");
        assert_eq!(items[1]["recorded_by"], admin.name.as_str());
    });
}

#[test]
fn routine_data_never_joins_a_comparability_group() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        for kind in ["routine", "local"] {
            let body = with(source("UJI"), json!({ "kind": kind }));
            let refused = admin.post(SOURCES, body).await.expect(422);
            assert_eq!(faults(&refused), ["/comparability_group", "/designs"]);
        }
        let grouped = replacement(&source("X"), json!({ "kind": "routine", "designs": [] }));
        let refused = admin
            .put("/api/v1/sources/EPPGBM", grouped, "*")
            .await
            .expect(422);
        assert_eq!(faults(&refused), ["/comparability_group"]);
        let eppgbm = admin.get("/api/v1/sources/EPPGBM").await.expect(200);
        assert_eq!(eppgbm.etag(), "\"v1\"");
        let direct =
            "update source set comparability_group_code = 'national_survey' where code = 'EPPGBM'";
        assert!(app.sql(direct).await.is_err());
    });
}

#[test]
fn every_fault_of_a_source_is_named() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let design = source("UJI")["designs"][0].clone();
        for (changes, pointers) in [
            (json!({ "code": "uji" }), vec!["/code"]),
            (
                json!({ "name_id": " x", "producer": "y".repeat(201) }),
                vec!["/name_id", "/producer"],
            ),
            (
                json!({ "comparability_group": "none_such" }),
                vec!["/comparability_group"],
            ),
            (json!({ "period_kinds": [] }), vec!["/period_kinds"]),
            (
                json!({ "period_kinds": ["year", "year"] }),
                vec!["/period_kinds/1"],
            ),
            (json!({ "rounds": [] }), vec!["/rounds"]),
            (json!({ "rounds": [1850] }), vec!["/rounds"]),
            (
                json!({ "rounds": null, "open_from": 2025 }),
                vec!["/open_from"],
            ),
            (
                json!({ "designs": [design, design] }),
                vec!["/designs/1/level"],
            ),
            (
                json!({ "designs": [with(design.clone(), json!({ "children": 0 }))] }),
                vec!["/designs/0/children"],
            ),
            (
                json!({ "designs": [with(design.clone(), json!({ "design_effect": 0.05 }))] }),
                vec!["/designs/0/design_effect"],
            ),
            (json!({ "version": 3 }), vec!["/version"]),
        ] {
            let refused = admin
                .post(SOURCES, with(source("UJI"), changes.clone()))
                .await
                .expect(422);
            assert_eq!(faults(&refused), pointers, "{changes}");
        }
        admin.get("/api/v1/sources/UJI").await.expect(404);
    });
}

#[test]
fn an_indicator_is_added_and_replaced() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let added = admin
            .post(INDICATORS, indicator("anaemia"))
            .await
            .expect(201);
        assert_eq!(added.json()["comparable_with"], json!(["stunting"]));
        let taken = admin
            .post(INDICATORS, indicator("anaemia"))
            .await
            .expect(409)
            .json();
        assert_eq!(taken["existing"], "/api/v1/indicators/anaemia");
        let path = "/api/v1/indicators/anaemia";
        let body = replacement(&indicator("anaemia"), json!({ "comparable_with": [] }));
        let replaced = admin
            .put(path, body.clone(), &added.etag())
            .await
            .expect(200);
        assert_eq!(replaced.json()["comparable_with"], json!([]));
        admin.put(path, body, &added.etag()).await.expect(412);
        let wrong = json!({ "comparable_with": ["stunting", "anaemia", "none_such", "stunting"] });
        let refused = admin
            .put(path, replacement(&indicator("anaemia"), wrong), "*")
            .await
            .expect(422);
        let mut places = faults(&refused);
        places.sort();
        assert_eq!(
            places,
            [
                "/comparable_with/1",
                "/comparable_with/2",
                "/comparable_with/3"
            ]
        );
        let revisions = read(&admin, &format!("{path}/revisions?sort=version")).await;
        assert_eq!(revisions["items"].as_array().unwrap().len(), 2);
        assert_eq!(revisions["items"][1]["snapshot"], replaced.json());
    });
}

#[test]
fn sources_and_indicators_are_the_administrators() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        officer.post(SOURCES, source("UJI")).await.expect(403);
        officer
            .post(INDICATORS, indicator("anaemia"))
            .await
            .expect(403);
        officer
            .put(
                "/api/v1/sources/SSGI",
                replacement(&source("X"), json!({})),
                "*",
            )
            .await
            .expect(403);
        let parent = app.client(Role::FosterParent, "64.74").await;
        parent.get(SOURCES).await.expect(403);
        app.anonymous().get(SOURCES).await.expect(401);
    });
}

/// As if another edition had been loaded before this one.
async fn pretend_another_edition(app: &TestApp) {
    for sql in [
        "update reference_load set digest = 'x' where name = 'reference'",
        "update source set name_id = 'Lama' where code = 'SKI'",
        "update indicator set name_id = 'Lama' where code = 'wasting'",
        "update target set value_hundredths = 1 where year = 2045",
        "update comparability_group set name_id = 'Lama'",
    ] {
        app.sql(sql).await.unwrap();
    }
}

#[test]
fn a_new_edition_keeps_what_people_changed() {
    on_each(async |app| {
        // Two that load at once draw their ids in any order.
        app.incomparable();
        let admin = app.client(Role::Admin, "ID").await;
        let ssgi = read(&admin, "/api/v1/sources/SSGI").await;
        let people = replacement(&source("X"), json!({ "name_id": "Diubah orang" }));
        admin
            .put("/api/v1/sources/SSGI", people, "*")
            .await
            .expect(200);
        let entries = app.count("audit_event").await;
        load(&app.services).await.unwrap();
        assert_eq!(
            app.count("audit_event").await,
            entries,
            "the same edition is loaded once"
        );

        pretend_another_edition(app).await;
        let (one, two) = tokio::join!(load(&app.services), load(&app.services));
        one.unwrap();
        two.unwrap();
        assert_eq!(
            app.count("audit_event").await,
            entries + 1,
            "several processes load it once"
        );
        let changed = read(&admin, "/api/v1/sources/SSGI").await;
        assert_eq!(
            (&changed["name_id"], &changed["version"]),
            (&json!("Diubah orang"), &json!(2))
        );
        let ski = read(&admin, "/api/v1/sources/SKI").await;
        assert!(
            ski["name_id"]
                .as_str()
                .unwrap()
                .starts_with("Survei Kesehatan")
        );
        assert_eq!(ski["version"], 2);
        assert_eq!(ski["comparability"], ssgi["comparability"]);
        let wasting = read(&admin, "/api/v1/indicators/wasting").await;
        assert_eq!(wasting["version"], 2);
        let target = read(&admin, "/api/v1/targets?year=2045").await;
        assert_eq!(target["items"][0]["value_pct"], 5);
        let last = read(&admin, "/api/v1/audit-events?action=reference.load&limit=1").await;
        assert_eq!(
            last["items"][0]["detail"]["rows"],
            json!({ "added": 0, "updated": 3, "unchanged": 15, "kept": 1 })
        );
    });
}

#[test]
fn other_features_read_the_catalogue() {
    on_each(async |app| {
        let catalogue = catalogue(app.services.db.reader()).await.unwrap();
        assert_eq!(
            (catalogue.sources.len(), catalogue.indicators.len()),
            (7, 7)
        );
        let ssgi = &catalogue.sources["SSGI"];
        assert_eq!(ssgi.series_group(), "national_survey");
        assert_eq!(
            ssgi.designs[&entity::kind::RegionLevel::Province].children,
            6710
        );
        assert!(ssgi.accepts("2024".parse().unwrap()).is_ok());
        assert!(ssgi.accepts("2023".parse().unwrap()).is_err());
        assert_eq!(catalogue.sources["EPPGBM"].series_group(), "EPPGBM");
    });
}
