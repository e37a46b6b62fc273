//! Sign-in, sessions and passwords.

use std::time::Duration;

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::access::housekeeping;
use tumbuh::clock::Clock;
use tumbuh::config::Settings;

use crate::support::app::PASSWORD;
use crate::support::{Answer, Client, TestApp, on_each, on_each_with};

const LOGIN: &str = "/api/v1/auth/login";
const REFRESH: &str = "/api/v1/auth/refresh";
pub const ME: &str = "/api/v1/auth/me";

pub async fn login(app: &TestApp, username: &str, password: &str) -> Answer {
    let body = json!({ "username": username, "password": password });
    app.anonymous().post(LOGIN, body).await
}

pub async fn refresh(app: &TestApp, tokens: &Value) -> Answer {
    let body = json!({ "refresh_token": tokens["refresh_token"] });
    app.anonymous().post(REFRESH, body).await
}

/// Whoever holds these tokens.
pub fn holder(app: &TestApp, tokens: &Value) -> Client {
    app.anonymous()
        .with_token(tokens["access_token"].as_str().unwrap())
}

/// The places and codes of the faults of a 422.
pub fn faults(answer: Answer) -> Vec<(String, String)> {
    let problem = answer.expect(422).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = problem["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|e| (text(&e["pointer"]), text(&e["code"])))
        .collect()
}

pub fn fault(pointer: &str, code: &str) -> (String, String) {
    (pointer.to_owned(), code.to_owned())
}

#[test]
fn signs_in_and_out() {
    on_each(async |app| {
        let person = app.client(Role::RegencyOfficer, "64.74").await;
        let answer = login(app, &person.name.to_uppercase(), PASSWORD)
            .await
            .expect(200);
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
        let tokens = answer.json();
        assert_eq!(tokens["token_type"], "Bearer");
        assert_eq!(tokens["expires_in"], 600);
        assert_eq!(tokens.as_object().unwrap().len(), 4);
        let me = holder(app, &tokens).get(ME).await.expect(200).json();
        assert_eq!(me["role"], "regency_officer");
        assert_eq!(me["region_code"], "64.74");
        assert_eq!(me["must_change_password"], false);
        holder(app, &tokens)
            .post("/api/v1/auth/logout", json!({}))
            .await
            .expect(204);
        holder(app, &tokens).get(ME).await.expect(401);
        refresh(app, &tokens).await.expect(401);
        person.get(ME).await.expect(200);
    });
}

#[test]
fn every_wrong_sign_in_gets_the_same_answer() {
    on_each(async |app| {
        let person = app.client(Role::Viewer, "64.74").await;
        let gone = app.client(Role::Viewer, "64.74").await;
        app.sql(&format!(
            "update user_account set disabled_at = created_at where username = '{}'",
            gone.name
        ))
        .await
        .unwrap();
        let mut answers = Vec::new();
        for (username, password) in [
            (person.name.as_str(), "bukan kata sandinya"),
            ("bukan-orang", PASSWORD),
            ("kata sandi di kolom \u{0} yang salah", PASSWORD),
            (gone.name.as_str(), PASSWORD),
        ] {
            let answer = login(app, username, password).await.expect(401);
            assert!(
                answer
                    .header("www-authenticate")
                    .unwrap()
                    .starts_with("Bearer")
            );
            let mut problem = answer.json();
            problem.as_object_mut().unwrap().remove("request_id");
            answers.push(problem);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        let auditor = app.client(Role::Admin, "ID").await;
        let events = auditor
            .get("/api/v1/audit-events?action=session.create")
            .await
            .expect(200);
        let events = events.json();
        let names: Vec<_> = events["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| (&e["actor_name"], &e["outcome"]))
            .collect();
        let refused = json!("refused");
        let (known, unknown, gone) = (json!(person.name), json!("anonymous"), json!(gone.name));
        assert_eq!(
            names,
            [
                (&gone, &refused),
                (&unknown, &refused),
                (&unknown, &refused),
                (&known, &refused)
            ]
        );
        assert!(!events.to_string().contains("kolom"));
    });
}

#[test]
fn guessing_is_throttled_and_locks_nobody_else_out() {
    let settings = Settings {
        rate_limit: Some("100000".into()),
        ..Settings::default()
    };
    on_each_with(&settings, async |app| {
        let person = app.client(Role::Viewer, "64.74").await;
        let other = app.client(Role::Viewer, "64.74").await;
        for _ in 0..9 {
            login(app, &person.name, "bukan kata sandinya")
                .await
                .expect(401);
        }
        login(app, &person.name, PASSWORD).await.expect(200);
        for _ in 0..10 {
            login(app, &person.name, "bukan kata sandinya")
                .await
                .expect(401);
        }
        let refused = login(app, &person.name, PASSWORD).await.expect(429);
        assert_eq!(refused.header("retry-after").as_deref(), Some("300"));
        for _ in 0..10 {
            login(app, "bukan-orang", "bukan kata sandinya")
                .await
                .expect(401);
        }
        login(app, "bukan-orang", PASSWORD).await.expect(429);
        login(app, &other.name, PASSWORD).await.expect(200);
        app.clock.advance(Duration::from_secs(300));
        login(app, &person.name, PASSWORD).await.expect(200);
    });
}

#[test]
fn an_address_is_throttled_by_its_failures() {
    let settings = Settings {
        rate_limit: Some("100000".into()),
        ..Settings::default()
    };
    on_each_with(&settings, async |app| {
        let person = app.client(Role::Viewer, "64.74").await;
        for _ in 0..70 {
            login(app, &person.name, PASSWORD).await.expect(200);
        }
        for number in 0..60 {
            login(app, &format!("orang{number}"), PASSWORD)
                .await
                .expect(401);
        }
        login(app, &person.name, PASSWORD).await.expect(429);
    });
}

#[test]
fn a_refresh_token_is_good_once_and_a_lost_answer_can_be_had_again() {
    on_each(async |app| {
        let person = app.client(Role::Viewer, "64.74").await;
        let first = login(app, &person.name, PASSWORD).await.expect(200).json();
        let second = refresh(app, &first).await.expect(200).json();
        app.clock.advance(Duration::from_secs(10));
        let again = refresh(app, &first).await.expect(200).json();
        assert_eq!(again["refresh_token"], second["refresh_token"]);
        holder(app, &again).get(ME).await.expect(200);
        let third = refresh(app, &second).await.expect(200).json();
        assert_ne!(third["refresh_token"], second["refresh_token"]);
        holder(app, &third).get(ME).await.expect(200);
        // The first one is two generations old: nobody who is honest still has it.
        refresh(app, &first).await.expect(401);
        holder(app, &third).get(ME).await.expect(401);
        refresh(app, &third).await.expect(401);
        person.get(ME).await.expect(200);
        let auditor = app.client(Role::Admin, "ID").await;
        let events = auditor
            .get("/api/v1/audit-events?action=session.reuse_detected")
            .await;
        assert_eq!(
            events.expect(200).json()["items"].as_array().unwrap().len(),
            1
        );
    });
}

#[test]
fn a_spent_refresh_token_ends_the_session_after_ten_seconds() {
    on_each(async |app| {
        let person = app.client(Role::Viewer, "64.74").await;
        let first = login(app, &person.name, PASSWORD).await.expect(200).json();
        let second = refresh(app, &first).await.expect(200).json();
        app.clock.advance(Duration::from_secs(11));
        refresh(app, &first).await.expect(401);
        refresh(app, &second).await.expect(401);
        let invented =
            json!({ "refresh_token": format!("{}x", second["refresh_token"].as_str().unwrap()) });
        app.anonymous().post(REFRESH, invented).await.expect(401);
    });
}

#[test]
fn a_session_ends_after_thirty_days() {
    on_each(async |app| {
        let person = app.client(Role::Viewer, "64.74").await;
        let mut tokens = login(app, &person.name, PASSWORD).await.expect(200).json();
        for _ in 0..29 {
            app.clock.advance(Duration::from_secs(86_400));
            tokens = refresh(app, &tokens).await.expect(200).json();
        }
        app.clock.advance(Duration::from_secs(86_400));
        refresh(app, &tokens).await.expect(401);
        assert_eq!(app.count("session").await, 2);
        app.clock.advance(Duration::from_secs(86_401));
        housekeeping::sweep(&app.services.db, app.clock.now())
            .await
            .unwrap();
        assert_eq!(app.count("session").await, 1);
    });
}

#[test]
fn parallel_refreshes_give_one_successor() {
    on_each(async |app| {
        app.incomparable();
        let person = app.client(Role::Viewer, "64.74").await;
        let first = login(app, &person.name, PASSWORD).await.expect(200).json();
        let answers = futures_util::future::join_all((0..8).map(|_| refresh(app, &first))).await;
        let mut successors: Vec<_> = answers
            .into_iter()
            .map(|a| a.expect(200).json()["refresh_token"].clone())
            .collect();
        successors.dedup();
        assert_eq!(successors.len(), 1);
    });
}

#[test]
fn changes_a_password() {
    on_each(async |app| {
        let person = app.client(Role::Viewer, "64.74").await;
        let other = login(app, &person.name, PASSWORD).await.expect(200).json();
        let mine = holder(
            app,
            &login(app, &person.name, PASSWORD).await.expect(200).json(),
        );
        let change = async |current: &str, new: &str| {
            let body = json!({ "current_password": current, "new_password": new });
            mine.post("/api/v1/auth/password", body).await
        };
        let new = "tujuh kapal di teluk Bontang";
        assert_eq!(
            faults(change("salah", new).await),
            [fault("/current_password", "wrong")]
        );
        assert_eq!(
            faults(change(PASSWORD, "password1234").await),
            [fault("/new_password", "common")]
        );
        assert_eq!(
            faults(change(PASSWORD, PASSWORD).await),
            [fault("/new_password", "unchanged")]
        );
        assert_eq!(
            faults(change("salah", "aaaaaaaaaaaaaaaa").await),
            [
                fault("/current_password", "wrong"),
                fault("/new_password", "common")
            ]
        );
        assert_eq!(
            faults(change(PASSWORD, "pendek").await),
            [fault("/new_password", "length")]
        );
        change(PASSWORD, new).await.expect(204);
        mine.get(ME).await.expect(200);
        holder(app, &other).get(ME).await.expect(401);
        refresh(app, &other).await.expect(401);
        login(app, &person.name, PASSWORD).await.expect(401);
        login(app, &person.name, new).await.expect(200);
    });
}
