//! The schema: every table type fits it, and it can be taken down and put up again.

use std::collections::BTreeSet;

use migration::Migrator;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use sea_orm_migration::MigratorTrait;

use crate::document::sources;
use crate::support::{Backend, TestApp, on_each};

/// Selects all columns of each table, and counts.
macro_rules! select_from {
    ($app:expr; $($table:ident),+ $(,)?) => {{
        $(
            // All rows of the small ones; of the others the first, which names every column as well.
            entity::$table::Entity::find()
                .one(&$app.owner)
                .await
                .unwrap_or_else(|e| panic!("{}: {e}", stringify!($table)));
            entity::$table::Entity::find().count(&$app.owner).await.unwrap();
        )+
        BTreeSet::from([$(stringify!($table)),+])
    }};
}

#[test]
fn every_table_type_fits_its_table() {
    on_each(async |app| {
        let selected = select_from!(app;
            action_comment, action_receipt, action_report, action_report_revision, action_scheme, agency, agency_kind, agency_name, api_client,
            audit_event, audit_head, child, child_consent, child_key, child_measurement, child_measurement_revision, child_merge,
            child_revision, child_state_change, comparability_group, data_handover, deployment, eppgbm_import, eppgbm_import_row, evidence, evidence_file, evidence_search, evidence_upload,
            expectant_mother, expectant_mother_consent, expectant_mother_key, expectant_mother_revision, foster_assignment,
            foster_assignment_revision, foster_commitment, foster_delivery, foster_delivery_file, foster_delivery_revision, foster_parent,
            foster_parent_account, foster_parent_kind, foster_parent_region, foster_programme, foster_transfer, idempotency,
            indicator, job_lease,
            notification, notification_kind, notification_read, notification_rule,
            prevalence_record, prevalence_revision, privacy_incident, processing_activity, rate_window, reference_load, region, region_alias, region_name,
            reporting_season, retention_rule, revision, revoked_token, season_exception, session, signing_key, source, survey_design,
            target, tpps_division, tpps_member, tpps_office_holder, tpps_team, user_account,
        );
        let files = sources("entity/src");
        let declared: BTreeSet<&str> = files
            .iter()
            .filter(|(_, text)| text.contains("DeriveEntityModel"))
            .map(|(file, _)| file.rsplit('/').next().unwrap().trim_end_matches(".rs"))
            .collect();
        assert_eq!(selected, declared, "a table is missing in this test");
        let tables: BTreeSet<String> = lines(app, TABLES).await.into_iter().collect();
        let declared: BTreeSet<String> = declared.into_iter().map(str::to_owned).collect();
        assert_eq!(tables, declared, "tables of the schema against types");
    });
}

/// The names of our tables: on SQLite, on PostgreSQL.
const TABLES: [&str; 2] = [
    "select name as line from sqlite_master where type = 'table' and name not like 'sqlite%' and name <> 'seaql_migrations'
        and name not glob 'evidence_search_*'",
    "select tablename::text as line from pg_tables where schemaname = 'public' and tablename <> 'seaql_migrations'",
];

/// All that the migrations make, as lines.
const SCHEMA: [&[&str]; 2] = [
    &["select type || ' ' || name || ': ' || coalesce(sql, '') as line from sqlite_master where name not like 'seaql%' and name not like 'sqlite%'"],
    &[
        "select table_name || '.' || column_name || ' ' || ordinal_position || ' ' || udt_name || ' ' || is_nullable || ' '
            || coalesce(column_default, '') || ' ' || coalesce(collation_name, '') as line
            from information_schema.columns where table_schema = 'public' and table_name not like 'seaql%'",
        "select indexdef as line from pg_indexes where schemaname = 'public' and tablename not like 'seaql%'",
        "select conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) as line
            from pg_constraint where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'seaql%'",
        "select pg_get_triggerdef(oid) as line from pg_trigger where not tgisinternal",
        "select pg_get_functiondef(oid) as line from pg_proc where pronamespace = 'public'::regnamespace",
        "select relname::text || ' ' || relkind::text || ' ' || coalesce(relacl::text, '') as line
            from pg_class where relnamespace = 'public'::regnamespace and relname not like 'seaql%'",
    ],
];

async fn lines(app: &TestApp, sql: [&str; 2]) -> Vec<String> {
    let sql = sql[usize::from(app.backend == Backend::Postgres)];
    let statement = Statement::from_string(app.owner.get_database_backend(), sql);
    let rows = app.owner.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get("", "line").unwrap())
        .collect()
}

async fn schema(app: &TestApp) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for sql in SCHEMA[usize::from(app.backend == Backend::Postgres)] {
        all.extend(lines(app, [sql, sql]).await);
    }
    all
}

#[test]
fn down_and_up_again_is_the_same_schema() {
    on_each(async |app| {
        let before = schema(app).await;
        assert!(before.len() > 50, "the dump shows nothing");
        Migrator::down(&app.owner, None).await.unwrap();
        let left = schema(app).await;
        assert!(left.is_empty(), "left behind: {left:#?}");
        Migrator::up(&app.owner, None).await.unwrap();
        let after = schema(app).await;
        let differ: Vec<_> = before.symmetric_difference(&after).collect();
        assert!(differ.is_empty(), "{differ:#?}");
    });
}

/// PostgreSQL compares text by the locale unless told otherwise; codes are compared by bytes, so that a subtree is a range.
#[test]
fn codes_are_compared_by_bytes() {
    on_each(async |app| {
        let wrong = lines(
            app,
            [
                "select name as line from pragma_table_info('region') where false",
                "select table_name || '.' || column_name as line from information_schema.columns
                    where table_schema = 'public' and udt_name = 'text' and (column_name = 'code' or column_name like '%\\_code')
                    and collation_name is distinct from 'C'",
            ],
        )
        .await;
        assert!(wrong.is_empty(), "without collate \"C\": {wrong:?}");
    });
}
