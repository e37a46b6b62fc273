//! Files of e-PPGBM that are looked through before anything of them is written down.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table eppgbm_import (
    id {uuid} not null primary key,
    region_code {code} not null references region (code),
    state {code} not null check (state in ('ready', 'committed', 'discarded')),
    file_sha256 {code} not null,
    create_children {bool} not null,
    rows_read bigint not null,
    summary text not null,
    quality text not null,
    result text,
    key_sealed {bytes},
    version bigint not null,
    created_at {time} not null,
    created_by text not null,
    updated_at {time} not null,
    updated_by text not null,
    check ((state = 'ready') = (key_sealed is not null))
);
create index ix_eppgbm_import_region on eppgbm_import (region_code, id);
create index ix_eppgbm_import_open on eppgbm_import (state, updated_at);
create table eppgbm_import_row (
    import_id {uuid} not null references eppgbm_import (id),
    line integer not null,
    outcome {code} not null
        check (outcome in ('new', 'match', 'ambiguous', 'duplicate', 'rejected', 'unchanged', 'skipped')),
    counted {bool} not null,
    z_differs {bool} not null,
    region_code {code} references region (code),
    child_id {uuid} references child (id),
    repeats_line integer,
    candidates text not null,
    notes text not null,
    faults text not null,
    decision text,
    sealed {bytes},
    primary key (import_id, line)
);
create index ix_eppgbm_import_row_outcome on eppgbm_import_row (import_id, outcome, line);
create index ix_eppgbm_import_row_differs on eppgbm_import_row (import_id, z_differs, line);
create index ix_eppgbm_import_row_child on eppgbm_import_row (child_id) where child_id is not null;
"#;

const DOWN: &str = r#"
drop table eppgbm_import_row;
drop table eppgbm_import;
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
