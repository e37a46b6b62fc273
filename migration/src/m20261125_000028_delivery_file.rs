//! What proves that something was handed over: pictures and documents, whose bytes lie where those of reports lie. Of a file it
//! is known since when its bytes are not to be kept any more.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
alter table evidence_file add column destroyed_at {time};
create index ix_evidence_file_destroyed on evidence_file (destroyed_at) where destroyed_at is not null;
create table foster_delivery_file (
    id {uuid} not null primary key,
    delivery_id {uuid} not null references foster_delivery (id),
    sha256 {code} not null references evidence_file (sha256),
    shows_child {bool} not null,
    by_foster_parent {bool} not null,
    uploaded_at {time} not null,
    uploaded_by text not null,
    withdrawn_at {time},
    withdrawn_by text,
    withdrawn_reason text,
    destroyed_at {time},
    destroyed_because {code} check (destroyed_because in ('withdrawn', 'consent', 'erasure')),
    version bigint not null,
    check ((destroyed_at is null) = (destroyed_because is null))
);
create index ix_foster_delivery_file_delivery on foster_delivery_file (delivery_id, uploaded_at, id);
create index ix_foster_delivery_file_sha256 on foster_delivery_file (sha256);
create index ix_foster_delivery_file_shown on foster_delivery_file (id) where shows_child and destroyed_at is null;
"#;

const DOWN: &str = r#"
drop table foster_delivery_file;
drop index ix_evidence_file_destroyed;
alter table evidence_file drop column destroyed_at;
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
