//! Loads the shipped regions into an empty database, and again when a new edition is shipped.

use entity::reference_load;
use flate2::read::GzDecoder;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr, EntityTrait, Statement,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::bulk::{REGION, REGION_ALIAS, REGION_NAME, insert};
use super::search::normalise;
use crate::db::{self, Change};
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

const REGIONS: &[u8] = include_bytes!("../../data/regions/regions.csv.gz");
const HISTORY: &[u8] = include_bytes!("../../data/regions/history.csv.gz");
const ALIASES: &[u8] = include_bytes!("../../data/regions/aliases.csv");

/// The row of `reference_load`.
const NAME: &str = "regions";

/// Raise it when the same files have to be loaded anew, as when names are normalised differently.
const READING: &str = "1";

/// An arbitrary number that means "Tumbuh is loading regions".
const LOCK: i64 = 7_486_284_612;

/// Loads what is not loaded yet; several processes may do so at once.
///
/// # Errors
/// The database.
pub async fn load(services: &Services) -> Result<(), Problem> {
    load_part(services, None).await
}

/// Loads the country, all provinces and regencies, and below them only what belongs to one of the codes: enough for
/// most tests.
///
/// # Errors
/// The database.
pub async fn load_only(services: &Services, codes: &[&str]) -> Result<(), Problem> {
    load_part(services, Some(codes)).await
}

async fn load_part(services: &Services, part: Option<&[&str]>) -> Result<(), Problem> {
    let digest = digest(part);
    if loaded(services.db.reader()).await?.as_deref() == Some(digest.as_str()) {
        return Ok(());
    }
    let clock = services.clock.as_ref();
    let mut loaded_meanwhile = false;
    let done = db::write(
        &services.db,
        clock,
        &system_context(clock, "system"),
        async |tx| {
            lock(tx).await?;
            if loaded(tx).await?.as_deref() == Some(digest.as_str()) {
                loaded_meanwhile = true;
                return Err(Problem::not_found());
            }
            let rows = insert_all(tx, part).await?;
            mark(tx, &digest, clock.now()).await?;
            let detail = serde_json::json!({
                "digest": digest, "regions": rows.0, "names": rows.1, "aliases": rows.2,
            });
            let change = Change::new("reference.load", "reference_data", NAME).with(detail);
            Ok((change, rows.0))
        },
    )
    .await;
    if loaded_meanwhile {
        return Ok(());
    }
    let regions = done?;
    tracing::info!(regions, "loaded {regions} regions");
    Ok(())
}

/// SHA-256 over the files, and over the part that is wanted.
fn digest(part: Option<&[&str]>) -> String {
    let mut digest = Sha256::new();
    for file in [READING.as_bytes(), REGIONS, HISTORY, ALIASES] {
        digest.update(Sha256::digest(file));
    }
    if let Some(codes) = part {
        digest.update(codes.join(","));
    }
    let bytes = digest.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "which edition is loaded; no scope applies"
)]
async fn loaded(connection: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    let row = reference_load::Entity::find_by_id(NAME)
        .one(connection)
        .await?;
    Ok(row.map(|row| row.digest))
}

/// Processes that start together load one after the other; SQLite has a single writer anyway.
async fn lock(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        let sql = format!("select pg_advisory_xact_lock({LOCK})");
        tx.execute_unprepared(&sql).await?;
    }
    Ok(())
}

async fn mark(
    tx: &DatabaseTransaction,
    digest: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), DbErr> {
    let sql = "insert into reference_load (name, digest, loaded_at) values ($1, $2, $3)
        on conflict (name) do update set digest = excluded.digest, loaded_at = excluded.loaded_at";
    let values = [NAME.into(), digest.into(), now.into()];
    let backend = tx.get_database_backend();
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await
        .map(drop)
}

/// The lines of the shipped file of regions.
pub(super) fn lines() -> impl Iterator<Item = Result<RegionLine, csv::Error>> {
    csv::Reader::from_reader(GzDecoder::new(REGIONS)).into_deserialize()
}

/// A line of the shipped file of regions.
#[derive(Deserialize)]
pub(super) struct RegionLine {
    pub(super) code: String,
    pub(super) name: String,
    level: String,
    parent_code: Option<String>,
    kind: String,
    pub(super) bps_code: Option<String>,
    listed_from: Option<String>,
    listed_until: Option<String>,
}

#[derive(Deserialize)]
struct NameLine {
    code: String,
    seq: i32,
    name: String,
    decree: String,
    listed_from: Option<String>,
    not_listed_from: Option<String>,
}

#[derive(Deserialize)]
struct AliasLine {
    code: String,
    alias: String,
    source: String,
}

/// Regions are updated and never removed; names and aliases, to which nothing refers, are replaced.
async fn insert_all(
    tx: &DatabaseTransaction,
    part: Option<&[&str]>,
) -> Result<(usize, usize, usize), Problem> {
    tx.execute_unprepared("delete from region_alias").await?;
    tx.execute_unprepared("delete from region_name").await?;
    let regions = insert(
        tx,
        &REGION,
        GzDecoder::new(REGIONS),
        |line: RegionLine| {
            let search_name = normalise(&line.name);
            (
                line.code,
                line.name,
                search_name,
                line.level,
                line.parent_code,
                line.kind,
                line.bps_code,
                line.listed_from,
                line.listed_until,
            )
        },
        |row| wanted(part, &row.0),
    )
    .await?;
    let names = insert(
        tx,
        &REGION_NAME,
        GzDecoder::new(HISTORY),
        |line: NameLine| {
            (
                line.code,
                line.seq,
                line.name,
                line.decree,
                line.listed_from,
                line.not_listed_from,
            )
        },
        |row| wanted(part, &row.0),
    )
    .await?;
    let aliases = insert(
        tx,
        &REGION_ALIAS,
        ALIASES,
        |line: AliasLine| {
            let search_name = normalise(&line.alias);
            (line.code, search_name, line.alias, line.source)
        },
        |row| wanted(part, &row.0),
    )
    .await?;
    Ok((regions, names, aliases))
}

/// Whether a code belongs to the part: regencies and above always, below them what lies under one of the codes, and
/// what these lie under.
fn wanted(part: Option<&[&str]>, code: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    part.is_none_or(|codes| {
        code.len() <= "64.74".len()
            || codes
                .iter()
                .any(|wanted| within(code, wanted) || within(wanted, code))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_holds_what_lies_below_its_codes_and_above() {
        let part: Option<&[&str]> = Some(&["64.74", "63.01.02"]);
        for inside in [
            "ID",
            "11",
            "11.01",
            "64.74",
            "64.74.01",
            "64.74.01.1003",
            "63.01.02.2001",
        ] {
            assert!(wanted(part, inside), "{inside}");
        }
        for outside in ["64.75.01", "63.01.03", "64.01.01.2001"] {
            assert!(!wanted(part, outside), "{outside}");
        }
        assert!(wanted(None, "11.01.01.2001"));
        assert_ne!(digest(None), digest(part));
    }
}
