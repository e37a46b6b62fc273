//! Erasure: what was sealed cannot be read any more, wherever one looks; what was counted stays.

use std::path::Path;

use entity::kind::Role;
use entity::{child_key, child_revision};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tumbuh::audit::verify::verify;
use tumbuh::child::retain;

use crate::child::{CHILDREN, child, enroll};
use crate::eppgbm_samples::{at, file, rows, send};
use crate::reference::{read, with};
use crate::support::{Backend, on_each};

const NIK: &str = "6474000000009001";
const NAME: &str = "ANAK RAHASIA";

/// Every file of a folder, and of those below it.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn nothing_of_an_erased_child_is_left_in_the_database() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let key = "sebuah-kunci-idempotensi";
        let body = child(NAME, Some(NIK));
        let written = officer
            .post(CHILDREN, body)
            .header("Idempotency-Key", key)
            .await;
        let path = written.expect(201).header("location").unwrap();
        let measured = json!({"measured_on": "2026-11-20", "weight_kg": 9.4, "height_cm": 79.5, "source": "EPPGBM"});
        officer
            .post(&format!("{path}/measurements"), measured)
            .await
            .expect(201);
        let consent = json!({
            "scope": "care", "relation": "mother", "given_by": "IBU RAHASIA", "text_version": "P-1", "given_on": "2026-11-20"
        });
        officer
            .post(&format!("{path}/consents"), consent)
            .await
            .expect(201);
        let purpose = json!({"purpose": "Memeriksa"});
        let copy = officer.post(&format!("{path}/data-copy"), purpose.clone());
        let copy = copy.header("Idempotency-Key", key).await.expect(200).json();
        assert_eq!(
            (&copy["identity"]["name"], &copy["identity"]["nik"]),
            (&json!(NAME), &json!(NIK))
        );
        assert_eq!(copy["consent_givers"][0]["given_by"], "IBU RAHASIA");
        assert_eq!(copy["measurements"].as_array().unwrap().len(), 1);
        // What was sealed, and with what.
        let sealed_key = child_key::Entity::find()
            .one(&app.owner)
            .await
            .unwrap()
            .unwrap()
            .sealed;
        let revision = child_revision::Entity::find()
            .one(&app.owner)
            .await
            .unwrap();
        let sealed = revision.unwrap().identity_sealed.unwrap();
        if app.backend == Backend::Sqlite {
            let found = files(&app.config.data_dir);
            assert!(
                found.iter().any(|(_, bytes)| holds(bytes, &sealed_key)),
                "the search finds nothing"
            );
        }
        let erase = json!({"reason": "Permintaan orang tua", "basis": "UU 27/2022"});
        officer
            .post(&format!("{path}/erase"), erase.clone())
            .await
            .expect(428);
        let erased = officer
            .post_if(&format!("{path}/erase"), erase.clone(), "\"v1\"")
            .await;
        erased.expect(200);
        officer
            .post_if(&format!("{path}/erase"), erase, "*")
            .await
            .expect(409);
        officer
            .post(&format!("{path}/identity"), purpose.clone())
            .await
            .expect(409);
        let copy = officer
            .post(&format!("{path}/data-copy"), purpose)
            .await
            .expect(200);
        assert!(!copy.text().contains("RAHASIA") && !copy.text().contains(NIK));
        let search = json!({"purpose": "Mencari", "nik": NIK});
        let found = officer
            .post(&format!("{CHILDREN}/search"), search)
            .await
            .expect(200)
            .json();
        assert_eq!(found["items"], json!([]));
        if app.backend == Backend::Sqlite {
            let backup = tempfile::tempdir().unwrap();
            let copy = backup.path().join("salinan.sqlite");
            app.sql(&format!("vacuum into '{}'", copy.display()))
                .await
                .unwrap();
            let all = [files(&app.config.data_dir), files(backup.path())].concat();
            for (file, bytes) in all {
                for part in [
                    NAME.as_bytes(),
                    b"RAHASIA",
                    NIK.as_bytes(),
                    &sealed_key,
                    &sealed,
                ] {
                    assert!(
                        !holds(&bytes, part),
                        "something of the child is left in {file}"
                    );
                }
            }
        }
        assert_eq!(app.count("child_key").await, 0);
        // What was counted stays under its code, and the log holds together.
        let shown = read(&officer, &path).await;
        assert!(shown["erased_at"].is_string() && shown["latest"]["measured_on"] == "2026-11-20");
        let verdict = verify(&app.owner, |_| {}).await.unwrap();
        assert_eq!(verdict.findings, []);
        // The NIK can be another's.
        let other = with(
            child("ANAK LAIN", Some(NIK)),
            json!({"birth_date": "2023-01-01"}),
        );
        enroll(&officer, other).await;
    });
}

#[test]
fn the_service_erases_by_rule_and_never_twice() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        for (name, born) in [("ANAK TUA", "2016-11-22"), ("ANAK MUDA", "2016-11-23")] {
            enroll(
                &officer,
                with(child(name, None), json!({"birth_date": born})),
            )
            .await;
        }
        assert_eq!(retain(&app.services).await.unwrap(), 1);
        assert_eq!(retain(&app.services).await.unwrap(), 0);
        let page = read(&officer, &format!("{CHILDREN}?sort=birth_date")).await;
        assert!(page["items"][0]["erased_at"].is_string());
        assert!(page["items"][1]["erased_at"].is_null());
        let auditor = app.client(Role::Auditor, "ID").await;
        let entries = read(&auditor, "/api/v1/audit-events?action=child.erase").await;
        assert_eq!(entries["items"].as_array().unwrap().len(), 1);
        assert_eq!(entries["items"][0]["actor_kind"], "system");
        let province = app.client(Role::ProvinceOfficer, "64").await;
        let rules = read(&province, "/api/v1/privacy/retention-rules").await;
        assert_eq!(rules["items"][0]["code"], "AGED_OUT_5_YEARS");
    });
}

#[test]
fn merges_leave_nothing_that_cannot_be_erased() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let kept = enroll(&officer, child("RIZKY SINTETIS", None)).await;
        let other = with(
            child("RISKI SINTETIS", Some(NIK)),
            json!({"birth_date": "2024-11-03"}),
        );
        let other = enroll(&officer, other).await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let merge = |of: &str| json!({"other_id": id(of), "reason": "Anak yang sama"});
        // What was sealed of both as one goes when they are taken apart.
        let merged = officer
            .post_if(&format!("{kept}/merge"), merge(&other), "*")
            .await
            .expect(201)
            .json();
        let undo = format!("{kept}/merges/{}/undo", merged["id"].as_str().unwrap());
        officer
            .post_if(&undo, json!({"reason": "Ternyata lain"}), "*")
            .await
            .expect(200);
        let revisions = child_revision::Entity::find().all(&app.owner).await;
        let sealed = |action: &str| {
            let rows = revisions.as_ref().unwrap().iter();
            let of_kept = rows.filter(|row| row.child_id.to_string() == id(&kept));
            let of_action = of_kept.filter(|row| row.action == action);
            of_action
                .map(|row| row.identity_sealed.is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (sealed("create"), sealed("merge")),
            (vec![true], vec![false])
        );
        // A record that was erased is put together with none, or the other could never be erased.
        let erase = json!({"reason": "Permintaan orang tua", "basis": "UU 27/2022"});
        officer
            .post_if(&format!("{other}/erase"), erase.clone(), "*")
            .await
            .expect(200);
        for (one, another) in [(&kept, &other), (&other, &kept)] {
            officer
                .post_if(&format!("{one}/merge"), merge(another), "*")
                .await
                .expect(422);
        }
        officer
            .post_if(&format!("{kept}/erase"), erase, "*")
            .await
            .expect(200);
    });
}

/// Rows of files that wait tell who a child is, as much as its record does.
#[test]
fn imports_that_name_an_erased_child_are_given_up() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let body = with(
            child("ANAK CONTOH SATU", None),
            json!({ "sex": "M", "birth_date": "2024-05-02", "identity": {
                "name": "ANAK CONTOH SATU", "nik": null, "mother_name": "IBU SATU", "father_name": "AYAH SATU", "address": null
            }}),
        );
        let path = enroll(&officer, body).await;
        let own = "|ANAK CONTOH SATU|L|2024-05-02|AYAH SATU / IBU SATU|2026-08-09|11,4|85,5";
        // Day and month exchanged: it might be the same child, and a person would have to say so.
        let like = "|ANAK CONTOH SATU|L|2024-02-05|AYAH SATU / IBU SATU|2026-08-09|11,4|85,5";
        let other = "|BAGUS SEMBARANG|L|2023-07-14|PAK LAIN / BU LAIN|2026-08-09|12,4|90,5";
        let mut imports = Vec::new();
        for rows in [&[other, own][..], &[like], &[other]] {
            let import = send(&officer, "", &file(rows)).await.expect(201).json();
            imports.push(import);
        }
        let id = path.rsplit('/').next().unwrap();
        let waiting = |import: &Value| {
            let import = import.clone();
            let officer = officer.clone();
            async move { rows(&officer, &import, "").await }
        };
        assert_eq!(waiting(&imports[0]).await[1]["child_id"], json!(id));
        let candidate = &waiting(&imports[1]).await[0]["candidates"][0];
        assert_eq!(candidate["child_id"], json!(id), "{candidate}");
        let erase = json!({"reason": "Permintaan orang tua", "basis": "UU 27/2022"});
        let erased = officer.post_if(&format!("{path}/erase"), erase, "*");
        erased.await.expect(200);
        for (import, (state, version)) in
            imports
                .iter()
                .zip([("discarded", 2), ("discarded", 2), ("ready", 1)])
        {
            let now = officer.get(&at(import, "")).await.expect(200).json();
            assert_eq!(
                (&now["state"], &now["version"]),
                (&json!(state), &json!(version))
            );
            let gone = state == "discarded";
            for row in waiting(import).await {
                assert_eq!(row["person"].is_null(), gone);
            }
            let commit = officer
                .post_if(&at(import, "/commit"), json!({}), "*")
                .await;
            commit.expect(if gone { 409 } else { 200 });
        }
        let sealed = "eppgbm_import where key_sealed is not null and state = 'discarded'";
        assert_eq!(app.count(sealed).await, 0);
    });
}
