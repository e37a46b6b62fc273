//! The support code itself: what it would find if it were there.

use std::time::Duration;

use entity::kind::Role;
use futures_util::FutureExt;
use reqwest::Method;
use serde_json::json;
use tumbuh::auth::Permission;

use crate::support::document::{Contract, compile, first_errors};
use crate::support::transcript::{Transcript, compare};
use crate::support::{Answer, on_each};

#[test]
fn a_caller_has_the_rights_of_its_role_or_scopes() {
    on_each(async |app| {
        let path = "/api/v1/audit-events?action=none";
        app.anonymous().get(path).await.expect(401);
        let viewer = app.client(Role::Viewer, "64.74").await;
        viewer.get(path).await.expect(403);
        let auditor = app.client(Role::Auditor, "64").await;
        auditor.get(path).send().await.expect(200);
        let system = app.client_with(&[Permission::ReadAudit], "64.74").await;
        let page = system.get(path).await.expect(200).json();
        assert_eq!(page["items"], json!([]));
        app.clock.advance(Duration::from_secs(601));
        system.get(path).await.expect(401);
    });
}

#[test]
fn two_processes_have_one_database() {
    on_each(async |app| {
        let other = app.another().await;
        let caller = app
            .client_with(
                &[Permission::WriteTargets, Permission::ReadPrevalence],
                "64",
            )
            .await;
        let body = json!({ "region_code": "64.74", "indicator": "wasting", "year": 2030, "value_pct": 5, "legal_basis": "RPJMD" });
        let made = caller.post("/api/v1/targets", body).await.expect(201);
        let path = made.header("location").unwrap();
        let read = caller.at(&other.url).get(&path).await.expect(200);
        assert_eq!((read.etag(), read.json()), (made.etag(), made.json()));
        let id = format!("id = '{}'", read.json()["id"].as_str().unwrap());
        assert!(read.text().contains(&id[6..id.len() - 1]));
        other.stop().await;
        caller.request(Method::HEAD, &path).await.expect(200);
        caller.delete(&path, "*").await.expect(405);
    });
}

#[test]
fn an_answer_beyond_the_document_is_found() {
    on_each(async |app| {
        let caller = app.client_with(&[Permission::ReadPrevalence], "64").await;
        let list = caller.get("/api/v1/targets").await.expect(200);
        let judge = |path: &str, answer: &Answer| Contract::get().judge(&Method::GET, path, answer);
        assert_eq!(judge("/api/v1/targets", &list), Ok(()));
        // A page where an item is declared, a body where none is, and no such operation.
        assert!(judge("/api/v1/sources/SSGI", &list).is_err());
        assert!(judge("/api/v1/tidak-ada", &list).is_err());
        let figures = app.anonymous().get("/metrics").await.expect(200);
        assert!(
            judge("/livez", &figures)
                .unwrap_err()
                .contains("text/plain")
        );
    });
}

#[test]
fn members_that_are_not_declared_are_found() {
    let components = json!({ "schemas": { "Day": { "type": "string", "format": "date" } } });
    let schema = json!({
        "type": "object",
        "properties": { "on": { "$ref": "#/components/schemas/Day" } },
        "additionalProperties": false,
    });
    let validator = compile(&schema, &components);
    assert_eq!(
        first_errors(&validator, &json!({ "on": "2026-11-22" })),
        Ok(())
    );
    for wrong in [
        json!({ "on": [2026, 326] }),
        json!({ "on": "22-11-2026" }),
        json!({ "on": "2026-11-22", "more": 1 }),
    ] {
        assert!(first_errors(&validator, &wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_transcript_forgets_what_is_drawn_and_nothing_else() {
    let written = |id: &str, token: &str, value: f64| {
        let transcript = Transcript::default();
        let body =
            json!({ "id": id, "again": id, "access_token": token, "value_pct": value }).to_string();
        let begun = transcript.begin();
        transcript.add("GET /x", 200, &[], body.as_bytes());
        assert!(transcript.end(begun));
        transcript.lines().unwrap()
    };
    let one = written("01a2008d-7400-7000-8000-000000000001", "a", 1.5);
    compare(
        &one,
        &written("01a2008d-7400-7000-8000-000000000002", "b", 1.5),
    );
    let other = written("01a2008d-7400-7000-8000-000000000001", "a", 1.6);
    assert!(std::panic::catch_unwind(|| compare(&one, &other)).is_err());
    let both = Transcript::default();
    let (first, _) = (both.begin(), both.begin());
    assert!(
        !both.end(first) && both.lines().is_none(),
        "two at once have no order"
    );
}

#[test]
fn a_failing_test_fails_and_leaves_no_server_behind() {
    let failed = std::panic::catch_unwind(|| {
        on_each(async |app| {
            let form = app
                .anonymous()
                .request(Method::POST, "/oauth/token")
                .form(&[("grant_type", "x")]);
            form.await.expect(200);
        });
    });
    assert!(failed.is_err());
    on_each(async |app| {
        let nothing = app.anonymous().get("/livez").send().now_or_never();
        assert!(nothing.is_none());
        app.incomparable();
    });
}
