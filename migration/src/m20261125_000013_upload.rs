//! Files that arrive in parts, the index in which documents are searched, and the orders in which they are listed.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table evidence_upload (
    id {uuid} not null primary key,
    report_id {uuid} not null references action_report (id),
    region_code {code} not null,
    file_name text not null,
    meta text not null,
    size_bytes bigint not null check (size_bytes > 0),
    evidence_id {uuid} references evidence (id),
    sha256 {code},
    created_at {time} not null,
    created_by {code} not null,
    expires_at {time} not null,
    check ((evidence_id is null) = (sha256 is null))
);
create index ix_evidence_upload_caller on evidence_upload (created_by);
create index ix_evidence_upload_expiry on evidence_upload (expires_at);
create index ix_evidence_upload_report on evidence_upload (report_id);
create index ix_evidence_uploaded on evidence (uploaded_at, id);
create index ix_evidence_region on evidence (region_code, uploaded_at, id);
create index ix_evidence_season_uploaded on evidence (season_code, uploaded_at, id);
create index ix_evidence_state on evidence (state, uploaded_at, id);
"#;

// The words come prepared: neither database is to take them apart or fold them in its own way.
const SEARCH_SQLITE: &str = r#"
create virtual table evidence_search using fts5(evidence_id unindexed, words, tokenize = 'ascii', detail = none, columnsize = 0)
"#;
const SEARCH_POSTGRES: &str = r#"
create table evidence_search (
    evidence_id uuid not null primary key references evidence (id),
    words tsvector not null
);
create index ix_evidence_search on evidence_search using gin (words);
"#;

const DOWN: &str = r#"
drop table evidence_search;
drop index ix_evidence_state;
drop index ix_evidence_season_uploaded;
drop index ix_evidence_region;
drop index ix_evidence_uploaded;
drop table evidence_upload;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        let search = if ddl::is_sqlite(manager) {
            SEARCH_SQLITE
        } else {
            SEARCH_POSTGRES
        };
        ddl::run(manager, search).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, DOWN).await
    }
}
