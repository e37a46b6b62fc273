//! The audit log by request: from a revision to the entry of the bulk or import that made it. And the official claims alone in
//! their index: nearly all claims are not official, and a list of those needs no other order than that of all.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create index ix_audit_event_request on audit_event (request_id, seq);
drop index ix_prevalence_record_is_official;
create index ix_prevalence_record_official on prevalence_record (region_code, period_from_on, id) where is_official;
"#;

const DOWN: &str = r#"
drop index ix_prevalence_record_official;
create index ix_prevalence_record_is_official on prevalence_record (is_official, region_code, period_from_on, id);
drop index ix_audit_event_request;
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
