//! What figures are of: sources, indicators, comparability, survey designs, targets; with what they were before.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table comparability_group (
    code {code} not null primary key,
    name_id text not null,
    name_en text not null,
    caveat_id text not null,
    caveat_en text not null
);
create table source (
    code {code} not null primary key,
    name_id text not null,
    name_en text not null,
    definition_id text not null,
    definition_en text not null,
    unit text not null,
    producer text not null,
    population_id text not null,
    population_en text not null,
    frequency_id text not null,
    frequency_en text not null,
    kind text not null check (kind in ('survey', 'routine', 'local')),
    comparability_group_code {code} references comparability_group (code),
    period_kinds text not null,
    rounds text,
    open_from integer,
    licence text not null,
    legal_basis text not null,
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null,
    check (comparability_group_code is null or kind = 'survey')
);
create table indicator (
    code {code} not null primary key,
    name_id text not null,
    name_en text not null,
    definition_id text not null,
    definition_en text not null,
    unit text not null,
    numerator_id text not null,
    numerator_en text not null,
    denominator_id text not null,
    denominator_en text not null,
    better text not null check (better in ('lower', 'higher')),
    comparable_with text not null,
    classification text not null,
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null
);
create table survey_design (
    source_code {code} not null references source (code),
    level text not null,
    children bigint not null check (children > 0),
    design_effect_hundredths integer not null check (design_effect_hundredths > 0),
    basis_id text not null,
    basis_en text not null,
    primary key (source_code, level)
);
create table target (
    id {uuid} not null primary key,
    region_code {code} not null references region (code),
    indicator_code {code} not null references indicator (code),
    year integer not null check (year between 2000 and 2100),
    value_hundredths integer not null check (value_hundredths between 0 and 10000),
    legal_basis text not null,
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null
);
create unique index uq_target_claim on target (region_code, indicator_code, year);
create index ix_target_year on target (year, region_code, id);
create index ix_target_indicator on target (indicator_code, region_code, year);
create table revision (
    subject_type {code} not null,
    subject_id {code} not null,
    version bigint not null,
    snapshot text not null,
    reason text,
    recorded_at {time} not null,
    recorded_by text not null,
    primary key (subject_type, subject_id, version)
);
"#;

const DOWN: &str = r#"
drop table revision;
drop table target;
drop table survey_design;
drop table indicator;
drop table source;
drop table comparability_group;
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
