//! Evidence (bukti dukung): which file proves which requirement of which report, and what was decided of it.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table evidence_file (
    sha256 {code} not null primary key,
    media_type text not null,
    size_bytes bigint not null check (size_bytes > 0),
    content_text text,
    stored_at {time} not null
);
create table evidence (
    id {uuid} not null primary key,
    report_id {uuid} not null references action_report (id),
    season_code {code} not null,
    action_code {code} not null,
    region_code {code} not null,
    sha256 {code} not null references evidence_file (sha256),
    file_name text not null,
    requirements text not null,
    fields text not null,
    state {code} not null check (state in ('pending', 'accepted', 'rejected')),
    reason text,
    replaces {uuid} references evidence (id),
    uploaded_at {time} not null,
    uploaded_by text not null,
    decided_at {time},
    decided_by text,
    superseded_at {time},
    version bigint not null
);
create index ix_evidence_report on evidence (report_id, uploaded_at, id);
create index ix_evidence_file on evidence (sha256);
create index ix_evidence_season on evidence (season_code, region_code);
"#;

const DOWN: &str = r#"
drop table evidence;
drop table evidence_file;
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
