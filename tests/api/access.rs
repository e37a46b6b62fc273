//! Accounts: who may add and change whose.

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::access::demo;
use tumbuh::auth::Permission;

use crate::session::{ME, fault, faults, holder, login};
use crate::support::app::PASSWORD;
use crate::support::on_each;

const USERS: &str = "/api/v1/users";

fn new_user(username: &str, role: &str, region: &str) -> Value {
    json!({ "username": username, "display_name": "Orang Uji", "role": role, "region_code": region })
}

#[test]
fn a_one_time_password_opens_only_the_way_to_another() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let created = admin
            .post(USERS, new_user("petugas.baru", "viewer", "64.74"))
            .await
            .expect(201);
        let made = created.json()["one_time_password"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = created.header("location").unwrap();
        assert!(
            admin
                .get(&path)
                .await
                .expect(200)
                .json()
                .get("one_time_password")
                .is_none()
        );
        let tokens = login(app, "petugas.baru", &made).await.expect(200).json();
        let person = holder(app, &tokens);
        let me = person.get(ME).await.expect(200).json();
        assert_eq!(
            (&me["must_change_password"], &me["permissions"]),
            (&json!(true), &json!(["account:use"]))
        );
        person.get("/api/v1/regions").await.expect(403);
        let body =
            json!({ "current_password": made, "new_password": "tujuh kapal di teluk Bontang" });
        person.post("/api/v1/auth/password", body).await.expect(204);
        person.get("/api/v1/regions").await.expect(200);
    });
}

#[test]
fn the_roles_are_shown() {
    on_each(async |app| {
        let reader = app.client(Role::FosterParent, "64.74").await;
        let roles = reader.get("/api/v1/auth/roles").await.expect(200).json();
        let roles = roles["items"].as_array().unwrap();
        assert_eq!(roles.len(), 8);
        let all = Permission::ALL.len();
        assert_eq!(roles[0]["permissions"].as_array().unwrap().len(), all);
    });
}

#[test]
fn accounts_are_added_within_ones_rights() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let add = async |username: &str, role: &str, region: &str| {
            officer.post(USERS, new_user(username, role, region)).await
        };
        assert_eq!(
            faults(add("atas", "admin", "64").await),
            [fault("/role", "not_grantable")]
        );
        assert_eq!(
            faults(add("luar", "viewer", "63").await),
            [fault("/region_code", "unknown_region")]
        );
        assert_eq!(
            faults(add("luar", "viewer", "64.99").await),
            [fault("/region_code", "unknown_region")]
        );
        assert_eq!(
            faults(add("luar", "admin", "ID").await),
            [
                fault("/role", "not_grantable"),
                fault("/region_code", "unknown_region")
            ]
        );
        assert_eq!(
            faults(add("Bukan Nama", "viewer", "64").await),
            [fault("/username", "pattern")]
        );
        let mut weak = new_user("lemah", "viewer", "64");
        weak["password"] = json!("password1234");
        assert_eq!(
            faults(officer.post(USERS, weak).await),
            [fault("/password", "common")]
        );
        let created = add("orang-baru", "province_officer", "64")
            .await
            .expect(201);
        let taken = add("orang-baru", "viewer", "64").await.expect(409).json();
        assert_eq!(
            taken["existing"].as_str(),
            created.header("location").as_deref()
        );
        // Taken elsewhere: where is not told.
        let admin = app.client(Role::Admin, "ID").await;
        admin
            .post(USERS, new_user("di-luar", "viewer", "63"))
            .await
            .expect(201);
        let taken = add("di-luar", "viewer", "64").await.expect(409).json();
        assert!(taken.get("existing").is_none());
        let page = officer
            .get("/api/v1/users?count=true&role=province_officer&sort=-username")
            .await
            .expect(200)
            .json();
        assert_eq!(page["page"]["total"], 2);
        assert_eq!(page["items"][1]["username"], "orang-baru");
        let none = officer
            .get("/api/v1/users?count=true&username=di-luar")
            .await
            .expect(200)
            .json();
        assert_eq!(
            (&none["page"]["total"], &none["items"]),
            (&json!(0), &json!([]))
        );
    });
}

#[test]
fn a_retry_shows_the_same_one_time_password() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let add = async || {
            let body = new_user("sekali-saja", "viewer", "64.74");
            admin
                .post(USERS, body)
                .header("Idempotency-Key", "kunci-uji-0123456789")
                .await
                .expect(201)
        };
        let (first, again) = (add().await, add().await);
        assert_eq!(again.header("idempotent-replayed").as_deref(), Some("true"));
        assert_eq!(first.json(), again.json());
    });
}

#[test]
fn a_change_acts_on_the_next_request() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let person = app.client(Role::RegencyOfficer, "64.74").await;
        let path = format!("{USERS}/{}", person.id);
        let read = admin.get(&path).await.expect(200);
        let body = |role: &str, region: &str, disabled: bool| json!({ "display_name": "Orang Uji", "role": role, "region_code": region, "disabled": disabled, "reason": "Uji" });
        admin
            .request(reqwest::Method::PUT, &path)
            .json(body("viewer", "64.02", false))
            .await
            .expect(428);
        let stale = admin
            .put(&path, body("viewer", "64.02", false), "\"v9\"")
            .await
            .expect(412);
        assert_eq!(stale.header("etag").as_deref(), Some("\"v1\""));
        let put = admin
            .put(&path, body("viewer", "64.02", false), &read.etag())
            .await
            .expect(200);
        let me = person.get(ME).await.expect(200).json();
        assert_eq!(
            (&me["role"], &me["region_code"]),
            (&json!("viewer"), &json!("64.02"))
        );
        let put = admin
            .put(&path, body("viewer", "64.02", true), &put.etag())
            .await
            .expect(200);
        assert_eq!(put.json()["disabled"], true);
        person.get(ME).await.expect(401);
        let put = admin
            .put(&path, body("viewer", "64.02", false), &put.etag())
            .await
            .expect(200);
        // The session that was ended stays so; the password is good again.
        person.get(ME).await.expect(401);
        let tokens = login(app, &person.name, PASSWORD).await.expect(200).json();
        let reset = json!({ "reason": "Lupa" });
        let reset = admin
            .post_if(&format!("{path}/reset-password"), reset, &put.etag())
            .await
            .expect(200);
        holder(app, &tokens).get(ME).await.expect(401);
        login(app, &person.name, PASSWORD).await.expect(401);
        let made = reset.json()["one_time_password"]
            .as_str()
            .unwrap()
            .to_owned();
        let tokens = login(app, &person.name, &made).await.expect(200).json();
        let disable = format!("{path}/disable");
        let reason = json!({ "reason": "Pindah tugas" });
        let off = admin
            .post_if(&disable, reason.clone(), &reset.etag())
            .await
            .expect(200);
        holder(app, &tokens).get(ME).await.expect(401);
        login(app, &person.name, &made).await.expect(401);
        admin
            .post_if(&disable, reason, &off.etag())
            .await
            .expect(409);
    });
}

#[test]
fn nobody_touches_those_above_or_locks_themselves_out() {
    on_each(async |app| {
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let above = app.client(Role::Admin, "64.74").await;
        let outside = app.client(Role::Viewer, "63").await;
        let reason = json!({ "reason": "Uji" });
        for verb in ["disable", "reset-password"] {
            let at = |id| format!("{USERS}/{id}/{verb}");
            officer
                .post_if(&at(above.id), reason.clone(), "*")
                .await
                .expect(403);
            officer
                .post_if(&at(outside.id), reason.clone(), "*")
                .await
                .expect(404);
            officer
                .post_if(&at(officer.id), reason.clone(), "*")
                .await
                .expect(409);
        }
        let own = format!("{USERS}/{}", officer.id);
        let mut body = json!({ "display_name": "Nama Baru", "role": "province_officer", "region_code": "64", "disabled": false, "reason": "Uji" });
        officer.put(&own, body.clone(), "*").await.expect(200);
        body["role"] = json!("viewer");
        officer.put(&own, body, "*").await.expect(409);
        officer.get(ME).await.expect(200);
    });
}

#[test]
fn the_demo_accounts_stay_as_their_file_names_them() {
    on_each(async |app| {
        let path = app.config.data_dir.join("demo-accounts.json");
        let read = || serde_json::from_slice::<Value>(&std::fs::read(&path).unwrap()).unwrap();
        demo::add_accounts(&app.services, |_| {}).await.unwrap();
        let first = read();
        let accounts = first.as_array().unwrap();
        assert_eq!(accounts.len(), 9);
        for account in accounts {
            let (name, password) = (
                account["username"].as_str().unwrap(),
                account["password"].as_str().unwrap(),
            );
            let me = holder(app, &login(app, name, password).await.expect(200).json())
                .get(ME)
                .await
                .expect(200)
                .json();
            assert_eq!(
                (&me["role"], &me["region_code"]),
                (&account["role"], &account["region_code"])
            );
        }
        demo::add_accounts(&app.services, |_| {}).await.unwrap();
        assert_eq!(read(), first);
        std::fs::remove_file(&path).unwrap();
        demo::add_accounts(&app.services, |_| {}).await.unwrap();
        let second = read();
        assert_ne!(second[0]["password"], first[0]["password"]);
        login(app, "admin", first[0]["password"].as_str().unwrap())
            .await
            .expect(401);
        login(app, "admin", second[0]["password"].as_str().unwrap())
            .await
            .expect(200);
    });
}
