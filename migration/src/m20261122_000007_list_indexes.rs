//! An index for every filter and list that had none, each in the order of the list, so that a page is read and not sorted.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create index ix_prevalence_record_indicator on prevalence_record (indicator_code, region_code, period_from_on, id);
create index ix_prevalence_record_is_official on prevalence_record (is_official, region_code, period_from_on, id);
create index ix_target_region on target (region_code, year, id);
"#;

const DOWN: &str = r#"
drop index ix_target_region;
drop index ix_prevalence_record_level;
drop index ix_prevalence_record_is_official;
drop index ix_prevalence_record_indicator;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        // The level of a region is the length of its code; the expression has to be that of the query.
        let length = if ddl::is_sqlite(manager) {
            "length"
        } else {
            "char_length"
        };
        let by_level = format!(
            "create index ix_prevalence_record_level on prevalence_record ({length}(region_code), region_code, period_from_on, id)"
        );
        ddl::execute(manager, &by_level).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, DOWN).await
    }
}
