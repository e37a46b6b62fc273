//! Regions by their official codes, with the names they had and the names people use.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table region (
    code {code} not null primary key,
    name text not null,
    search_name {code} not null,
    level text not null check (level in ('country', 'province', 'regency', 'district', 'village')),
    parent_code {code} references region (code),
    kind text not null,
    bps_code {code},
    listed_from {date},
    listed_until {date}
);
create index ix_region_parent on region (parent_code, code);
create index ix_region_level on region (level, code);
create index ix_region_search on region (search_name, code);
create index ix_region_bps on region (bps_code);
create table region_name (
    region_code {code} not null references region (code),
    seq integer not null,
    name text not null,
    decree text not null,
    listed_from {date},
    listed_until {date},
    primary key (region_code, seq)
);
create table region_alias (
    region_code {code} not null references region (code),
    search_name {code} not null,
    name text not null,
    origin text not null,
    primary key (region_code, search_name)
);
create index ix_region_alias_search on region_alias (search_name, region_code);
"#;

const DOWN: &str = r#"
drop table region_alias;
drop table region_name;
drop table region;
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
