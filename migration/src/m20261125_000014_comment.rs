//! What is said of a report, and which reports wait for a reviewer.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table action_comment (
    id {uuid} not null primary key,
    report_id {uuid} not null references action_report (id),
    region_code {code} not null,
    in_reply_to {uuid} references action_comment (id),
    evidence_id {uuid} references evidence (id),
    mention_kind {code} check (mention_kind in ('fact', 'evidence')),
    mention_code {code},
    body text not null,
    said_at {time} not null,
    said_by text not null,
    resolved_at {time},
    resolved_by text,
    version bigint not null,
    check ((mention_kind is null) = (mention_code is null)),
    check ((resolved_at is null) = (resolved_by is null)),
    check (in_reply_to is null or (evidence_id is null and mention_code is null and resolved_at is null))
);
create index ix_action_comment_report on action_comment (report_id, said_at, id);
create index ix_action_comment_unresolved on action_comment (report_id, said_at, id)
    where resolved_at is null and in_reply_to is null;
create index ix_action_report_waiting on action_report (submitted_at, id) where state in ('submitted', 'in_review');
"#;

const DOWN: &str = r#"
drop index ix_action_report_waiting;
drop table action_comment;
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
