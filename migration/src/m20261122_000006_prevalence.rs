//! Prevalence as claims, and every state each claim has ever had.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table prevalence_record (
    id {uuid} not null primary key,
    region_code {code} not null references region (code),
    indicator_code {code} not null references indicator (code),
    source_code {code} not null references source (code),
    period {code} not null,
    period_from_on {date} not null,
    period_to_on {date} not null,
    value_hundredths integer check (value_hundredths between 0 and 10000),
    ci_low_hundredths integer,
    ci_high_hundredths integer,
    rse_hundredths integer,
    estimation_method text not null check (estimation_method in ('direct', 'sae', 'complete_count', 'unknown')),
    children_measured bigint check (children_measured >= 0),
    children_affected bigint check (children_affected >= 0),
    coverage_hundredths integer,
    publisher {code} not null,
    citation_title text not null,
    citation_publisher text,
    citation_published_on {date},
    citation_url text,
    confidence text not null check (confidence in ('high', 'medium', 'low')),
    note text,
    status text not null check (status in ('submitted', 'verified', 'published', 'rejected', 'withdrawn')),
    is_official {bool} not null,
    version bigint not null,
    created_at {time} not null,
    created_by text not null,
    updated_at {time} not null,
    updated_by text not null,
    check (value_hundredths is not null or children_affected is not null),
    check (ci_low_hundredths <= value_hundredths and value_hundredths <= ci_high_hundredths),
    check (children_affected <= children_measured),
    check (not is_official or status = 'published')
);
create unique index uq_prevalence_record_claim on prevalence_record (region_code, indicator_code, source_code, period, publisher);
create unique index uq_prevalence_record_official on prevalence_record (region_code, indicator_code, source_code, period) where is_official;
create index ix_prevalence_record_region on prevalence_record (region_code, period_from_on, id);
create index ix_prevalence_record_period on prevalence_record (period_from_on, region_code, id);
create index ix_prevalence_record_source on prevalence_record (source_code, region_code, period_from_on, id);
create index ix_prevalence_record_status on prevalence_record (status, region_code, period_from_on, id);
create index ix_prevalence_record_publisher on prevalence_record (publisher, region_code, period_from_on, id);
create table prevalence_revision (
    record_id {uuid} not null references prevalence_record (id),
    region_code {code} not null references region (code),
    indicator_code {code} not null references indicator (code),
    source_code {code} not null references source (code),
    period {code} not null,
    period_from_on {date} not null,
    period_to_on {date} not null,
    value_hundredths integer check (value_hundredths between 0 and 10000),
    ci_low_hundredths integer,
    ci_high_hundredths integer,
    rse_hundredths integer,
    estimation_method text not null check (estimation_method in ('direct', 'sae', 'complete_count', 'unknown')),
    children_measured bigint check (children_measured >= 0),
    children_affected bigint check (children_affected >= 0),
    coverage_hundredths integer,
    publisher {code} not null,
    citation_title text not null,
    citation_publisher text,
    citation_published_on {date},
    citation_url text,
    confidence text not null check (confidence in ('high', 'medium', 'low')),
    note text,
    status text not null check (status in ('submitted', 'verified', 'published', 'rejected', 'withdrawn')),
    is_official {bool} not null,
    version bigint not null,
    recorded_at {time} not null,
    recorded_by text not null,
    superseded_at {time},
    action text not null,
    reason text,
    request_id {uuid} not null,
    primary key (record_id, version)
);
create index ix_prevalence_revision_region on prevalence_revision (region_code, period_from_on, record_id);
"#;

const DOWN: &str = r#"
drop table prevalence_revision;
drop table prevalence_record;
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
