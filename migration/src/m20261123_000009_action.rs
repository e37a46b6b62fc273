//! Convergence actions (aksi konvergensi): schemes as data, seasons, and what each region reports of each action.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table action_scheme (
    code {code} not null,
    version bigint not null,
    valid_from_year integer not null,
    valid_to_year integer check (valid_to_year >= valid_from_year),
    definition text not null,
    reason text,
    recorded_at {time} not null,
    recorded_by text not null,
    superseded_at {time},
    primary key (code, version)
);
create unique index uq_action_scheme_current on action_scheme (code) where superseded_at is null;
create table reporting_season (
    code {code} not null primary key,
    implementation_year integer not null check (implementation_year between 2018 and 2100),
    assessment_year integer not null check (assessment_year between 2018 and 2100),
    scheme_code {code} not null,
    scheme_version bigint not null,
    opens_at {time} not null,
    locks_at {time} not null,
    grace_days integer not null check (grace_days between 0 and 366),
    due text not null,
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null,
    foreign key (scheme_code, scheme_version) references action_scheme (code, version)
);
create unique index uq_reporting_season on reporting_season (implementation_year, scheme_code);
create table season_exception (
    id {uuid} not null primary key,
    season_code {code} not null references reporting_season (code),
    region_code {code} not null references region (code),
    action_code {code},
    due_at {time} not null,
    locks_at {time} not null,
    reason text not null,
    granted_at {time} not null,
    granted_by text not null
);
create index ix_season_exception_season on season_exception (season_code, region_code, id);
create table action_report (
    id {uuid} not null primary key,
    season_code {code} not null references reporting_season (code),
    action_code {code} not null,
    region_code {code} not null references region (code),
    state {code} not null check (state in ('draft', 'submitted', 'in_review', 'returned', 'accepted', 'reopened')),
    state_since {time} not null,
    content text not null,
    stated_by text not null,
    submitted_at {time},
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null,
    updated_by text not null
);
create unique index uq_action_report on action_report (season_code, region_code, action_code);
create index ix_action_report_region on action_report (region_code, season_code, action_code, id);
create index ix_action_report_state on action_report (state, state_since, id);
create index ix_action_report_season on action_report (season_code, state_since, id);
create table action_report_revision (
    report_id {uuid} not null references action_report (id),
    version bigint not null,
    season_code {code} not null,
    action_code {code} not null,
    region_code {code} not null,
    state {code} not null,
    content text not null,
    submitted_at {time},
    action {code} not null,
    reason text,
    recorded_at {time} not null,
    recorded_by text not null,
    superseded_at {time},
    request_id {uuid} not null,
    primary key (report_id, version)
);
create index ix_action_report_revision_season on action_report_revision (season_code, region_code, recorded_at);
"#;

const DOWN: &str = r#"
drop table action_report_revision;
drop table action_report;
drop table season_exception;
drop table reporting_season;
drop table action_scheme;
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
