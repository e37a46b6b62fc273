//! What regions are told: kinds and their rules as data, notifications, who has read which, and the lease of the job. The days
//! are a beginning; no published rule states them.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table notification_kind (
    code {code} not null primary key,
    audience {code} not null,
    title_id text not null,
    title_en text not null,
    text_id text not null,
    text_en text not null
);
insert into notification_kind (code, audience, title_id, title_en, text_id, text_en) values
    ('report_due_soon', 'reports:write', 'Laporan segera jatuh tempo', 'A report is due soon',
        'Laporan {action_name} musim {season} jatuh tempo pada {due_at}.', 'The report of {action_name} in the season {season} is due at {due_at}.'),
    ('report_overdue', 'reports:write', 'Laporan terlambat', 'A report is overdue',
        'Laporan {action_name} musim {season} jatuh tempo pada {due_at} dan belum diserahkan.',
        'The report of {action_name} in the season {season} was due at {due_at} and has not been handed in.'),
    ('report_returned', 'reports:write', 'Laporan dikembalikan', 'A report was returned',
        'Laporan {action_name} musim {season} dari {region_name} dikembalikan untuk diperbaiki; komentar yang belum selesai: {unresolved_comments}.',
        'The report of {action_name} in the season {season} by {region_name} was returned; comments not resolved: {unresolved_comments}.'),
    ('report_waiting', 'reports:review', 'Laporan menunggu tinjauan', 'A report waits for review',
        'Laporan {action_name} musim {season} dari {region_name} menunggu tinjauan sejak {submitted_at}.',
        'The report of {action_name} in the season {season} by {region_name} has waited for review since {submitted_at}.');
create table notification_rule (
    kind_code {code} not null references notification_kind (code),
    valid_from {date} not null,
    valid_to {date},
    days integer not null check (days between 0 and 366),
    primary key (kind_code, valid_from),
    check (valid_from <= valid_to)
);
insert into notification_rule (kind_code, valid_from, valid_to, days) values
    ('report_due_soon', '2018-01-01', null, 7),
    ('report_overdue', '2018-01-01', null, 0),
    ('report_waiting', '2018-01-01', null, 14);
create table notification (
    id {uuid} not null primary key,
    kind_code {code} not null references notification_kind (code),
    subject_kind {code} not null,
    subject_id {code} not null,
    region_code {code} not null references region (code),
    occasion_at {time} not null,
    params text not null,
    created_at {time} not null,
    settled_at {time}
);
create unique index uq_notification on notification (subject_kind, subject_id, region_code, kind_code, occasion_at);
create index ix_notification_region on notification (region_code, created_at, id);
create index ix_notification_kind on notification (region_code, kind_code, created_at, id);
create index ix_notification_open on notification (kind_code, region_code) where settled_at is null;
create table notification_read (
    account_id {uuid} not null,
    notification_id {uuid} not null references notification (id),
    read_at {time} not null,
    primary key (account_id, notification_id)
);
create table job_lease (
    name {code} not null primary key,
    holder {uuid} not null,
    held_until {time} not null
);
"#;

const DOWN: &str = r#"
drop table job_lease;
drop table notification_read;
drop table notification;
drop table notification_rule;
drop table notification_kind;
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
