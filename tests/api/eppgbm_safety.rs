//! Imports that are stopped, given up, of elsewhere or hostile, and who is told what of children.

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::auth::Permission;

use crate::eppgbm_samples::{BONTANG, HEADER, KUKAR, TWO, at, file, read, rows, send, state};
use crate::support::{Backend, Client, on_each};

#[test]
fn a_world_that_has_changed_stops_the_commit() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let one = send(&officer, "create_children=true", &file(&TWO))
            .await
            .expect(201)
            .json();
        let other = send(&officer, "create_children=true", &file(&TWO))
            .await
            .expect(201)
            .json();
        officer
            .post_if(&at(&one, "/commit"), json!({}), "*")
            .await
            .expect(200);
        let before = state(app).await;
        let refused = officer
            .post_if(&at(&other, "/commit"), json!({}), "*")
            .await
            .expect(409)
            .json();
        assert_eq!(refused["report"]["rows_changed"], 2);
        assert_eq!(
            (
                &refused["report"]["rows"][0]["was"],
                &refused["report"]["rows"][0]["now"]
            ),
            (&json!("new"), &json!("unchanged"))
        );
        assert_eq!(state(app).await, before);
        assert_eq!(
            officer.get(&at(&other, "")).await.expect(200).json()["state"],
            "ready"
        );
    });
}

#[test]
fn an_import_that_is_given_up_leaves_nothing() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let import = send(&officer, "create_children=true", &file(&TWO))
            .await
            .expect(201)
            .json();
        let gone = officer
            .post_if(
                &at(&import, "/discard"),
                json!({"reason": "Bulan yang salah"}),
                "\"v1\"",
            )
            .await
            .expect(200)
            .json();
        assert_eq!(gone["state"], "discarded");
        assert_eq!(state(app).await[..4], [0; 4]);
        assert!(
            rows(&officer, &import, "")
                .await
                .iter()
                .all(|row| row["person"].is_null())
        );
        officer
            .post_if(&at(&import, "/commit"), json!({}), "*")
            .await
            .expect(409);
    });
}

#[test]
fn what_nobody_settles_is_given_up_after_a_month() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let import = send(&officer, "", &file(&TWO)).await.expect(201).json();
        assert_eq!(
            tumbuh::eppgbm::expiry::expire(&app.services).await.unwrap(),
            0
        );
        app.clock
            .advance(std::time::Duration::from_secs(31 * 86_400));
        assert_eq!(
            tumbuh::eppgbm::expiry::expire(&app.services).await.unwrap(),
            1
        );
        assert_eq!(
            tumbuh::eppgbm::expiry::expire(&app.services).await.unwrap(),
            0
        );
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let gone = officer.get(&at(&import, "")).await.expect(200).json();
        assert_eq!(
            (&gone["state"], &gone["version"]),
            (&json!("discarded"), &json!(2))
        );
        assert!(
            rows(&officer, &import, "")
                .await
                .iter()
                .all(|row| row["person"].is_null())
        );
    });
}

#[test]
fn who_may_not_know_children_is_not_told() {
    on_each(async |app| {
        let system = app.client_with(&[Permission::WriteImports], "64.74").await;
        let spoilt = file(&["|ANAK CONTOH|L|2024-05-02|IBU RAHASIA|2026-08-09|xx|85"]);
        let import = send(
            &system,
            "",
            &[file(&TWO), spoilt[HEADER.len()..].to_vec()].concat(),
        )
        .await
        .expect(201);
        assert!(!import.text().contains("CONTOH"));
        let import = import.json();
        let before = app.count("audit_event").await;
        let shown = system.get(&at(&import, "/rows")).await.expect(200);
        for hidden in ["CONTOH", "IBU", "2024-05-02", "xx"] {
            assert!(!shown.text().contains(hidden), "{hidden}");
        }
        assert_eq!(app.count("audit_event").await, before);
        let purpose = |client: &Client, purpose: &str| {
            client
                .get(&at(&import, "/rows"))
                .header("X-Purpose", purpose)
        };
        purpose(&system, "Memutuskan baris").await.expect(403);
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let shown = officer.get(&at(&import, "/rows")).await.expect(200);
        assert!(
            !shown.text().contains("CONTOH"),
            "without a purpose nothing is told"
        );
        purpose(&officer, "ab").await.expect(422);
        let refused = app.count("audit_event").await;
        let shown = purpose(&officer, "Memutuskan baris").await.expect(200);
        assert!(shown.text().contains("ANAK CONTOH SATU"));
        assert_eq!(
            shown.header("cache-control").as_deref(),
            Some("private, no-store")
        );
        assert_eq!(
            app.count("audit_event").await,
            refused + 1,
            "it is put on record"
        );
        let stranger = app.client(Role::RegencyOfficer, "64.02").await;
        for path in ["", "/rows", "/quality"] {
            stranger.get(&at(&import, path)).await.expect(404);
        }
        stranger
            .post_if(&at(&import, "/commit"), json!({}), "*")
            .await
            .expect(404);
        if app.backend == Backend::Sqlite {
            for entry in std::fs::read_dir(&app.config.data_dir).unwrap().flatten() {
                let bytes = std::fs::read(entry.path()).unwrap_or_default();
                let clear = bytes.windows(11).any(|part| part == b"ANAK CONTOH");
                assert!(!clear, "{} tells a name", entry.path().display());
            }
        }
    });
}

#[test]
fn rows_of_elsewhere_are_not_taken() {
    on_each(async |app| {
        let elsewhere = read(&format!("{KUKAR}.csv"));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let import = send(&bontang, "", &elsewhere).await.expect(201).json();
        assert_eq!(import["outcomes"]["rejected"], import["rows_read"]);
        assert_eq!(import["notes"][0]["code"], "other_regency");
        let worker = app.client(Role::HealthWorker, "64.74.01").await;
        let import = send(&worker, "", &read(&format!("{BONTANG}.csv")))
            .await
            .expect(201)
            .json();
        assert_eq!(import["region_code"], "64.74.01");
        let outside = import["notes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|note| note["code"] == "outside_scope");
        assert_eq!(outside.unwrap()["rows"], import["outcomes"]["rejected"]);
        let admin = app.client(Role::Admin, "64").await;
        let found = send(&admin, "", &elsewhere).await.expect(201).json();
        assert_eq!(found["region_code"], "64.02");
        send(&admin, "region_code=63", &elsewhere).await.expect(404);
        send(&admin, "region_code=64", &elsewhere).await.expect(422);
    });
}

#[test]
fn files_that_are_none_are_refused() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        for (bytes, status) in [
            (&b""[..], 400),
            (b"PK\x03\x04 not a workbook", 400),
            (b"a;b;c\n1;2;3\n", 422),
            (b"\x00\x01\x02\xff\xfe", 422),
            (b"Nama;JK;Tgl Lahir;Desa/Kel\nX;L;2024-01-01;Loktuan\n", 422),
            (b"\x1f\x8b broken", 400),
        ] {
            send(&officer, "", bytes).await.expect(status);
        }
        let missing = send(&officer, "", b"Nama;JK;Tgl Lahir;Desa/Kel\n")
            .await
            .expect(422)
            .json();
        let named: Vec<&str> = missing["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["pointer"].as_str().unwrap())
            .collect();
        assert_eq!(named, ["/tanggal_pengukuran", "/berat", "/tinggi"]);
        let path = "/api/v1/imports/eppgbm";
        let post = || officer.request(reqwest::Method::POST, path);
        post().body("x", "application/pdf").await.expect(415);
        post().body("x", "application/gzip").await.expect(422);
        let long = format!("{HEADER}{};\n", "x".repeat(2_000_000));
        send(&officer, "", long.as_bytes()).await.expect(400);
        assert_eq!(app.count("eppgbm_import").await, 0);
    });
}

#[test]
fn says_how_many_of_the_children_it_covers() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let covers = async |import: &Value, code: &str| {
            let path = at(import, "/quality");
            let quality = officer.get(&path).await.expect(200).json();
            let items = quality["coverage"].as_array().unwrap().clone();
            let codes: Vec<_> = items
                .iter()
                .map(|item| item["region_code"].clone())
                .collect();
            assert_eq!(codes.len(), 3, "the city, a district, a village: {codes:?}");
            let mut items = items.into_iter();
            items.find(|item| item["region_code"] == code).unwrap()
        };
        let first = send(&officer, "create_children=true", &file(&TWO)).await;
        let first = first.expect(201).json();
        let village = first["villages"][0]["region_code"]
            .as_str()
            .unwrap()
            .to_owned();
        for code in ["64.74", &village[..8], village.as_str()] {
            let mut covered = covers(&first, code).await;
            // Of the city a figure of 2024-08 has been published.
            let published = covered["published"].take();
            let period = (code == "64.74").then(|| json!("2024-08"));
            assert_eq!(published["period"], period.unwrap_or_default(), "{code}");
            let nobody = json!({"region_code": code, "children_under5": 2, "registered": 0, "registered_pct": null, "published": null});
            assert_eq!(covered, nobody);
        }
        let publish = json!({"publish_prevalence": true});
        officer
            .post_if(&at(&first, "/commit"), publish, "*")
            .await
            .expect(200);
        let rows = [
            "|ANAK CONTOH SATU|L|2024-05-02|IBU SATU|2026-09-09|11.6|86",
            "|ANAK CONTOH TIGA|L|2024-07-02|IBU TIGA|2026-09-09|10.9|84.3",
            "|ANAK CONTOH EMPAT|L|2025-07-02|IBU EMPAT|2026-09-09|9.9|74.3",
        ];
        let next = send(&officer, "create_children=true", &file(&rows)).await;
        let next = next.expect(201).json();
        // A claim that nobody has verified is no published one.
        assert_eq!(covers(&next, &village).await["published"], Value::Null);
        let publish = "update prevalence_record set status = 'published', is_official = true where source_code = 'EPPGBM' and period = '2026-08'";
        app.sql(publish).await.unwrap();
        let covered = covers(&next, &village).await;
        // More than are on record: these are too few, and no share can be told.
        assert_eq!(
            (&covered["registered"], &covered["registered_pct"]),
            (&json!(2), &Value::Null)
        );
        let published = &covered["published"];
        assert_eq!(
            (
                &published["period"],
                &published["children_measured"],
                &published["measured_pct"]
            ),
            (&json!("2026-08"), &json!(2), &json!(150))
        );
        officer
            .post_if(&at(&next, "/commit"), json!({}), "*")
            .await
            .expect(200);
        let covered = covers(&next, "64.74").await;
        assert_eq!(
            (&covered["registered"], &covered["registered_pct"]),
            (&json!(4), &json!(75))
        );
    });
}

/// Every row might be of every other one's child: it costs no more than a file in which none is, and a person is asked.
#[test]
fn look_alikes_are_planned_in_time() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let lines: Vec<String> = (0..2000)
            .map(|n| {
                format!(
                    "647401020524{n:04}|ANAK CONTOH|L|2024-05-02|AYAH / IBU|2026-08-09|11,4|85,5"
                )
            })
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let started = std::time::Instant::now();
        let import = send(&officer, "create_children=true", &file(&lines)).await;
        let (import, took) = (import.expect(201).json(), started.elapsed());
        assert!(took < std::time::Duration::from_secs(60), "{took:?}");
        assert_eq!(import["outcomes"]["ambiguous"], 1999);
        let path = format!("{}?limit=200", at(&import, "/rows"));
        let page = officer.get(&path).await.expect(200).json();
        for row in page["items"].as_array().unwrap().iter().skip(20) {
            assert_eq!(row["candidates"].as_array().unwrap().len(), 10, "{row}");
        }
    });
}
