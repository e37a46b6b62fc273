//! Rules of retention belong to regions and have versions, as the register of processing has. And what tells quickly whether a
//! region's children have changed.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
alter table retention_rule add column region_code {code} not null default 'ID';
alter table retention_rule add column version bigint not null default 1;
alter table retention_rule add column created_at {time} not null default '2026-11-25T00:00:00+00:00';
alter table retention_rule add column updated_at {time} not null default '2026-11-25T00:00:00+00:00';
create index ix_retention_rule_region on retention_rule (region_code, code);
insert into revision (subject_type, subject_id, version, snapshot, recorded_at, recorded_by)
    select 'retention_rule', code, 1, '{"code":"' || code || '","region_code":"ID","erase_at_age_months":' || erase_at_age_months
        || ',"basis":"' || basis || '","valid_from":"' || valid_from || '","valid_to":null,"version":1'
        || ',"created_at":"2026-11-25T00:00:00Z","updated_at":"2026-11-25T00:00:00Z"}', created_at, 'system:reference'
    from retention_rule where code = 'AGED_OUT_5_YEARS';
create index ix_child_changed on child (region_code, updated_at, version);
"#;

const DOWN: &str = r#"
drop index ix_child_changed;
delete from revision where subject_type = 'retention_rule';
drop index ix_retention_rule_region;
alter table retention_rule drop column updated_at;
alter table retention_rule drop column created_at;
alter table retention_rule drop column version;
alter table retention_rule drop column region_code;
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
