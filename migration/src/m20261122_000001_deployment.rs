//! What belongs to the whole deployment: its secret for cursors, the security epoch, loaded reference data, kept answers.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table deployment (
    id integer not null primary key check (id = 1),
    issuer text not null,
    cursor_key {bytes} not null,
    security_epoch bigint not null,
    created_at {time} not null
);
create table reference_load (
    name {code} not null primary key,
    digest text not null,
    loaded_at {time} not null
);
create table idempotency (
    key_hash {bytes} not null primary key,
    fingerprint {bytes} not null,
    response {bytes} not null,
    created_at {time} not null
);
create index ix_idempotency_created on idempotency (created_at);
create table rate_window (
    key_hash {bytes} not null primary key,
    started_at {time} not null,
    hits bigint not null
);
create index ix_rate_window_started on rate_window (started_at);
"#;

const DOWN: &str = r#"
drop table rate_window;
drop table idempotency;
drop table reference_load;
drop table deployment;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, DOWN).await
    }
}
