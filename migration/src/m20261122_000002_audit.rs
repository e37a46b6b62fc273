//! The audit log: append-only by the database's own rules, chained by hashes.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r#"
create table audit_event (
    seq bigint not null primary key,
    id {uuid} not null,
    at {time} not null,
    actor_kind text not null,
    actor_id {code} not null,
    actor_name text not null,
    action {code} not null,
    subject_type {code} not null,
    subject_id {code} not null,
    region_code {code},
    outcome text not null check (outcome in ('done', 'refused')),
    status integer not null,
    request_id {uuid} not null,
    reason text,
    detail text not null,
    previous_hash text not null,
    hash text not null
);
create index ix_audit_event_actor on audit_event (actor_id, seq);
create index ix_audit_event_action on audit_event (action, seq);
create index ix_audit_event_subject on audit_event (subject_type, subject_id, seq);
create index ix_audit_event_region on audit_event (region_code, seq);
create index ix_audit_event_at on audit_event (at, seq);
create table audit_head (
    id integer not null primary key check (id = 1),
    seq bigint not null,
    hash text not null
);
insert into audit_head (id, seq, hash) values (1, 0, '');
"#;

const SQLITE_RULES: [&str; 2] = [
    "create trigger audit_event_no_update before update on audit_event begin select raise(abort, 'audit_event is append-only'); end",
    "create trigger audit_event_no_delete before delete on audit_event begin select raise(abort, 'audit_event is append-only'); end",
];

/// The role `tumbuh_app` is what the service works as; it may append to the log and nothing else. Roles belong to the
/// cluster, so another database may have made it; and a database user without `createrole` keeps the triggers alone.
const POSTGRES_RULES: [&str; 5] = [
    "create function audit_event_refuse() returns trigger language plpgsql as $$ begin raise exception 'audit_event is append-only'; end $$",
    "create trigger audit_event_no_change before update or delete on audit_event for each row execute function audit_event_refuse()",
    "create trigger audit_event_no_truncate before truncate on audit_event for each statement execute function audit_event_refuse()",
    r#"do $$ begin
        create role tumbuh_app nologin;
    exception when duplicate_object or unique_violation or insufficient_privilege then null;
    end $$"#,
    r#"do $$ begin
        execute format('grant tumbuh_app to %I', current_user);
        execute format('grant usage on schema %I to tumbuh_app', current_schema());
        execute format('alter default privileges in schema %I grant select, insert, update, delete on tables to tumbuh_app', current_schema());
        grant select, insert, update, delete on all tables in schema public to tumbuh_app;
        revoke update, delete, truncate on audit_event from tumbuh_app;
    exception when undefined_object or insufficient_privilege then null;
    end $$"#,
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, TABLES).await?;
        let rules: &[&str] = if ddl::is_sqlite(manager) {
            &SQLITE_RULES
        } else {
            &POSTGRES_RULES
        };
        for rule in rules {
            ddl::execute(manager, rule).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, "drop table audit_head;\ndrop table audit_event;\n").await?;
        if ddl::is_sqlite(manager) {
            return Ok(());
        }
        ddl::execute(manager, "drop function audit_event_refuse()").await?;
        ddl::execute(
            manager,
            r#"do $$ begin
                execute format('alter default privileges in schema %I revoke all on tables from tumbuh_app', current_schema());
                revoke all on all tables in schema public from tumbuh_app;
            exception when undefined_object or insufficient_privilege then null;
            end $$"#,
        )
        .await
    }
}
