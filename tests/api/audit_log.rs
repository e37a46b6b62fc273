//! The audit log: the database lets nobody change it, and who changes it all the same is found.

use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tumbuh::audit::verify::{Finding, verify};
use tumbuh::auth::Permission;
use tumbuh::db::{self, Change};
use tumbuh::problem::Problem;
use tumbuh::reply::Reply;
use tumbuh::startup::system_context;

use crate::support::{Backend, TestApp, on_each};

/// Appends entries as the service does; answers the number of the first one.
async fn append(app: &TestApp, count: i64) -> i64 {
    let clock = app.clock.as_ref();
    let first = app.count("audit_event").await + 1;
    for number in 0..count {
        let change = Change::new("test.append", "test", number)
            .in_region("64.74")
            .with(json!({ "number": number }));
        let context = system_context(clock, "test");
        db::write(&app.services.db, clock, &context, async |_| {
            Ok((change.clone(), ()))
        })
        .await
        .unwrap();
    }
    first
}

async fn findings(app: &TestApp) -> Vec<Finding> {
    verify(app.services.db.reader(), |_| {})
        .await
        .unwrap()
        .findings
}

/// Runs a statement as the service itself, on its writing connection.
async fn as_service(app: &TestApp, sql: &str) -> Result<(), Problem> {
    db::rehearse(&app.services.db, async |tx| {
        let statement = Statement::from_string(tx.get_database_backend(), sql);
        tx.execute_raw(statement).await?;
        Ok(())
    })
    .await
}

#[test]
fn nobody_changes_the_log() {
    on_each(async |app| {
        append(app, 3).await;
        let mut statements = vec![
            "update audit_event set reason = 'x'",
            "update audit_event set seq = seq + 100",
            "delete from audit_event where seq = 2",
            "delete from audit_event",
        ];
        if app.backend == Backend::Postgres {
            statements.push("truncate audit_event");
        }
        for sql in statements {
            assert!(
                as_service(app, sql).await.is_err(),
                "the service may: {sql}"
            );
            // The triggers stop the owner too, and whoever else the role does not.
            let refused = app.sql(sql).await.unwrap_err().to_string();
            assert!(refused.contains("append-only"), "{sql}: {refused}");
        }
        as_service(app, "update audit_head set seq = seq where id = 1")
            .await
            .unwrap();
        assert_eq!(findings(app).await, []);
    });
}

/// On PostgreSQL the service works as a role that has no right to change the log, triggers or not.
#[test]
fn the_service_has_no_right_to_change_the_log() {
    on_each(async |app| {
        if app.backend == Backend::Postgres {
            app.sql("alter table audit_event disable trigger user")
                .await
                .unwrap();
            for sql in [
                "update audit_event set reason = 'x'",
                "delete from audit_event",
                "truncate audit_event",
            ] {
                assert!(as_service(app, sql).await.is_err(), "{sql}");
            }
            for sql in [
                "alter table audit_event enable trigger user",
                "drop trigger audit_event_no_change on audit_event",
                "drop table audit_event",
            ] {
                assert!(as_service(app, sql).await.is_err(), "{sql}");
            }
        }
    });
}

#[test]
fn reading_connections_do_not_write() {
    on_each(async |app| {
        for sql in [
            "update audit_head set seq = 0",
            "insert into revoked_token select * from revoked_token",
            "delete from target",
        ] {
            assert!(
                app.services
                    .db
                    .reader()
                    .execute_unprepared(sql)
                    .await
                    .is_err(),
                "{sql}"
            );
        }
    });
}

/// Takes the rules away, as somebody with the database in hand would.
async fn tamper(app: &TestApp, statements: &[&str]) {
    let rules: &[&str] = match app.backend {
        Backend::Sqlite => &[
            "drop trigger audit_event_no_update",
            "drop trigger audit_event_no_delete",
        ],
        Backend::Postgres => &["alter table audit_event disable trigger user"],
    };
    for sql in rules.iter().chain(statements) {
        app.sql(sql).await.unwrap();
    }
}

#[test]
fn an_untouched_log_is_whole() {
    on_each(async |app| {
        append(app, 5).await;
        let mut heard = 0;
        let verdict = verify(app.services.db.reader(), |seq| heard = seq)
            .await
            .unwrap();
        assert_eq!(verdict.findings, []);
        assert_eq!(
            (verdict.entries, heard),
            (app.count("audit_event").await, verdict.entries)
        );
        assert_eq!(verdict.head.len(), 64);
    });
}

#[test]
fn a_changed_row_is_found() {
    // Every column by itself, since each is part of the hash.
    for change in [
        "actor_kind = 'user'",
        "actor_id = 'x'",
        "actor_name = 'x'",
        "action = 'x'",
        "subject_type = 'x'",
        "subject_id = 'x'",
        "region_code = '64.71'",
        "region_code = null",
        "outcome = 'refused'",
        "status = 201",
        "reason = ''",
        "detail = '{}'",
    ] {
        on_each(async |app| {
            let first = append(app, 3).await;
            tamper(
                app,
                &[&format!(
                    "update audit_event set {change} where seq = {}",
                    first + 1
                )],
            )
            .await;
            assert_eq!(
                findings(app).await,
                [Finding::Changed(first + 1)],
                "{change}"
            );
        });
    }
}

#[test]
fn a_row_with_a_new_hash_no_longer_fits_the_next_one() {
    on_each(async |app| {
        let first = append(app, 3).await;
        let (second, hash) = (first + 1, "0".repeat(64));
        tamper(
            app,
            &[&format!(
                "update audit_event set hash = '{hash}' where seq = {second}"
            )],
        )
        .await;
        assert_eq!(
            findings(app).await,
            [Finding::Changed(second), Finding::Unchained(second + 1)]
        );
    });
}

#[test]
fn a_removed_row_is_found() {
    on_each(async |app| {
        let first = append(app, 4).await;
        let second = first + 1;
        tamper(
            app,
            &[&format!("delete from audit_event where seq = {second}")],
        )
        .await;
        assert_eq!(
            findings(app).await,
            [Finding::Gap {
                after: first,
                before: second + 1
            }]
        );
        // Closing the gap shows all the same.
        tamper_more(
            app,
            &format!(
                "update audit_event set seq = {second} where seq = {}",
                second + 1
            ),
        )
        .await;
        assert!(findings(app).await.contains(&Finding::Unchained(second)));
    });
}

async fn tamper_more(app: &TestApp, sql: &str) {
    app.sql(sql).await.unwrap();
}

#[test]
fn reordered_rows_are_found() {
    on_each(async |app| {
        let first = append(app, 4).await;
        let (second, third) = (first + 1, first + 2);
        tamper(
            app,
            &[
                &format!("update audit_event set seq = -1 where seq = {second}"),
                &format!("update audit_event set seq = {second} where seq = {third}"),
                &format!("update audit_event set seq = {third} where seq = -1"),
            ],
        )
        .await;
        let findings = findings(app).await;
        for expected in [
            Finding::Changed(second),
            Finding::Changed(third),
            Finding::Unchained(second),
        ] {
            assert!(findings.contains(&expected), "{findings:?}");
        }
    });
}

#[test]
fn a_cut_tail_is_found() {
    on_each(async |app| {
        let first = append(app, 4).await;
        let (found, expected) = (first + 1, first + 3);
        tamper(
            app,
            &[&format!("delete from audit_event where seq > {found}")],
        )
        .await;
        assert_eq!(findings(app).await, [Finding::Head { found, expected }]);
        tamper_more(app, &format!("update audit_head set seq = {found}")).await;
        assert_eq!(
            findings(app).await,
            [Finding::Head {
                found,
                expected: found
            }]
        );
        tamper_more(app, "delete from audit_head").await;
        assert_eq!(findings(app).await, [Finding::Head { found, expected: 0 }]);
    });
}

#[test]
fn a_write_that_fails_leaves_no_entry() {
    on_each(async |app| {
        let (clock, before) = (app.clock.as_ref(), app.count("audit_event").await);
        let context = system_context(clock, "test");
        let failed: Result<Reply, Problem> =
            db::write(&app.services.db, clock, &context, async |_| {
                Err(Problem::not_found())
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(app.count("audit_event").await, before);
        assert_eq!(findings(app).await, []);
    });
}

#[test]
fn the_log_is_read_within_ones_region() {
    on_each(async |app| {
        append(app, 2).await;
        let auditor = |region| app.client_with(&[Permission::ReadAudit], region);
        let path = "/api/v1/audit-events?action=test.append&count=true";
        for (region, seen) in [("ID", 2), ("64", 2), ("64.74", 2), ("64.02", 0), ("63", 0)] {
            let page = auditor(region).await.get(path).await.expect(200).json();
            assert_eq!(
                (
                    page["page"]["total"].as_i64(),
                    page["items"].as_array().unwrap().len()
                ),
                (Some(seen), usize::try_from(seen).unwrap()),
                "{region}"
            );
        }
        let page = auditor("ID")
            .await
            .get("/api/v1/audit-events?limit=1&sort=-seq")
            .await
            .expect(200)
            .json();
        let entry = &page["items"][0];
        assert_eq!(
            (entry["action"].as_str(), entry["at"].as_str()),
            (Some("test.append"), Some("2026-11-22T00:00:00Z"))
        );
    });
}

/// What a caller is refused is on record with what they asked for, but not with what they sent.
#[test]
fn a_refused_write_is_on_record() {
    on_each(async |app| {
        let writer = app
            .client_with(&[Permission::WriteTargets, Permission::ReadAudit], "64.74")
            .await;
        let body = json!({ "secret": "hemlich" });
        writer.post("/api/v1/targets", body).await.expect(422);
        let page = writer
            .get("/api/v1/audit-events?action=request.refuse")
            .await
            .expect(200);
        assert!(!page.text().contains("hemlich"));
        let entry = &page.json()["items"][0];
        assert_eq!(entry["subject_id"], "create_target");
        assert_eq!(
            (entry["outcome"].as_str(), entry["status"].as_i64()),
            (Some("refused"), Some(422))
        );
        assert_eq!(
            (entry["actor_id"].as_str(), entry["region_code"].as_str()),
            (Some(writer.id.to_string().as_str()), Some("64.74"))
        );
    });
}
