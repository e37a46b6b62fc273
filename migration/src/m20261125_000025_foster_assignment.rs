//! Which foster parent looks after which child: what was promised, what became of it, what was delivered.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table foster_assignment (
    id {uuid} not null primary key,
    foster_parent_id {uuid} not null references foster_parent (id),
    child_id {uuid} not null references child (id),
    region_code {code} not null references region (code),
    programme_code {code} not null,
    programme_version bigint not null,
    planned_from {date} not null,
    planned_to {date} not null,
    executor_agency_id {uuid} references agency (id),
    executor text,
    state {code} not null check (state in ('proposed', 'approved', 'active', 'completed', 'graduated', 'terminated', 'transferred', 'rejected')),
    state_since {time} not null,
    started_on {date},
    ended_on {date},
    follows {uuid} references foster_assignment (id),
    proposed_by text not null,
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null,
    updated_by text not null,
    foreign key (programme_code, programme_version) references foster_programme (code, version),
    check (planned_from <= planned_to),
    check (executor_agency_id is null or executor is null)
);
create index ix_foster_assignment_region on foster_assignment (region_code, id);
create index ix_foster_assignment_child on foster_assignment (child_id, planned_from, id);
create index ix_foster_assignment_parent on foster_assignment (foster_parent_id, state, id);
create index ix_foster_assignment_state on foster_assignment (state, region_code, id);
create index ix_foster_assignment_programme on foster_assignment (programme_code, region_code, id);
create table foster_commitment (
    assignment_id {uuid} not null references foster_assignment (id),
    position integer not null,
    aid_kind {code} not null,
    quantity bigint check (quantity > 0),
    amount_idr bigint not null check (amount_idr >= 0),
    per {code} not null check (per in ('day', 'month', 'once')),
    funding_source {code} not null,
    primary key (assignment_id, position)
);
create table foster_assignment_revision (
    assignment_id {uuid} not null references foster_assignment (id),
    version bigint not null,
    foster_parent_id {uuid} not null,
    region_code {code} not null,
    state {code} not null,
    action {code} not null,
    reason text,
    recorded_at {time} not null,
    recorded_by text not null,
    superseded_at {time},
    request_id {uuid} not null,
    primary key (assignment_id, version)
);
create table foster_transfer (
    id {uuid} not null primary key,
    assignment_id {uuid} not null references foster_assignment (id),
    to_parent_id {uuid} not null references foster_parent (id),
    state {code} not null check (state in ('pending', 'accepted', 'rejected', 'withdrawn')),
    reason text not null,
    proposed_at {time} not null,
    proposed_by text not null,
    decided_at {time},
    decided_by text,
    decision_reason text,
    successor_id {uuid} references foster_assignment (id),
    version bigint not null
);
create unique index uq_foster_transfer_pending on foster_transfer (assignment_id) where state = 'pending';
create index ix_foster_transfer_assignment on foster_transfer (assignment_id, id);
create index ix_foster_transfer_parent on foster_transfer (to_parent_id, state, id);
create table foster_delivery (
    id {uuid} not null primary key,
    assignment_id {uuid} not null,
    position integer not null,
    delivered_on {date} not null,
    quantity bigint check (quantity > 0),
    value_idr bigint not null check (value_idr >= 0),
    receiver {code} not null,
    evidence_reference text,
    note text,
    state {code} not null check (state in ('recorded', 'verified', 'withdrawn')),
    recorded_at {time} not null,
    recorded_by text not null,
    verified_at {time},
    verified_by text,
    version bigint not null,
    updated_at {time} not null,
    foreign key (assignment_id, position) references foster_commitment (assignment_id, position)
);
create index ix_foster_delivery_assignment on foster_delivery (assignment_id, delivered_on, id);
create table foster_delivery_revision (
    delivery_id {uuid} not null references foster_delivery (id),
    version bigint not null,
    record text not null,
    action {code} not null,
    reason text,
    recorded_at {time} not null,
    recorded_by text not null,
    superseded_at {time},
    request_id {uuid} not null,
    primary key (delivery_id, version)
);
insert into notification_kind (code, audience, title_id, title_en, text_id, text_en) values
    ('foster_no_gain', 'foster:read', 'Anak asuh tidak naik berat badannya', 'A foster child has not gained weight',
        'Anak {child} tidak naik berat badannya pada {count} penimbangan berturut-turut sejak {since}; perlu kunjungan puskesmas.',
        'The child {child} has not gained weight at {count} weighings in a row since {since}; the health centre should visit.'),
    ('foster_no_weighing', 'foster:read', 'Anak asuh tidak ditimbang', 'A foster child has not been weighed',
        'Anak {child} belum ditimbang sejak {since}.', 'The child {child} has not been weighed since {since}.'),
    ('foster_no_delivery', 'foster:read', 'Bantuan belum diserahkan', 'Aid has not been delivered',
        'Bantuan untuk anak {child} belum diserahkan sejak {since}.', 'Nothing has been delivered for the child {child} since {since}.');
"#;

const DOWN: &str = r#"
delete from notification_read where notification_id in (select id from notification where kind_code like 'foster\_%' escape '\');
delete from notification where kind_code like 'foster\_%' escape '\';
delete from notification_kind where code like 'foster\_%' escape '\';
drop table foster_delivery_revision;
drop table foster_delivery;
drop table foster_transfer;
drop table foster_assignment_revision;
drop table foster_commitment;
drop table foster_assignment;
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
