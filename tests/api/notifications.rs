//! Notifications: written once by a job that may run anywhere, read per account, settled for all.

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::action::notice::job::{Done, notify};
use tumbuh::auth::Permission;
use tumbuh::clock::Clock;
use tumbuh::db::lease;

use crate::action::{REPORTS, begin, days, small_season};
use crate::support::{Client, TestApp, on_each};

const PATH: &str = "/api/v1/notifications";

fn done(written: u64, settled: u64) -> Done {
    Done { written, settled }
}

async fn run(app: &TestApp) -> Done {
    notify(&app.services).await.unwrap()
}

async fn items(client: &Client, query: &str) -> Vec<Value> {
    let page = client.get(&format!("{PATH}{query}")).await.expect(200);
    page.json()["items"].as_array().unwrap().clone()
}

/// The kinds that an account has not read.
async fn unread(client: &Client) -> Vec<String> {
    let items = items(client, "?unread=true").await;
    let kind = |one: &Value| one["kind"].as_str().unwrap().to_owned();
    items.iter().map(kind).collect()
}

async fn step(client: &Client, report: &str, name: &str, body: Value) {
    let answer = client.post_if(&format!("{report}/{name}"), body, "*").await;
    answer.expect(200);
}

#[test]
fn each_is_told_once_and_settled_by_what_is_done() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        for region in ["64.74", "64.02"] {
            app.client(Role::RegencyOfficer, region).await;
        }
        app.client(Role::ProvinceOfficer, "64").await;
        let entries = app.count("audit_event").await;
        assert_eq!(run(app).await, done(0, 0));
        app.clock.advance(days(3));
        assert_eq!(run(app).await, done(2, 0));
        assert_eq!(run(app).await, done(0, 0));
        // A run that writes has one entry, one that does not has none.
        assert_eq!(app.count("audit_event").await, entries + 1);

        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let colleague = app.client(Role::RegencyOfficer, "64.74").await;
        let elsewhere = app.client(Role::RegencyOfficer, "64.02").await;
        let told = bontang
            .get(PATH)
            .header("Accept-Language", "en")
            .await
            .expect(200)
            .json();
        let told = &told["items"][0];
        assert_eq!(
            (&told["kind"], &told["subject_id"], &told["text"]),
            (
                &json!("report_due_soon"),
                &json!("2026-KALTIM1/rembuk"),
                &json!(
                    "The report of Consultation in the season 2026-KALTIM1 is due at 2026-12-02T00:00:00Z."
                )
            )
        );
        let path = format!("{PATH}/{}/read", told["id"].as_str().unwrap());
        elsewhere.post(&path, Value::Null).await.expect(404);
        let mine = bontang.post(&path, Value::Null).await.expect(200).json();
        assert_eq!(mine["read_at"], json!("2026-11-25T00:00:00Z"));
        assert_eq!(unread(&bontang).await, Vec::<String>::new());
        assert_eq!(items(&bontang, "?unread=false").await.len(), 1);
        assert_eq!(unread(&colleague).await, ["report_due_soon"]);

        // Handed in: for nobody unread any more, and not written anew.
        let report = begin(&bontang, &season, "64.74").await;
        step(&bontang, &report, "submit", json!({})).await;
        assert_eq!(unread(&colleague).await, Vec::<String>::new());
        let settled = items(&colleague, "?kind=report_due_soon").await;
        assert_eq!(
            (&settled[0]["settled_at"], &settled[0]["read_at"]),
            (&json!("2026-11-25T00:00:00Z"), &Value::Null)
        );
        assert_eq!(run(app).await, done(0, 0));
        assert_eq!(unread(&elsewhere).await, ["report_due_soon"]);

        // Past its grace, what is due soon gives way to what is overdue; what waits for long is told to the province.
        app.clock.advance(days(11));
        assert_eq!(run(app).await, done(1, 1));
        app.clock.advance(days(3));
        assert_eq!(run(app).await, done(1, 0));
        let bontang = app.client(Role::RegencyOfficer, "64.74").await;
        let elsewhere = app.client(Role::RegencyOfficer, "64.02").await;
        let province = app.client(Role::ProvinceOfficer, "64").await;
        assert_eq!(unread(&elsewhere).await, ["report_overdue"]);
        assert_eq!(unread(&bontang).await, Vec::<String>::new());
        assert_eq!(unread(&province).await, ["report_waiting"]);
        let told = &items(&province, "").await[0]["text"];
        let expected = "Laporan Rembuk musim 2026-KALTIM1 dari Kota Bontang menunggu tinjauan sejak 2026-11-25T00:00:00Z.";
        assert_eq!(told, expected);
        step(&province, &report, "start-review", json!({})).await;
        assert_eq!(unread(&province).await, Vec::<String>::new());
        let reason = json!({"reason": "Tanggal belum disebut."});
        step(&province, &report, "return", reason).await;
        assert_eq!(unread(&bontang).await, ["report_returned"]);
        assert_eq!(run(app).await, done(0, 0));
        step(&bontang, &report, "submit", json!({})).await;
        assert_eq!(unread(&bontang).await, Vec::<String>::new());
    });
}

#[test]
fn who_comes_later_and_whose_deadline_moves() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        app.client(Role::RegencyOfficer, "64.02").await;
        app.client(Role::Viewer, "64.72").await;
        app.clock.advance(days(14));
        assert_eq!(run(app).await, done(1, 0));
        // Nobody writes reports in 64.72; in 64.71 somebody does from now on, and a system in 64.74.
        app.client(Role::RegencyOfficer, "64.71").await;
        let both = [Permission::UseAccount, Permission::WriteReports];
        let system = app.client_with(&both, "64.74").await;
        assert_eq!(run(app).await, done(2, 0));
        assert_eq!(unread(&system).await, ["report_overdue"]);
        let other = app.client_with(&[Permission::UseAccount], "64.74").await;
        assert_eq!(items(&other, "").await, Vec::<Value>::new());
        for (role, region) in [
            (Role::Viewer, "64.74"),
            (Role::ProvinceOfficer, "64"),
            (Role::RegencyOfficer, "64.74.01"),
        ] {
            let client = app.client(role, region).await;
            assert_eq!(items(&client, "").await, Vec::<Value>::new(), "{role:?}");
        }

        let province = app.client(Role::ProvinceOfficer, "64").await;
        let at = |days: i64| (app.clock.now() + chrono::Duration::days(days)).to_rfc3339();
        let exception = json!({"region_code": "64.02", "action": "rembuk", "due_at": at(5), "locks_at": at(90), "reason": "Banjir"});
        let exceptions = format!("/api/v1/reporting-seasons/{season}/exceptions");
        province.post(&exceptions, exception).await.expect(201);
        // The deadline of the district with an account is told as well.
        assert_eq!(run(app).await, done(2, 1));
        let excepted = app.client(Role::RegencyOfficer, "64.02").await;
        assert_eq!(unread(&excepted).await, ["report_due_soon"]);

        // Who leaves takes nothing along: the next one finds what stands.
        let held = "where region_code = '64.71'";
        let left = format!("update user_account set disabled_at = created_at {held}");
        app.sql(&left).await.unwrap();
        assert_eq!(run(app).await, done(0, 1));
        let next = app.client(Role::RegencyOfficer, "64.71").await;
        assert_eq!(unread(&next).await, Vec::<String>::new());
        assert_eq!(run(app).await, done(1, 0));
        assert_eq!(run(app).await, done(0, 0));
        assert_eq!(unread(&next).await, ["report_overdue"]);
        assert_eq!(items(&next, "").await.len(), 1);

        // All at once, but not what was written after the time that is named.
        let until = |at: &str| json!({"up_to": at});
        let all = format!("{PATH}/read-all");
        let none = excepted.post(&all, until("2026-11-22T00:00:00Z")).await;
        assert_eq!(none.expect(200).json()["marked"], 0);
        let marked = excepted.post(&all, json!({})).await.expect(200);
        assert_eq!(marked.json()["marked"], 1);
        assert_eq!(unread(&excepted).await, Vec::<String>::new());
        let page = excepted.get(&format!("{PATH}?count=true&limit=1")).await;
        let page = page.expect(200).json();
        assert_eq!(page["page"]["total"], 2);
        let next = page["page"]["next"].as_str().unwrap();
        let next = format!("{PATH}?count=true&limit=1&cursor={next}");
        excepted.get(&next).await.expect(200);
        let stranger = app.client(Role::RegencyOfficer, "64.02").await;
        stranger.get(&next).await.expect(400);
    });
}

/// Kinds are data: each names a permission that there is.
#[test]
fn every_kind_concerns_somebody() {
    on_each(async |app| {
        let viewer = app.client(Role::Viewer, "64.74").await;
        let kinds = viewer.get("/api/v1/notification-kinds").await.expect(200);
        let kinds = kinds.json()["items"].as_array().unwrap().clone();
        for kind in &kinds {
            let audience: Result<Permission, ()> = kind["audience"].as_str().unwrap().parse();
            assert!(audience.is_ok(), "{kind}");
        }
        let days: Vec<Value> = kinds
            .iter()
            .map(|kind| json!([kind["code"], kind["rules"][0]["days"]]))
            .collect();
        let expected = json!([
            ["foster_no_delivery", null],
            ["foster_no_delivery_mother", null],
            ["foster_no_gain", null],
            ["foster_no_weighing", null],
            ["report_due_soon", 7],
            ["report_overdue", 0],
            ["report_returned", null],
            ["report_waiting", 14]
        ]);
        assert_eq!(json!(days), expected);
        // A rule that has ended is followed by the next; without one nothing is written.
        let admin = app.client(Role::Admin, "ID").await;
        small_season(app, &admin).await;
        app.client(Role::RegencyOfficer, "64.74").await;
        let ended = "update notification_rule set valid_to = '2026-11-21' where kind_code = 'report_due_soon'";
        app.sql(ended).await.unwrap();
        app.clock.advance(crate::action::days(4));
        assert_eq!(run(app).await, done(0, 0));
        let next = "insert into notification_rule (kind_code, valid_from, days) values ('report_due_soon', '2026-11-22', 6)";
        app.sql(next).await.unwrap();
        assert_eq!(run(app).await, done(1, 0));
    });
}

/// Reports of villages and districts that wait are told where somebody reviews, the nearest above.
#[test]
fn a_wait_is_told_to_the_nearest_reviewer() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        let season = small_season(app, &admin).await;
        let district = app.client(Role::RegencyOfficer, "64.02.08").await;
        let report = begin(&district, &season, "64.02.08").await;
        step(&district, &report, "submit", json!({})).await;
        app.client(Role::ProvinceOfficer, "64").await;
        app.clock.advance(days(14));
        assert_eq!(run(app).await, done(1, 0));
        let province = app.client(Role::ProvinceOfficer, "64").await;
        assert_eq!(unread(&province).await, ["report_waiting"]);
        // What the province writes for a district at which nobody is comes back to the province.
        let other = begin(&province, &season, "64.02.09").await;
        step(&province, &other, "submit", json!({})).await;
        let reviewer = app.client(Role::ProvinceOfficer, "64").await;
        step(&reviewer, &other, "start-review", json!({})).await;
        step(&reviewer, &other, "return", json!({"reason": "Lengkapi."})).await;
        assert_eq!(
            unread(&province).await,
            ["report_returned", "report_waiting"]
        );
        step(&province, &other, "submit", json!({})).await;
        // The regency's own office takes over; its own report is overdue as well.
        let regency = app.client(Role::RegencyOfficer, "64.02").await;
        assert_eq!(run(app).await, done(2, 1));
        let mut kinds = unread(&regency).await;
        kinds.sort();
        assert_eq!(kinds, ["report_overdue", "report_waiting"]);
        assert_eq!(unread(&province).await, Vec::<String>::new());
    });
}

#[test]
fn of_several_processes_each_is_told_once() {
    on_each(async |app| {
        let admin = app.client(Role::Admin, "ID").await;
        small_season(app, &admin).await;
        for region in ["64.74", "64.02", "64.71"] {
            app.client(Role::RegencyOfficer, region).await;
        }
        app.clock.advance(days(14));
        let other = app.another().await;
        let (db, now) = (&app.services.db, app.clock.now());
        let holder = app.clock.new_id();
        let until = now + chrono::Duration::minutes(15);
        assert!(
            lease::take(db, "action_notices", holder, now, until)
                .await
                .unwrap()
        );
        assert_eq!(run(&other).await, done(0, 0), "somebody else is at it");
        app.clock.advance(std::time::Duration::from_secs(901));
        let (one, two, three, four) = futures_util::join!(
            notify(&app.services),
            notify(&other.services),
            notify(&app.services),
            notify(&other.services)
        );
        let written: u64 = [one, two, three, four]
            .into_iter()
            .map(|done| done.unwrap().written)
            .sum();
        assert_eq!(written, 3);
        assert_eq!(app.count("notification").await, 3);
        assert_eq!(run(&other).await, done(0, 0));
        other.stop().await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        officer.get(REPORTS).await.expect(200);
        assert_eq!(unread(&officer).await, ["report_overdue"]);
    });
}
