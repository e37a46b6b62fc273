//! Children, what was measured of them, and who agreed to what. Whatever tells who a child is lies sealed with the child's
//! own key: when that key is destroyed, no copy of the rest can be read any more.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table child (
    id {uuid} not null primary key,
    code {code} not null,
    sex {code} not null check (sex in ('M', 'F')),
    birth_date {date} not null,
    region_code {code} not null references region (code),
    puskesmas text,
    posyandu text,
    birth_weight_g integer check (birth_weight_g > 0),
    birth_length_tenth_mm integer check (birth_length_tenth_mm > 0),
    risk_status {code} not null check (risk_status in ('unknown', 'at_risk', 'not_at_risk')),
    state {code} not null check (state in ('active', 'moved', 'died', 'aged_out', 'merged')),
    state_since {date} not null,
    merged_into {uuid} references child (id),
    identity_sealed {bytes},
    nik_index {bytes},
    origin {code} not null,
    erased_at {time},
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null,
    updated_by text not null,
    check ((state = 'merged') = (merged_into is not null)),
    check (erased_at is null or (identity_sealed is null and nik_index is null))
);
create unique index uq_child_code on child (code);
create unique index uq_child_nik on child (nik_index, substr(region_code, 1, 5)) where nik_index is not null;
create index ix_child_region on child (region_code, id);
create index ix_child_birth on child (birth_date, id);
create index ix_child_merged on child (merged_into) where merged_into is not null;
create table child_key (
    child_id {uuid} not null primary key references child (id),
    sealed {bytes} not null
);
create table child_revision (
    child_id {uuid} not null references child (id),
    version bigint not null,
    record text not null,
    identity_sealed {bytes},
    action {code} not null,
    reason text,
    recorded_at {time} not null,
    recorded_by text not null,
    superseded_at {time},
    request_id {uuid} not null,
    primary key (child_id, version)
);
create table child_state_change (
    id {uuid} not null primary key,
    child_id {uuid} not null references child (id),
    to_state {code} not null check (to_state in ('active', 'moved', 'died', 'aged_out')),
    to_region_code {code} references region (code),
    effective_on {date} not null,
    reason text not null,
    decision {code} not null check (decision in ('pending', 'approved', 'rejected')),
    decision_reason text,
    proposed_at {time} not null,
    proposed_by text not null,
    decided_at {time},
    decided_by text
);
create index ix_child_state_change_child on child_state_change (child_id, id);
create unique index uq_child_state_change_pending on child_state_change (child_id) where decision = 'pending';
create table child_merge (
    id {uuid} not null primary key,
    kept_id {uuid} not null references child (id),
    merged_id {uuid} not null references child (id),
    moved text not null,
    reason text not null,
    merged_at {time} not null,
    merged_by text not null,
    undone_at {time},
    undone_by text,
    undone_reason text
);
create index ix_child_merge_kept on child_merge (kept_id, id);
create unique index uq_child_merge on child_merge (merged_id) where undone_at is null;
create table child_measurement (
    id {uuid} not null primary key,
    child_id {uuid} not null references child (id),
    region_code {code} not null references region (code),
    measured_on {date} not null,
    age_days integer not null,
    weight_g integer,
    height_tenth_mm integer,
    posture {code} check (posture in ('lying', 'standing')),
    head_tenth_mm integer,
    muac_tenth_mm integer,
    oedema {bool} not null,
    measurer text,
    device text,
    source_code {code} not null references source (code),
    import_id {uuid},
    waz_hundredths integer,
    haz_hundredths integer,
    whz_hundredths integer,
    baz_hundredths integer,
    hcz_hundredths integer,
    acz_hundredths integer,
    had_tenth_mm integer,
    flags integer not null,
    standard_version {code} not null,
    findings text not null,
    waived_reason text,
    waived_by text,
    state {code} not null check (state in ('valid', 'implausible', 'withdrawn')),
    version bigint not null,
    created_at {time} not null,
    created_by text not null,
    updated_at {time} not null
);
create unique index uq_child_measurement on child_measurement (child_id, measured_on) where state <> 'withdrawn';
create index ix_child_measurement_child on child_measurement (child_id, measured_on, id);
create index ix_child_measurement_place on child_measurement (region_code, measured_on, id);
create index ix_child_measurement_import on child_measurement (import_id) where import_id is not null;
create table child_measurement_revision (
    measurement_id {uuid} not null references child_measurement (id),
    version bigint not null,
    record text not null,
    action {code} not null,
    reason text,
    recorded_at {time} not null,
    recorded_by text not null,
    superseded_at {time},
    request_id {uuid} not null,
    primary key (measurement_id, version)
);
create table child_consent (
    id {uuid} not null primary key,
    child_id {uuid} not null references child (id),
    scope {code} not null check (scope in ('care', 'donor_disclosure', 'photograph')),
    relation {code} not null,
    given_by_sealed {bytes},
    text_version {code} not null,
    given_on {date} not null,
    evidence_sha256 {code},
    recorded_at {time} not null,
    recorded_by text not null,
    withdrawn_on {date},
    withdrawn_reason text,
    withdrawn_at {time},
    withdrawn_by text,
    version bigint not null
);
create index ix_child_consent_child on child_consent (child_id, scope, id);
"#;

const DOWN: &str = r#"
drop table child_consent;
drop table child_measurement_revision;
drop table child_measurement;
drop table child_merge;
drop table child_state_change;
drop table child_revision;
drop table child_key;
drop table child;
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
