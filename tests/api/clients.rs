//! Systems' registrations, and what tests do with a system.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::kind::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp, on_each};

pub const CLIENTS: &str = "/api/v1/clients";
pub const TOKEN: &str = "/oauth/token";
pub const INTROSPECT: &str = "/oauth/introspect";
pub const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// A registered system.
pub struct System {
    pub id: String,
    pub secret: String,
    pub path: String,
}

impl System {
    pub async fn new(by: &Client, scopes: &[&str], region: &str) -> Self {
        let body = json!({ "name": "Sistem uji", "scopes": scopes, "region_code": region });
        let answer = by.post(CLIENTS, body).await.expect(201);
        let client = answer.json();
        Self {
            id: client["client_id"].as_str().unwrap().to_owned(),
            secret: client["client_secret"].as_str().unwrap().to_owned(),
            path: answer.header("location").unwrap(),
        }
    }

    pub fn basic(&self) -> String {
        format!(
            "Basic {}",
            STANDARD.encode(format!("{}:{}", self.id, self.secret))
        )
    }

    pub async fn form(&self, app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = app.anonymous().request(Method::POST, path);
        request
            .header("Authorization", &self.basic())
            .form(fields)
            .await
    }

    pub async fn token(&self, app: &TestApp) -> String {
        let answer = self.form(app, TOKEN, &[GRANT]).await.expect(200);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn is_active(&self, app: &TestApp, token: &str) -> Value {
        let answer = self.form(app, INTROSPECT, &[("token", token)]).await;
        answer.expect(200).json()
    }
}

pub fn error(answer: Answer, status: u16) -> String {
    let answer = answer.expect(status);
    assert_eq!(
        answer.header("content-type").as_deref(),
        Some("application/json")
    );
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
    answer.json()["error"].as_str().unwrap().to_owned()
}

#[test]
fn registrations_stay_within_ones_rights() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let admin = app.client(Role::Admin, "ID").await;
        let body = |scopes: Value, region: &str| json!({ "name": "Sistem uji", "scopes": scopes, "region_code": region });
        let places = |answer: Answer| -> Vec<String> {
            let problem = answer.expect(422).json();
            problem["errors"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| {
                    format!(
                        "{} {}",
                        e["pointer"].as_str().unwrap(),
                        e["code"].as_str().unwrap()
                    )
                })
                .collect()
        };
        let scopes = json!([
            "regions:read",
            "regions:read",
            "users:manage",
            "sources:manage"
        ]);
        assert_eq!(
            places(officer.post(CLIENTS, body(scopes, "63")).await),
            [
                "/scopes/1 repeated",
                "/scopes/2 not_grantable",
                "/scopes/3 not_grantable",
                "/region_code unknown_region"
            ]
        );
        assert_eq!(
            places(
                admin
                    .post(CLIENTS, body(json!(["clients:manage"]), "64"))
                    .await
            ),
            ["/scopes/0 not_grantable"]
        );
        assert_eq!(
            places(admin.post(CLIENTS, body(json!(["apa:saja"]), "64")).await),
            ["/scopes/0 unknown_value"]
        );
        assert_eq!(
            places(admin.post(CLIENTS, body(json!([]), "64")).await),
            ["/scopes length"]
        );
        // Whoever could change its secret could be it.
        let above = System::new(&admin, &["sources:manage"], "64.74").await;
        officer.get(&above.path).await.expect(200);
        let reason = json!({ "reason": "Uji" });
        officer
            .post_if(
                &format!("{}/rotate-secret", above.path),
                reason.clone(),
                "*",
            )
            .await
            .expect(403);
        let outside = System::new(&admin, &["regions:read"], "63").await;
        officer.get(&outside.path).await.expect(404);
        officer
            .post_if(&format!("{}/disable", outside.path), reason, "*")
            .await
            .expect(404);
        let page = officer
            .get("/api/v1/clients?count=true&sort=client_id")
            .await
            .expect(200)
            .json();
        assert_eq!(page["page"]["total"], 1);
    });
}

#[test]
fn a_changed_registration_acts_on_the_next_request() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let mut system = System::new(&admin, &["regions:read", "prevalence:read"], "64.74").await;
        let caller = app.anonymous().with_token(&system.token(app).await);
        caller.get("/api/v1/prevalence-records").await.expect(200);
        let tag = admin.get(&system.path).await.expect(200).etag();
        let narrower = json!({ "name": "Sistem uji", "scopes": ["regions:read"], "region_code": "64.74", "disabled": false, "reason": "Uji" });
        let tag = admin
            .put(&system.path, narrower, &tag)
            .await
            .expect(200)
            .etag();
        caller.get("/api/v1/prevalence-records").await.expect(403);
        let reason = json!({ "reason": "Uji" });
        let rotate = format!("{}/rotate-secret", system.path);
        let rotated = admin
            .post_if(&rotate, reason.clone(), &tag)
            .await
            .expect(200);
        system.form(app, TOKEN, &[GRANT]).await.expect(401);
        system.secret = rotated.json()["client_secret"].as_str().unwrap().to_owned();
        system.form(app, TOKEN, &[GRANT]).await.expect(200);
        let disable = format!("{}/disable", system.path);
        admin
            .post_if(&disable, reason, &rotated.etag())
            .await
            .expect(200);
        caller.get("/api/v1/regions").await.expect(401);
        assert_eq!(
            error(system.form(app, TOKEN, &[GRANT]).await, 401),
            "invalid_client"
        );
    });
}
