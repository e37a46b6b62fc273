//! Receipts of submissions, as they were signed.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table action_receipt (
    report_id {uuid} not null references action_report (id),
    version bigint not null,
    region_code {code} not null,
    jws text not null,
    submitted_at {time} not null,
    primary key (report_id, version)
);
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
        ddl::run(manager, "drop table action_receipt;\n").await
    }
}
