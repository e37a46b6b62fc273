//! Foster programmes as data with versions, and foster parents: who they are, where they serve, which accounts act for them.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table foster_programme (
    code {code} not null,
    version bigint not null,
    valid_from {date} not null,
    valid_to {date},
    definition text not null,
    reason text,
    recorded_at {time} not null,
    recorded_by text not null,
    superseded_at {time},
    primary key (code, version),
    check (valid_from <= valid_to)
);
create unique index uq_foster_programme_current on foster_programme (code) where superseded_at is null;
create table foster_parent_kind (
    code {code} not null primary key,
    name_id text not null,
    name_en text not null,
    valid_from {date} not null,
    valid_to {date},
    check (valid_from <= valid_to)
);
insert into foster_parent_kind (code, name_id, name_en, valid_from, valid_to) values
    ('academic', 'Perguruan tinggi', 'University or college', '2022-01-01', null),
    ('baznas', 'BAZNAS atau lembaga amil zakat', 'BAZNAS or another zakat body', '2022-01-01', null),
    ('community', 'Komunitas atau LSM', 'Community group or non-governmental organisation', '2022-01-01', null),
    ('company', 'Badan usaha (swasta, BUMN, BUMD)', 'Company, private or owned by the state or a region', '2022-01-01', null),
    ('media', 'Media', 'Media', '2022-01-01', null),
    ('opd', 'Organisasi perangkat daerah', 'Local government agency', '2022-01-01', null),
    ('person', 'Perorangan', 'Person', '2022-01-01', null),
    ('vertical', 'Instansi vertikal, TNI, Polri', 'Local office of the national government, armed forces, police', '2022-01-01', null);
create table foster_parent (
    id {uuid} not null primary key,
    region_code {code} not null references region (code),
    kind_code {code} not null references foster_parent_kind (code),
    name text not null,
    search_name {code} not null,
    agency_id {uuid} references agency (id),
    capacity_children integer not null check (capacity_children > 0),
    note text,
    contact_key {bytes},
    contact_sealed {bytes},
    state {code} not null check (state in ('registered', 'verified', 'suspended')),
    state_since {time} not null,
    state_reason text,
    verified_at {time},
    verified_by text,
    registered_by text not null,
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null,
    check ((contact_key is null) = (contact_sealed is null))
);
create unique index uq_foster_parent_name on foster_parent (region_code, kind_code, search_name);
create index ix_foster_parent_region on foster_parent (region_code, id);
create index ix_foster_parent_kind on foster_parent (kind_code, region_code, id);
create table foster_parent_region (
    foster_parent_id {uuid} not null references foster_parent (id),
    region_code {code} not null references region (code),
    primary key (foster_parent_id, region_code)
);
create index ix_foster_parent_region_code on foster_parent_region (region_code, foster_parent_id);
create table foster_parent_account (
    user_id {uuid} not null primary key references user_account (id),
    foster_parent_id {uuid} not null references foster_parent (id),
    linked_at {time} not null,
    linked_by text not null
);
create index ix_foster_parent_account on foster_parent_account (foster_parent_id, user_id);
"#;

const DOWN: &str = r#"
drop table foster_parent_account;
drop table foster_parent_region;
drop table foster_parent;
drop table foster_parent_kind;
drop table foster_programme;
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
