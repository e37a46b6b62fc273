//! Proof of deliveries: what is taken and what is refused, pictures of a child only for as long as somebody agrees, documents for
//! no donor but who handed them in, and bytes that are gone when they are to be gone.

use entity::id::ChildId;
use entity::kind::Role;
use reqwest::Method;
use serde_json::{Value, json};
use tumbuh::action::evidence::sweep::sweep;

use crate::evidence::{form, stored};
use crate::evidence_search::pdf;
use crate::foster::{because, link, verified};
use crate::foster_care::{CARE, begun, stunted};
use crate::foster_samples::consent;
use crate::reference::{faults, read};
use crate::support::client::Request;
use crate::support::{Client, TestApp, on_each};

const PLACE: &[u8] = b"0.5021 S, 117.1537 E";

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, marker];
    bytes.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
    bytes.extend(content);
    bytes
}

/// The skeleton of a photograph, with the position at which it was taken if that is wanted; no two of different numbers are alike.
pub fn photograph(number: u8, has_position: bool) -> Vec<u8> {
    let mut bytes = b"\xff\xd8".to_vec();
    if has_position {
        let mut exif =
            b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0".to_vec();
        exif.extend(PLACE);
        bytes.extend(segment(0xe1, &exif));
    }
    bytes.extend(segment(0xdb, &[number; 65]));
    bytes.extend(segment(0xc0, b"\x08\0\x01\0\x01\x01\x01\x11\0"));
    bytes.extend(segment(0xc4, &[0; 19]));
    bytes.extend(segment(0xda, b"\x01\x01\0\0\x3f\0"));
    bytes.extend(b"\x12\x34\xff\xd9");
    bytes
}

/// Hands a proof in.
pub fn prove(client: &Client, delivery: &str, name: &str, file: &[u8], meta: &Value) -> Request {
    client
        .request(Method::POST, &format!("{delivery}/files"))
        .body(form(name, file, meta), "multipart/form-data; boundary=x")
}

/// Whether it shows the child.
pub fn shows(child: bool) -> Value {
    json!({ "shows_child": child })
}

/// A child in care, who is there, and a delivery that the donor recorded.
pub struct Scene {
    pub child: ChildId,
    pub donor: Client,
    pub worker: Client,
    pub officer: Client,
    pub assignment: String,
    pub delivery: String,
}

impl Scene {
    pub async fn new(app: &TestApp, company: &str) -> Self {
        let (parent_path, parent) = verified(app, company).await;
        let donor = app.client(Role::FosterParent, "64.74").await;
        link(app, &parent_path, &donor).await;
        let child = stunted(app).await;
        consent(app, child).await;
        let assignment = begun(app, &parent, child).await;
        let worker = app.client(Role::HealthWorker, "64.74").await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let mut scene = Self {
            child,
            donor,
            worker,
            officer,
            assignment,
            delivery: String::new(),
        };
        scene.delivery = scene.deliver(&scene.donor, 1, 400_000).await;
        scene
    }

    /// Something that is handed over, without a reference.
    pub async fn deliver(&self, by: &Client, position: i32, value_idr: i64) -> String {
        let body = json!({
            "position": position, "delivered_on": "2026-11-22", "value_idr": value_idr, "receiver": "mother",
        });
        let made = by.post(&format!("{}/deliveries", self.assignment), body);
        made.await.expect(201).header("location").unwrap()
    }

    /// A consent to photographs, by its path.
    pub async fn agree(&self) -> String {
        let body = json!({
            "scope": "photograph", "relation": "mother", "given_by": "IBU CONTOH", "text_version": "P-1", "given_on": "2026-11-20"
        });
        let path = format!("/api/v1/children/{}/consents", self.child);
        let made = self.worker.post(&path, body).await.expect(201);
        made.header("location").unwrap()
    }

    pub async fn disagree(&self, consent: &str) {
        let body = json!({ "withdrawn_on": "2026-11-22", "reason": "Ditarik oleh ibu" });
        let withdrawn = self
            .worker
            .post_if(&format!("{consent}/withdraw"), body, "*");
        withdrawn.await.expect(200);
    }

    /// The proofs as the donor sees them.
    pub async fn seen(&self) -> Vec<Value> {
        let path = format!("{}/files", self.own());
        let list = read(&self.donor, &path).await;
        list["items"].as_array().unwrap().clone()
    }

    /// Where the donor sees the assignment.
    pub fn own(&self) -> String {
        format!("{CARE}/{}", self.assignment.rsplit('/').next().unwrap())
    }

    /// Where the donor sees the bytes of a proof.
    pub fn own_content(&self, file: &str) -> String {
        format!(
            "{}/files/{}/content",
            self.own(),
            file.rsplit('/').next().unwrap()
        )
    }
}

/// Where a proof stands that was handed in.
pub async fn kept(request: Request) -> String {
    request.await.expect(201).header("location").unwrap()
}

#[test]
fn a_picture_of_a_child_is_kept_and_shown_while_somebody_agrees() {
    on_each(async |app| {
        let scene = Scene::new(app, "PT Asuh").await;
        let picture = photograph(1, true);
        let send = || {
            prove(
                &scene.donor,
                &scene.delivery,
                "Foto Rahasia.jpg",
                &picture,
                &shows(true),
            )
        };
        let refused = send().await.expect(422);
        assert_eq!(faults(&refused), ["/meta/shows_child"]);
        assert_eq!(refused.json()["errors"][0]["code"], "no_consent");
        assert_eq!(
            (stored(app).await, app.count("evidence_file").await),
            (0, 0)
        );
        let agreed = scene.agree().await;
        let made = send().await.expect(201);
        assert!(!made.text().contains("Rahasia"), "its name is not kept");
        assert_eq!(made.json()["reused"], json!(null));
        let file = made.header("location").unwrap();
        let (content, own) = (format!("{file}/content"), scene.own_content(&file));
        for (client, path) in [(&scene.officer, &content), (&scene.donor, &own)] {
            let given = client.get(path).await.expect(200);
            assert_eq!(given.bytes(), photograph(1, false), "without its position");
            assert_eq!(
                given.header("cache-control").as_deref(),
                Some("private, no-store")
            );
            assert!(
                !given
                    .header("content-disposition")
                    .unwrap()
                    .contains("Rahasia")
            );
        }
        let part = scene
            .officer
            .get(&content)
            .header("range", "bytes=2-5")
            .await;
        assert_eq!(part.expect(206).bytes(), &photograph(1, false)[2..6]);
        // Who saw the child is on record: three times by two.
        let auditor = app.client(Role::Auditor, "ID").await;
        let path = format!(
            "/api/v1/audit-events?action=foster_delivery_file.read&subject_type=child&subject_id={}",
            scene.child
        );
        let seen = read(&auditor, &path).await;
        assert_eq!(seen["items"].as_array().unwrap().len(), 3);
        // The consent to disclosure is another one: without it the donor has nothing, and the programme's side has.
        app.sql(
            "update child_consent set given_on = '2027-01-01' where scope = 'donor_disclosure'",
        )
        .await
        .unwrap();
        scene.donor.get(&own).await.expect(404);
        scene.officer.get(&content).await.expect(200);
        app.sql(
            "update child_consent set given_on = '2026-11-01' where scope = 'donor_disclosure'",
        )
        .await
        .unwrap();
        // Taken back: for nobody from the next request on.
        scene.disagree(&agreed).await;
        scene.officer.get(&content).await.expect(409);
        scene.donor.get(&own).await.expect(404);
        assert_eq!(scene.seen().await[0]["withheld"], "no_consent");
        assert_eq!(read(&scene.officer, &file).await["withheld"], "no_consent");
        send().await.expect(422);
        assert_eq!(stored(app).await, 1);
        assert_eq!(sweep(&app.services).await.unwrap(), 1);
        assert_eq!(stored(app).await, 0);
        assert_eq!(sweep(&app.services).await.unwrap(), 0);
        let gone = read(&scene.officer, &file).await;
        assert_eq!(
            (&gone["withheld"], &gone["destroyed_because"]),
            (&json!("destroyed"), &json!("consent"))
        );
        assert_eq!(
            read(&scene.officer, &scene.delivery).await["files_count"],
            0
        );
        scene.officer.get(&content).await.expect(409);
        // Agreed to anew, it can be handed in anew.
        scene.agree().await;
        scene.officer.get(&content).await.expect(409);
        let again = kept(send()).await;
        scene
            .officer
            .get(&format!("{again}/content"))
            .await
            .expect(200);
        assert_eq!(sweep(&app.services).await.unwrap(), 0);
    });
}

#[test]
fn what_is_no_proof_is_refused_and_leaves_nothing() {
    on_each(async |app| {
        let scene = Scene::new(app, "PT Asuh").await;
        let other = Scene::new(app, "PT Lain").await;
        let picture = photograph(1, false);
        let mut large = b"\x89PNG\r\n\x1a\n".to_vec();
        large.resize((20 << 20) + 1, 0);
        let goods = shows(false);
        for (name, file, meta, pointer, code) in [
            ("a.exe", &picture, &goods, "/file", "extension_unknown"),
            (
                "a.jpg",
                &b"MZ executable".to_vec(),
                &goods,
                "/file",
                "content_mismatch",
            ),
            ("a.png", &picture, &goods, "/file", "content_mismatch"),
            ("a.pdf", &picture, &goods, "/file", "content_mismatch"),
            (
                "a.jpg",
                &picture[..picture.len() - 4].to_vec(),
                &goods,
                "/file",
                "broken",
            ),
            ("a.jpg", &Vec::new(), &goods, "/file", "empty"),
            ("a.png", &large, &goods, "/file", "too_large"),
            ("a.docx", &picture, &goods, "/file", "file_kind"),
            ("a.mp4", &picture, &json!({}), "/file", "file_kind"),
            (
                "a.jpg",
                &picture,
                &json!({}),
                "/meta/shows_child",
                "required",
            ),
            (
                "a.jpg",
                &picture,
                &json!({ "shows_child": null }),
                "/meta/shows_child",
                "required",
            ),
            (
                "a.jpg",
                &picture,
                &json!({ "shows_child": 1 }),
                "/meta/shows_child",
                "type",
            ),
            (
                "a.jpg",
                &picture,
                &json!({ "shows_child": false, "x": 1 }),
                "/meta/x",
                "unknown_member",
            ),
            (
                "a.pdf",
                &pdf("BAST"),
                &shows(true),
                "/meta/shows_child",
                "no_consent",
            ),
        ] {
            let refused = prove(&scene.worker, &scene.delivery, name, file, meta).await;
            let fault = refused.expect(422).json()["errors"][0].clone();
            assert_eq!(
                (&fault["pointer"], &fault["code"]),
                (&json!(pointer), &json!(code)),
                "{name} {meta}"
            );
        }
        large.resize((50 << 20) + 1, 0);
        prove(&scene.worker, &scene.delivery, "a.pdf", &large, &goods)
            .await
            .expect(413);
        let post = |body: &str, media_type: &str| {
            let path = format!("{}/files", scene.delivery);
            let request = scene.worker.request(Method::POST, &path);
            request.body(body.to_owned(), media_type)
        };
        post("{}", "application/json").await.expect(415);
        post("--x\r\n", "multipart/form-data; boundary=x")
            .await
            .expect(400);
        post("--x--\r\n", "multipart/form-data; boundary=x")
            .await
            .expect(422);
        // Of others: another foster parent, another regency, a delivery of another assignment.
        let elsewhere = app.client(Role::HealthWorker, "64.71").await;
        let crossed = scene.delivery.rsplit('/').next().unwrap();
        let crossed = format!("{}/deliveries/{crossed}", other.assignment);
        for (client, delivery, status) in [
            (&other.donor, &scene.delivery, 404),
            (&elsewhere, &scene.delivery, 404),
            (&scene.worker, &crossed, 404),
            (&other.donor, &crossed, 404),
            (&scene.officer, &scene.delivery, 403),
        ] {
            let refused = prove(client, delivery, "a.jpg", &picture, &goods).await;
            refused.expect(status);
        }
        assert_eq!(
            (stored(app).await, app.count("evidence_file").await),
            (0, 0)
        );
        assert_eq!(app.count("foster_delivery_file").await, 0);
        let file = kept(prove(
            &scene.worker,
            &scene.delivery,
            "a.jpg",
            &picture,
            &goods,
        ))
        .await;
        let id = file.rsplit('/').next().unwrap();
        let crossed = [
            format!("{crossed}/files/{id}"),
            format!("{}/files/{id}", other.delivery),
        ];
        for path in crossed {
            scene.officer.get(&path).await.expect(404);
            scene
                .officer
                .get(&format!("{path}/content"))
                .await
                .expect(404);
            let withdraw = format!("{path}/withdraw");
            scene
                .worker
                .post_if(&withdraw, because(), "*")
                .await
                .expect(404);
        }
        other.donor.get(&scene.own_content(&file)).await.expect(404);
        let crossed = format!("{}/files/{id}/content", other.own());
        other.donor.get(&crossed).await.expect(404);
        elsewhere.get(&file).await.expect(404);
        elsewhere.get(&format!("{file}/content")).await.expect(404);
    });
}
