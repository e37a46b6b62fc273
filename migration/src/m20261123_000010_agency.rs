//! Who takes part: agencies with their names over time, and the teams (TPPS) that coordinate in a region.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table agency_kind (
    code {code} not null primary key,
    name_id text not null,
    name_en text not null
);
insert into agency_kind (code, name_id, name_en) values
    ('academic', 'Perguruan tinggi', 'University or college'),
    ('community', 'Kelompok masyarakat', 'Community group'),
    ('company', 'Badan usaha', 'Company'),
    ('opd', 'Organisasi perangkat daerah (dinas, badan)', 'Local government agency'),
    ('vertical', 'Instansi vertikal', 'Local office of the national government');
create table agency (
    id {uuid} not null primary key,
    region_code {code} not null references region (code),
    kind_code {code} not null references agency_kind (code),
    search_name {code} not null,
    note text,
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null
);
create unique index uq_agency_name_in_region on agency (region_code, search_name);
create index ix_agency_kind on agency (kind_code, region_code, search_name, id);
create index ix_agency_search on agency (search_name, id);
create table agency_name (
    agency_id {uuid} not null references agency (id),
    position integer not null,
    name text not null,
    abbreviation text,
    search_text {code} not null,
    valid_from {date},
    valid_to {date},
    primary key (agency_id, position),
    check (valid_from <= valid_to)
);
create unique index uq_agency_name_current on agency_name (agency_id) where valid_to is null;
create index ix_agency_name_search on agency_name (search_text, agency_id, valid_from, valid_to);
create table tpps_team (
    id {uuid} not null primary key,
    region_code {code} not null references region (code),
    decree_number text not null,
    decree_on {date},
    valid_from {date} not null,
    valid_to {date},
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null,
    check (valid_from <= valid_to)
);
create unique index uq_tpps_team_start on tpps_team (region_code, valid_from);
create index ix_tpps_team_valid on tpps_team (valid_from, region_code, id);
create table tpps_division (
    team_id {uuid} not null references tpps_team (id),
    code {code} not null,
    position integer not null,
    name_id text not null,
    primary key (team_id, code)
);
create unique index uq_tpps_division_position on tpps_division (team_id, position);
create table tpps_member (
    team_id {uuid} not null references tpps_team (id),
    position integer not null,
    agency_id {uuid} references agency (id),
    organisation text,
    division_code {code},
    role text not null,
    primary key (team_id, position),
    foreign key (team_id, division_code) references tpps_division (team_id, code),
    check ((agency_id is null) <> (organisation is null))
);
create index ix_tpps_member_agency on tpps_member (agency_id);
create table tpps_office_holder (
    team_id {uuid} not null references tpps_team (id),
    position integer not null,
    office text not null,
    position_title text not null,
    person_name text,
    valid_from {date},
    valid_to {date},
    primary key (team_id, position),
    check (valid_from <= valid_to)
);
"#;

const DOWN: &str = r#"
drop table tpps_office_holder;
drop table tpps_member;
drop table tpps_division;
drop table tpps_team;
drop table agency_name;
drop table agency;
drop table agency_kind;
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
