//! What the law on personal data asks for: rules of retention, incidents, processing activities, handovers.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table retention_rule (
    code {code} not null primary key,
    erase_at_age_months integer not null check (erase_at_age_months >= 60),
    basis text not null,
    valid_from {date} not null,
    valid_to {date}
);
insert into retention_rule (code, erase_at_age_months, basis, valid_from) values
    ('AGED_OUT_5_YEARS', 120, 'UU 27/2022 tentang Pelindungan Data Pribadi: lima tahun sesudah anak berumur 60 bulan', '2022-10-17');
create table privacy_incident (
    id {uuid} not null primary key,
    region_code {code} not null references region (code),
    title text not null,
    description text not null,
    detected_at {time} not null,
    notify_by {time} not null,
    window_from {time} not null,
    window_to {time} not null,
    notified_at {time},
    notified_whom text,
    version bigint not null,
    created_at {time} not null,
    created_by text not null,
    updated_at {time} not null,
    check (window_from <= window_to),
    check ((notified_at is null) = (notified_whom is null))
);
create index ix_privacy_incident_region on privacy_incident (region_code, id);
create table processing_activity (
    id {uuid} not null primary key,
    region_code {code} not null references region (code),
    name {code} not null,
    purpose text not null,
    lawful_basis text not null,
    data_categories text not null,
    recipients text not null,
    retention text not null,
    valid_from {date} not null,
    valid_to {date},
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null
);
create unique index uq_processing_activity_name on processing_activity (region_code, name);
create table data_handover (
    id {uuid} not null primary key,
    region_code {code} not null references region (code),
    dataset text not null,
    period {code} not null,
    giver text not null,
    receiver text not null,
    purpose text not null,
    row_count bigint not null check (row_count >= 0),
    sha256 {code} not null,
    document_reference text not null,
    handed_over_on {date} not null,
    created_at {time} not null,
    created_by text not null
);
create index ix_data_handover_region on data_handover (region_code, id);
create index ix_child_revision_at on child_revision (recorded_at);
create index ix_child_measurement_revision_at on child_measurement_revision (recorded_at);
"#;

const DOWN: &str = r#"
drop index ix_child_measurement_revision_at;
drop index ix_child_revision_at;
drop table data_handover;
drop table processing_activity;
drop table privacy_incident;
drop table retention_rule;
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
