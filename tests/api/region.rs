//! Regions: the list and its filters, one region, names that somebody wrote, history, boundaries, and loading.

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::auth::Permission;
use tumbuh::period::Period;
use tumbuh::problem::Place;

use crate::support::{Backend, Client, TestApp, on_each};

async fn reader(app: &TestApp) -> Client {
    // Regions are public reference data: this caller of Bontang reads those of other provinces as well.
    app.client(Role::FosterParent, "64.74").await
}

async fn get(client: &Client, path: &str) -> Value {
    client
        .get(&format!("/api/v1{path}"))
        .await
        .expect(200)
        .json()
}

/// The first fault of a refusal: parameter, code, detail.
async fn fault(client: &Client, path: &str) -> (String, String, String) {
    let problem = client
        .get(&format!("/api/v1{path}"))
        .header("Accept-Language", "en")
        .await
        .expect(422)
        .json();
    let of = |member: &str| {
        let value = &problem["errors"][0][member];
        value.as_str().unwrap_or_default().to_owned()
    };
    (of("parameter"), of("code"), of("detail"))
}

fn members(page: &Value, member: &str) -> Vec<String> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item[member].as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn codes(client: &Client, path: &str) -> Vec<String> {
    members(&get(client, path).await, "code")
}

#[test]
fn lists_by_level_parent_and_subtree() {
    on_each(async |app| {
        let client = reader(app).await;
        let provinces = get(&client, "/regions?level=province&count=true&limit=5").await;
        assert_eq!(provinces["page"]["total"], 38);
        assert_eq!(members(&provinces, "code"), ["11", "12", "13", "14", "15"]);
        let regencies = get(&client, "/regions?level=regency&count=true&limit=1").await;
        assert_eq!(regencies["page"]["total"], 514);
        let of_64 = codes(&client, "/regions?parent=64").await;
        let expected = [
            "64.01", "64.02", "64.03", "64.07", "64.08", "64.09", "64.11", "64.71", "64.72",
            "64.74",
        ];
        assert_eq!(of_64, expected);
        let bontang = get(&client, "/regions?within=64.74&count=true&limit=200").await;
        assert_eq!(bontang["page"]["total"], 1 + 3 + 15);
        assert_eq!(bontang["items"][0]["code"], "64.74");
        let districts = get(&client, "/regions?within=64&level=district&count=true").await;
        assert_eq!(districts["page"]["total"], 105);
        let villages = get(&client, "/regions?within=64&level=village&count=true").await;
        assert_eq!(villages["page"]["total"], 197 + 841);
        assert_eq!(
            codes(&client, "/regions?level=country&within=ID").await,
            ["ID"]
        );
        assert_eq!(codes(&client, "/regions?bps_code=6402").await, ["64.07"]);
        assert_eq!(codes(&client, "/regions?bps_code=99").await, [""; 0]);
    });
}

#[test]
fn pages_in_both_orders_and_back() {
    on_each(async |app| {
        let client = reader(app).await;
        for sort in ["code", "-code", "name", "-name", "name,code"] {
            let start = format!("/regions?within=64.74&sort={sort}&limit=7");
            let whole = get(&client, &format!("/regions?within=64.74&sort={sort}")).await;
            let whole = members(&whole, "code");
            let mut path = start.clone();
            let mut seen = Vec::new();
            let last = loop {
                let page = get(&client, &path).await;
                seen.extend(members(&page, "code"));
                match page["page"]["next"].as_str() {
                    Some(cursor) => path = format!("{start}&cursor={cursor}"),
                    None => break page,
                }
            };
            assert_eq!(seen, whole, "{sort}");
            assert_eq!(seen.len(), 19);
            let cursor = last["page"]["prev"].as_str().unwrap();
            let before = codes(&client, &format!("{start}&cursor={cursor}")).await;
            assert_eq!(before, whole[7..14], "{sort}");
            let other = format!("/api/v1/regions?within=64.72&sort={sort}&limit=7&cursor={cursor}");
            client.get(&other).await.expect(400);
        }
        let names = get(&client, "/regions?parent=64&sort=name").await;
        let names = members(&names, "name");
        assert_eq!(names[0], "Kabupaten Berau");
        assert_eq!(names[9], "Kota Samarinda");
    });
}

#[test]
fn searches_names_and_spellings() {
    on_each(async |app| {
        let client = reader(app).await;
        for q in ["Lok%20Tuan", "loktuan", "LOK-TUAN", "oktua"] {
            let found = codes(&client, &format!("/regions?q={q}")).await;
            assert_eq!(found, ["64.74.01.1003"], "{q}");
        }
        for narrowed in ["within=64", "parent=64.74.01", "within=ID", "level=village"] {
            let found = codes(&client, &format!("/regions?q=loktuan&{narrowed}")).await;
            assert_eq!(found, ["64.74.01.1003"], "{narrowed}");
        }
        assert_eq!(codes(&client, "/regions?q=kukar").await, ["64.02"]);
        assert_eq!(
            codes(&client, "/regions?q=Mahulu&level=regency").await,
            ["64.11"]
        );
        // What SQL takes for any text is only a mark here.
        for q in ["loktuan%25", "lok_tuan", "lok%27tuan"] {
            let found = codes(&client, &format!("/regions?q={q}")).await;
            assert_eq!(found, ["64.74.01.1003"], "{q}");
        }
        assert_eq!(
            codes(&client, "/regions?q=l%25n&within=64.74").await,
            [""; 0]
        );
        let fault = fault(&client, "/regions?q=%25%25").await;
        assert_eq!((fault.0.as_str(), fault.1.as_str()), ("q", "pattern"));
    });
}

#[test]
fn as_of_shows_the_regions_and_names_of_the_day() {
    on_each(async |app| {
        let client = reader(app).await;
        let of = |day: &str| format!("/regions?within=64.02.19&as_of={day}");
        assert_eq!(codes(&client, &of("2021-12-31")).await, [""; 0]);
        assert_eq!(codes(&client, &of("2022-02-14")).await.len(), 11);
        let old = "/regions?within=64.02.08&q=kedangipil";
        assert_eq!(codes(&client, old).await, [""; 0]);
        let then = codes(&client, &format!("{old}&as_of=2022-02-13")).await;
        assert_eq!(then, ["64.02.08.2001"]);
        assert_eq!(
            codes(&client, &format!("{old}&as_of=2022-02-14")).await,
            [""; 0]
        );
        let papua = "/regions?parent=91&level=regency&count=true&limit=1&as_of=";
        let total = |page: &Value| page["page"]["total"].as_i64().unwrap();
        let then = total(&get(&client, &format!("{papua}2020-01-01")).await);
        let now = total(&get(&client, &format!("{papua}2026-01-01")).await);
        assert_eq!((then, now), (29, 9));
        // A name that was changed: the history says which and when.
        let region = get(&client, "/regions?q=samboja%20barat&level=district").await;
        let code = region["items"][0]["code"].as_str().unwrap().to_owned();
        let before = get(
            &client,
            &format!("/regions?within={code}&level=district&as_of=2024-01-01"),
        )
        .await;
        assert_eq!(before["items"][0]["name"], "Semboja Barat");
        client
            .get("/api/v1/regions?as_of=2022-02-30")
            .await
            .expect(422);
    });
}

#[test]
fn a_bare_number_is_never_a_code() {
    on_each(async |app| {
        let client = reader(app).await;
        for (path, parameter) in [
            ("/regions?parent=6402", "parent"),
            ("/regions?within=6402", "within"),
            ("/regions/6402", "code"),
            ("/regions/6402/history", "code"),
            ("/regions/resolve?name=x&within=6402", "within"),
        ] {
            let (at, code, detail) = fault(&client, path).await;
            assert_eq!(
                (at.as_str(), code.as_str()),
                (parameter, "ambiguous_code"),
                "{path}"
            );
            for part in ["64.02", "Kutai Kartanegara", "BPS", "64.07", "Kutai Barat"] {
                assert!(detail.contains(part), "{part} in {detail}");
            }
        }
        for (path, expected) in [
            ("/regions?parent=64.2", "pattern"),
            ("/regions?within=kaltim", "pattern"),
            ("/regions?within=64.99", "unknown_region"),
            ("/regions/64.02.", "pattern"),
            ("/regions/6403050", "ambiguous_code"),
            ("/regions?level=desa", "type"),
        ] {
            assert_eq!(fault(&client, path).await.1, expected, "{path}");
        }
        client.get("/api/v1/regions/64.99").await.expect(404);
        client
            .get("/api/v1/regions/64.99/history")
            .await
            .expect(404);
        let both = client
            .get("/api/v1/regions?parent=6402&within=x&sort=kind")
            .await;
        assert_eq!(
            both.expect(422).json()["errors"].as_array().unwrap().len(),
            3
        );
    });
}

#[test]
fn reads_a_region_with_what_is_known_of_it() {
    on_each(async |app| {
        let client = reader(app).await;
        let answer = client
            .get("/api/v1/regions/64.74.01.1003")
            .await
            .expect(200);
        let region = answer.json();
        assert_eq!(region["kind"], "kelurahan");
        assert_eq!(region["bps_code"], "6474020005");
        assert_eq!(region["parent_code"], "64.74.01");
        let above: Vec<&str> = region["ancestors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| a["code"].as_str().unwrap())
            .collect();
        assert_eq!(above, ["ID", "64", "64.74", "64.74.01"]);
        assert_eq!(region["aliases"][0]["name"], "Loktuan");
        assert_eq!(region["names"][0]["decree"], "Permendagri 56/2015");
        let unchanged = client
            .get("/api/v1/regions/64.74.01.1003")
            .header("If-None-Match", &answer.etag())
            .await;
        unchanged.expect(304);
        let country = get(&client, "/regions/ID").await;
        assert_eq!(country["ancestors"], json!([]));
        assert_eq!(country["parent_code"], Value::Null);
        let gone = get(&client, "/regions/64.02.08.2001").await;
        assert_eq!(gone["listed_until"], "2022-02-14");
        app.anonymous().get("/api/v1/regions").await.expect(401);
        let other = app.client_with(&[Permission::ReadAudit], "64").await;
        other.get("/api/v1/regions/64").await.expect(403);
    });
}

#[test]
fn history_hints_at_the_codes_before_and_after() {
    on_each(async |app| {
        let client = reader(app).await;
        let after = get(&client, "/regions/64.02.08.2001/history").await;
        assert_eq!(after["successors"][0]["code"], "64.02.19.2001");
        assert_eq!(after["predecessors"], json!([]));
        let before = get(&client, "/regions/64.02.19.2001/history").await;
        assert_eq!(before["predecessors"][0]["code"], "64.02.08.2001");
        assert_eq!(before["names"][0]["listed_from"], "2022-02-14");
        // A regency that came to a new province, in the spelling of the decrees.
        let merauke = get(&client, "/regions/91.01/history").await;
        assert_eq!(merauke["successors"][0]["code"], "93.01");
        let merauke = get(&client, "/regions/93.01/history").await;
        assert_eq!(merauke["predecessors"][0]["code"], "91.01");
        let sorong = get(&client, "/regions/92.71/history").await;
        assert_eq!(sorong["successors"][0]["code"], "96.71");
        let still = get(&client, "/regions/64.74/history").await;
        assert_eq!(still["names"].as_array().unwrap().len(), 1);
        assert_eq!(still["successors"], json!([]));
    });
}

#[test]
fn resolves_names_and_gives_all_that_are_meant() {
    on_each(async |app| {
        let client = reader(app).await;
        let resolve = async |query: &str| get(&client, &format!("/regions/resolve?{query}")).await;
        let found = resolve("name=sumber%20sari&within=64.02").await;
        let codes = members(&found, "region_code");
        assert_eq!(codes, ["64.02.02.2014", "64.02.07.2007", "64.02.19.2007"]);
        assert!(members(&found, "match").iter().all(|m| m == "exact"));
        let parents = members(&found, "parent_name");
        assert_eq!(parents[2], "Kota Bangun Darat");
        assert_eq!(found["items"][0]["score"], json!(1.0));
        let first = resolve("name=Sumbersari&within=64.02&limit=1").await;
        assert_eq!(
            (first["items"].as_array().unwrap().len(), &first["total"]),
            (1, &json!(3))
        );
        for (query, code, how) in [
            ("name=Kutai%20Barat", "64.07", "exact"),
            ("name=KAB.%20KUTAI%20BARAT", "64.07", "exact"),
            ("name=bontang&level=regency", "64.74", "exact"),
            ("name=Kukar", "64.02", "alias"),
            ("name=Loktuan&within=64", "64.74.01.1003", "exact"),
            (
                "name=Berebas%20Pantai&within=64.74",
                "64.74.02.1003",
                "alias",
            ),
            ("name=Kec.%20Loa%20Janan&within=64", "64.02.03", "exact"),
            ("name=Kutai%20Kartanagara", "64.02", "fuzzy"),
        ] {
            let found = resolve(query).await;
            let best = &found["items"][0];
            assert_eq!(
                (best["region_code"].as_str(), best["match"].as_str()),
                (Some(code), Some(how)),
                "{query}: {found}"
            );
        }
        let slip = resolve("name=Berbas%20Pante&within=64.74").await;
        assert_eq!(slip["items"][0]["region_code"], "64.74.02.1003");
        assert_eq!(slip["items"][0]["match"], "fuzzy");
        assert!(slip["items"].as_array().unwrap().len() <= 10);
        let none = resolve("name=Xyzzy&within=64").await;
        assert_eq!(none, json!({ "items": [], "total": 0 }));
        for (path, parameter) in [
            ("/regions/resolve", "name"),
            ("/regions/resolve?name=--", "name"),
            ("/regions/resolve?name=x&limit=0", "limit"),
            ("/regions/resolve?name=x&within=64.99", "within"),
        ] {
            assert_eq!(fault(&client, path).await.0, parameter, "{path}");
        }
    });
}

#[test]
fn boundaries_are_geojson() {
    on_each(async |app| {
        let client = reader(app).await;
        let path = "/api/v1/regions.geojson?province=64";
        let answer = client.get(path).await.expect(200);
        assert_eq!(
            answer.header("content-type").unwrap(),
            "application/geo+json"
        );
        let json = answer.json();
        assert_eq!(json["type"], "FeatureCollection");
        let ids: Vec<&str> = json["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids.len(), 10);
        assert!(ids.contains(&"64.74"));
        let tag = answer.etag();
        client
            .get(path)
            .header("If-None-Match", &tag)
            .await
            .expect(304);
        client
            .get("/api/v1/regions.geojson?province=11")
            .await
            .expect(404);
        client
            .get("/api/v1/regions.geojson?province=64.74")
            .await
            .expect(422);
        client.get("/api/v1/regions.geojson").await.expect(422);
    });
}

#[test]
fn other_features_find_regions() {
    on_each(async |app| {
        let reader = app.services.db.reader();
        let children = tumbuh::region::children(reader, "64.74").await.unwrap();
        assert_eq!(children.len(), 3);
        let asked: Vec<String> = ["64", "64.74", "99"].map(str::to_owned).to_vec();
        let names = tumbuh::region::names(reader, &asked).await.unwrap();
        assert_eq!((names.len(), names["64.74"].as_str()), (2, "Kota Bontang"));
        let found = tumbuh::region::find_all(reader, &asked).await.unwrap();
        assert_eq!(found["64"].name, "Kalimantan Timur");
        let place = || Place::Pointer("/region_code".to_owned());
        let gone = tumbuh::region::check_code(reader, "64.02.08.2001", place()).await;
        let gone = gone.unwrap().unwrap();
        let period = |text: &str| text.parse::<Period>().unwrap();
        assert!(tumbuh::region::listed_in(&gone, period("2022-08")));
        assert!(!tumbuh::region::listed_in(&gone, period("2023")));
        let fault = tumbuh::region::check_code(reader, "6402", place()).await;
        assert_eq!(fault.unwrap().unwrap_err().code, "ambiguous_code");
    });
}

#[test]
fn loads_everything_once_per_edition() {
    on_each(async |app| {
        let before = app.count("audit_event").await;
        let started = std::time::Instant::now();
        tumbuh::region::load::load(&app.services).await.unwrap();
        eprintln!(
            "{:?}: all regions in {:.1?}",
            app.backend,
            started.elapsed()
        );
        assert_eq!(app.count("region").await, 99_134);
        assert_eq!(app.count("region_name").await, 23_703);
        assert_eq!(app.count("region_alias").await, 4_141);
        assert_eq!(app.count("region where listed_until is null").await, 91_600);
        assert_eq!(app.count("audit_event").await, before + 1);
        tumbuh::region::load::load(&app.services).await.unwrap();
        assert_eq!(app.count("audit_event").await, before + 1);
        let client = reader(app).await;
        let total = get(&client, "/regions?count=true&limit=1").await;
        assert_eq!(total["page"]["total"], 91_600);
        let found = codes(&client, "/regions?q=jabung%20sisir").await;
        assert_eq!(found.len(), 1);
        let short = codes(&client, "/regions?q=ab&sort=name&limit=3").await;
        assert_eq!(short.len(), 3);
        let back = codes(&client, "/regions?within=74.05.18.2006&as_of=2016-01-01").await;
        assert_eq!(back, ["74.05.18.2006"]);
        let gap = codes(&client, "/regions?within=74.05.18.2006&as_of=2019-01-01").await;
        assert_eq!(gap, [""; 0]);
        let gandu = get(&client, "/regions/resolve?name=Sukamaju&limit=3").await;
        assert_eq!(gandu["items"].as_array().unwrap().len(), 3);
        assert!(gandu["total"].as_i64().unwrap() > 100);
        let moved = get(&client, "/regions/91.01.01/history").await;
        assert_eq!(moved["successors"][0]["code"], "93.01.01");
    });
}

#[test]
fn processes_that_start_together_load_once() {
    on_each(async |app| {
        if app.backend == Backend::Postgres {
            app.sql("delete from reference_load where name = 'regions'")
                .await
                .unwrap();
        }
        let before = app.count("audit_event").await;
        let load = || tumbuh::region::load::load_only(&app.services, &["64.74"]);
        let (one, two, three) = futures_util::join!(load(), load(), load());
        one.and(two).and(three).unwrap();
        assert_eq!(app.count("audit_event").await, before + 1);
    });
}
