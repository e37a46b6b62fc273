//! The audit log by request: from a revision to the entry of the bulk or import that made it. And what is rare alone in
//! its index: nearly all claims are not official and of villages, and a list of those needs no other order than that of all.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create index ix_audit_event_request on audit_event (request_id, seq);
drop index ix_prevalence_record_is_official;
drop index ix_prevalence_record_level;
create index ix_prevalence_record_official on prevalence_record (region_code, period_from_on, id) where is_official;
"#;

const DOWN: &str = r#"
drop index ix_prevalence_record_level;
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
        ddl::run(manager, UP).await?;
        let length = length(manager);
        let upper_levels = format!(
            "create index ix_prevalence_record_level on prevalence_record ({length}(region_code), region_code, period_from_on, id)
                where {length}(region_code) < 6"
        );
        ddl::execute(manager, &upper_levels).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, DOWN).await?;
        let length = length(manager);
        let by_level = format!(
            "create index ix_prevalence_record_level on prevalence_record ({length}(region_code), region_code, period_from_on, id)"
        );
        ddl::execute(manager, &by_level).await
    }
}

/// The level of a region is the length of its code; the expression has to be that of the query.
fn length(manager: &SchemaManager<'_>) -> &'static str {
    if ddl::is_sqlite(manager) {
        "length"
    } else {
        "char_length"
    }
}
