//! Expectant mothers: who they are lies sealed, each with a key of her own. Assignments are of a child or of a mother, and
//! belong to where that child or mother lives now.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table expectant_mother (
    id {uuid} not null primary key,
    code {code} not null,
    region_code {code} not null references region (code),
    due_on {date} not null,
    risk_status {code} not null check (risk_status in ('unknown', 'at_risk', 'not_at_risk')),
    muac_mm integer check (muac_mm > 0),
    muac_on {date},
    haemoglobin_g_l integer check (haemoglobin_g_l > 0),
    haemoglobin_on {date},
    state {code} not null check (state in ('active', 'delivered', 'lost', 'moved', 'died')),
    state_since {date} not null,
    child_id {uuid} references child (id),
    identity_sealed {bytes},
    nik_index {bytes},
    erased_at {time},
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null,
    updated_by text not null,
    check ((muac_mm is null) = (muac_on is null)),
    check ((haemoglobin_g_l is null) = (haemoglobin_on is null)),
    check (child_id is null or state = 'delivered'),
    check (erased_at is null or (identity_sealed is null and nik_index is null))
);
create unique index uq_expectant_mother_code on expectant_mother (code);
create unique index uq_expectant_mother_nik on expectant_mother (nik_index, substr(region_code, 1, 5))
    where nik_index is not null and state = 'active';
create index ix_expectant_mother_region on expectant_mother (region_code, id);
create index ix_expectant_mother_due on expectant_mother (due_on, id);
create index ix_expectant_mother_child on expectant_mother (child_id) where child_id is not null;
create table expectant_mother_key (
    mother_id {uuid} not null primary key references expectant_mother (id),
    sealed {bytes} not null
);
create table expectant_mother_revision (
    mother_id {uuid} not null references expectant_mother (id),
    version bigint not null,
    record text not null,
    identity_sealed {bytes},
    action {code} not null,
    reason text,
    recorded_at {time} not null,
    recorded_by text not null,
    superseded_at {time},
    request_id {uuid} not null,
    primary key (mother_id, version)
);
create table expectant_mother_consent (
    id {uuid} not null primary key,
    mother_id {uuid} not null references expectant_mother (id),
    scope {code} not null check (scope in ('care', 'donor_disclosure', 'photograph')),
    relation {code} not null,
    text_version text not null,
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
create index ix_expectant_mother_consent_mother on expectant_mother_consent (mother_id, scope, id);
alter table foster_assignment add column mother_id {uuid} references expectant_mother (id) check ((child_id is null) <> (mother_id is null));
create index ix_foster_assignment_mother on foster_assignment (mother_id, planned_from, id) where mother_id is not null;
update foster_assignment set region_code = (
    select coalesce(kept.region_code, child.region_code) from child left join child kept on kept.id = child.merged_into
    where child.id = foster_assignment.child_id
) where state in ('proposed', 'approved', 'active');
update foster_assignment_revision set region_code = (
    select region_code from foster_assignment where foster_assignment.id = foster_assignment_revision.assignment_id
) where assignment_id in (select id from foster_assignment where state in ('proposed', 'approved', 'active'));
insert into notification_kind (code, audience, title_id, title_en, text_id, text_en) values
    ('foster_no_delivery_mother', 'foster:read', 'Bantuan bagi ibu hamil belum diserahkan', 'Aid for an expectant mother has not been delivered',
        'Bantuan untuk ibu hamil {mother} belum diserahkan sejak {since}.',
        'Nothing has been delivered for the expectant mother {mother} since {since}.');
"#;

const DOWN: &str = r#"
delete from notification_read where notification_id in (select id from notification where kind_code = 'foster_no_delivery_mother');
delete from notification where kind_code = 'foster_no_delivery_mother';
delete from notification_kind where code = 'foster_no_delivery_mother';
delete from foster_delivery_revision where delivery_id in (select d.id from foster_delivery d
    join foster_assignment a on a.id = d.assignment_id where a.mother_id is not null);
delete from foster_delivery where assignment_id in (select id from foster_assignment where mother_id is not null);
delete from foster_transfer where assignment_id in (select id from foster_assignment where mother_id is not null);
delete from foster_assignment_revision where assignment_id in (select id from foster_assignment where mother_id is not null);
delete from foster_commitment where assignment_id in (select id from foster_assignment where mother_id is not null);
update foster_assignment set follows = null where follows in (select id from foster_assignment where mother_id is not null);
delete from foster_assignment where mother_id is not null;
drop index ix_foster_assignment_mother;
"#;

const DROP: &str = r#"
alter table foster_assignment drop column mother_id;
drop table expectant_mother_consent;
drop table expectant_mother_revision;
drop table expectant_mother_key;
drop table expectant_mother;
"#;

/// What `add column` wrote of the new column beside its name and type.
const RULES: &str =
    " references expectant_mother (id) check ((child_id is null) <> (mother_id is null))";

/// Edits the definition of the table of assignments. SQLite has no statement that takes a constraint away, and a table that
/// others point to cannot be replaced within a transaction; this is the way that its manual gives, and changes no row.
async fn redefine(manager: &SchemaManager<'_>, edits: &[(&str, &str)]) -> Result<(), DbErr> {
    let edited = edits.iter().fold("sql".to_owned(), |sql, (from, to)| {
        format!("replace({sql}, '{from}', '{to}')")
    });
    let update = format!(
        "update sqlite_master set sql = {edited} where type = 'table' and name = 'foster_assignment'"
    );
    ddl::execute(manager, "pragma writable_schema = on").await?;
    ddl::execute(manager, &update).await?;
    ddl::execute(manager, "pragma writable_schema = reset").await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        if ddl::is_sqlite(manager) {
            let edit = ("child_id blob not null", "child_id blob");
            redefine(manager, &[edit]).await
        } else {
            let sql = "alter table foster_assignment alter column child_id drop not null";
            ddl::execute(manager, sql).await
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, DOWN).await?;
        if ddl::is_sqlite(manager) {
            let edits = [(RULES, ""), ("child_id blob", "child_id blob not null")];
            redefine(manager, &edits).await?;
        } else {
            let sql = "alter table foster_assignment alter column child_id set not null";
            ddl::execute(manager, sql).await?;
        }
        ddl::run(manager, DROP).await
    }
}
