//! Systems: their registrations, their tokens, and the keys that sign them.

use std::time::Duration;

use entity::kind::Role;
use reqwest::Method;
use serde_json::json;
use tumbuh::access::manage::Manager;
use tumbuh::auth::Permission;
use tumbuh::config::Settings;
use tumbuh::startup::system_context;

use crate::clients::{GRANT, INTROSPECT, System, TOKEN, error};
use crate::support::app::PASSWORD;
use crate::support::{TestApp, on_each, on_each_with};

const REVOKE: &str = "/oauth/revoke";

#[test]
fn a_system_gets_tokens_within_its_scopes_and_region() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let system = System::new(&admin, &["regions:read", "prevalence:read"], "64.74").await;
        let answer = system.form(app, TOKEN, &[GRANT]).await.expect(200);
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
        let token = answer.json();
        assert_eq!(
            (&token["token_type"], &token["expires_in"]),
            (&json!("Bearer"), &json!(600))
        );
        assert_eq!(token["scope"], "regions:read prevalence:read");
        assert!(token.get("refresh_token").is_none());
        let fields = [
            GRANT,
            ("scope", "regions:read"),
            ("client_id", &system.id),
            ("client_secret", &system.secret),
        ];
        let token = app
            .anonymous()
            .request(Method::POST, TOKEN)
            .form(&fields)
            .await
            .expect(200)
            .json();
        assert_eq!(token["scope"], "regions:read");
        let caller = app
            .anonymous()
            .with_token(token["access_token"].as_str().unwrap());
        caller.get("/api/v1/regions").await.expect(200);
        caller.get("/api/v1/prevalence-records").await.expect(403);
        app.clock.advance(Duration::from_secs(600));
        caller.get("/api/v1/regions").await.expect(401);
    });
}

#[test]
fn the_errors_are_those_of_oauth() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let system = System::new(&admin, &["regions:read"], "64.74").await;
        let ask = async |fields: &[(&str, &str)]| system.form(app, TOKEN, fields).await;
        assert_eq!(error(ask(&[]).await, 400), "invalid_request");
        assert_eq!(
            error(ask(&[("grant_type", "password")]).await, 400),
            "unsupported_grant_type"
        );
        assert_eq!(
            error(ask(&[GRANT, ("scope", "prevalence:read")]).await, 400),
            "invalid_scope"
        );
        assert_eq!(
            error(ask(&[GRANT, ("scope", "apa saja")]).await, 400),
            "invalid_scope"
        );
        assert_eq!(error(ask(&[GRANT, GRANT]).await, 400), "invalid_request");
        assert_eq!(
            error(ask(&[GRANT, ("client_secret", "x")]).await, 400),
            "invalid_request"
        );
        ask(&[GRANT, ("client_id", &system.id), ("tidak_dikenal", "1")])
            .await
            .expect(200);
        let anonymous = |path| app.anonymous().request(Method::POST, path);
        assert_eq!(
            error(anonymous(TOKEN).form(&[GRANT]).await, 401),
            "invalid_client"
        );
        let wrong = [GRANT, ("client_id", &system.id), ("client_secret", "salah")];
        assert_eq!(
            error(anonymous(TOKEN).form(&wrong).await, 401),
            "invalid_client"
        );
        let nobody = [
            GRANT,
            ("client_id", "bukan\u{0}"),
            ("client_secret", "salah"),
        ];
        assert_eq!(
            error(anonymous(TOKEN).form(&nobody).await, 401),
            "invalid_client"
        );
        assert_eq!(
            error(
                anonymous(TOKEN)
                    .header("Authorization", "Basic %%%")
                    .form(&[GRANT])
                    .await,
                401
            ),
            "invalid_client"
        );
        assert_eq!(
            error(anonymous(TOKEN).json(json!({})).await, 415),
            "invalid_request"
        );
        let large = anonymous(TOKEN).body("a".repeat(200_000), "application/x-www-form-urlencoded");
        assert_eq!(error(large.await, 413), "invalid_request");
        let in_query = format!("{TOKEN}?grant_type=client_credentials");
        assert_eq!(
            error(anonymous(&in_query).form(&[GRANT]).await, 400),
            "invalid_request"
        );
        for path in [REVOKE, INTROSPECT] {
            assert_eq!(
                error(anonymous(path).form(&[("token", "x")]).await, 401),
                "invalid_client"
            );
            assert_eq!(
                error(system.form(app, path, &[]).await, 400),
                "invalid_request"
            );
        }
    });
}

#[test]
fn guessing_a_secret_is_throttled() {
    let settings = Settings {
        rate_limit: Some("100000".into()),
        ..Settings::default()
    };
    on_each_with(&settings, async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let mut system = System::new(&admin, &["regions:read"], "64.74").await;
        for _ in 0..70 {
            system.form(app, TOKEN, &[GRANT]).await.expect(200);
        }
        system
            .form(app, INTROSPECT, &[("token", "x")])
            .await
            .expect(200);
        system.secret.push('x');
        for _ in 0..10 {
            system.form(app, TOKEN, &[GRANT]).await.expect(401);
        }
        let refused = system.form(app, TOKEN, &[GRANT]).await;
        assert_eq!(refused.header("retry-after").as_deref(), Some("300"));
        assert_eq!(error(refused, 429), "temporarily_unavailable");
    });
}

#[test]
fn a_system_asks_about_and_revokes_its_own_tokens() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let system = System::new(&admin, &["regions:read"], "64.74").await;
        let other = System::new(&admin, &["regions:read"], "64.02").await;
        let token = system.token(app).await;
        let state = system.is_active(app, &token).await;
        assert_eq!(
            (&state["active"], &state["scope"], &state["region"]),
            (&json!(true), &json!("regions:read"), &json!("64.74"))
        );
        assert_eq!(state["client_id"], system.id.as_str());
        assert_eq!(state["iss"], "https://tumbuh.example");
        let inactive = json!({ "active": false });
        assert_eq!(other.is_active(app, &token).await, inactive);
        assert_eq!(
            system.is_active(app, admin.token.as_deref().unwrap()).await,
            inactive
        );
        assert_eq!(system.is_active(app, "a.b.c").await, inactive);
        let caller = app.anonymous().with_token(&token);
        assert_eq!(
            error(other.form(app, REVOKE, &[("token", &token)]).await, 400),
            "unauthorized_client"
        );
        caller.get("/api/v1/regions").await.expect(200);
        system
            .form(
                app,
                REVOKE,
                &[("token", &token), ("token_type_hint", "access_token")],
            )
            .await
            .expect(200);
        caller.get("/api/v1/regions").await.expect(401);
        assert_eq!(system.is_active(app, &token).await, inactive);
        system
            .form(app, REVOKE, &[("token", &token)])
            .await
            .expect(200);
        system
            .form(app, REVOKE, &[("token", "tidak dikenal")])
            .await
            .expect(200);
    });
}

#[test]
fn people_revoke_what_they_hold() {
    on_each(async |app| {
        let person = app.client(Role::Viewer, "64.74").await;
        let login = json!({ "username": person.name, "password": PASSWORD });
        let tokens = app
            .anonymous()
            .post("/api/v1/auth/login", login)
            .await
            .expect(200)
            .json();
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let holder = app
            .anonymous()
            .with_token(tokens["access_token"].as_str().unwrap());
        app.anonymous()
            .request(Method::POST, REVOKE)
            .form(&[("token", refresh)])
            .await
            .expect(200);
        holder.get("/api/v1/auth/me").await.expect(401);
        app.anonymous()
            .post("/api/v1/auth/refresh", json!({ "refresh_token": refresh }))
            .await
            .expect(401);
        let own = person.token.clone().unwrap();
        let stranger = app.client(Role::Viewer, "64.74").await;
        assert_eq!(
            error(
                stranger
                    .request(Method::POST, REVOKE)
                    .form(&[("token", &own)])
                    .await,
                400
            ),
            "unauthorized_client"
        );
        person
            .request(Method::POST, REVOKE)
            .form(&[("token", &own)])
            .await
            .expect(200);
        person.get("/api/v1/auth/me").await.expect(401);
    });
}

#[test]
fn the_way_to_the_endpoints_and_keys_is_public() {
    on_each(async |app| {
        let server = app
            .anonymous()
            .get("/.well-known/oauth-authorization-server")
            .await
            .expect(200)
            .json();
        assert_eq!(server["issuer"], "https://tumbuh.example");
        assert_eq!(
            server["token_endpoint"],
            "https://tumbuh.example/oauth/token"
        );
        let scopes = server["scopes_supported"].as_array().unwrap();
        assert!(
            scopes.contains(&json!("prevalence:write")) && !scopes.contains(&json!("users:manage"))
        );
        let keys = app
            .anonymous()
            .get("/.well-known/jwks.json")
            .await
            .expect(200)
            .json();
        assert_eq!(keys["keys"][0]["alg"], "ES256");
        assert!(keys["keys"][0].get("d").is_none());
    });
}

#[test]
fn a_new_key_is_used_at_once_by_every_process_and_the_old_one_stays_for_its_tokens() {
    on_each(async |app| {
        let another = app.another().await;
        let person = app.client(Role::Viewer, "64.74").await;
        let kids = async |app: &TestApp| -> Vec<String> {
            let keys = app
                .anonymous()
                .get("/.well-known/jwks.json")
                .await
                .expect(200)
                .json();
            keys["keys"]
                .as_array()
                .unwrap()
                .iter()
                .map(|k| k["kid"].as_str().unwrap().to_owned())
                .collect()
        };
        let old = kids(app).await;
        let audit = system_context(app.clock.as_ref(), "test");
        let new = Manager::new(&app.services, audit)
            .rotate_keys()
            .await
            .unwrap();
        for process in [app, &another] {
            let now = kids(process).await;
            assert!(now.contains(&new) && now.contains(&old[0]) && now.len() == 2);
            person
                .at(&process.url)
                .get("/api/v1/auth/me")
                .await
                .expect(200);
            let fresh = process.client(Role::Viewer, "64.74").await;
            let header = jsonwebtoken::decode_header(fresh.token.as_deref().unwrap()).unwrap();
            assert_eq!(header.kid.as_ref(), Some(&new));
            fresh.at(&app.url).get("/api/v1/auth/me").await.expect(200);
            fresh
                .at(&another.url)
                .get("/api/v1/auth/me")
                .await
                .expect(200);
        }
        app.clock.advance(Duration::from_secs(661));
        // Whatever ends a right makes the processes look again.
        let fresh = app.client(Role::Viewer, "64.74").await;
        fresh
            .post("/api/v1/auth/logout", json!({}))
            .await
            .expect(204);
        assert_eq!(kids(&another).await, [new]);
        another.stop().await;
    });
}

#[test]
fn a_revocation_holds_at_every_process() {
    on_each(async |app| {
        let another = app.another().await;
        let system = app
            .client_with(&[Permission::UseAccount, Permission::ReadRegions], "64.74")
            .await;
        let there = system.at(&another.url);
        there.get("/api/v1/regions").await.expect(200);
        system
            .post("/api/v1/auth/logout", json!({}))
            .await
            .expect(204);
        there.get("/api/v1/regions").await.expect(401);
        another.stop().await;
    });
}
