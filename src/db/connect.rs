//! From a URL to the two ways to the database, with the options that durability and fairness need.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

use super::Db;

/// The role that may append to the audit log and nothing else; made by the migrations.
const APP_ROLE: &str = "tumbuh_app";

/// Connects to `sqlite:path` or `postgres://...`.
///
/// # Errors
/// When the database cannot be reached or refuses.
pub async fn connect(url: &str) -> Result<Db, DbErr> {
    if url.starts_with("sqlite:") {
        return Ok(Db {
            writer: sqlite(url, 1, false).await?,
            reader: sqlite(url, 4, true).await?,
        });
    }
    Ok(Db {
        writer: postgres(url, 10, false).await?,
        reader: postgres(url, 20, true).await?,
    })
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false)
        .test_before_acquire(false);
    options
}

/// One writer at a time, as SQLite has it anyway: waiting happens in the pool, fairly, and nothing is "locked".
/// `synchronous=FULL`: what was acknowledged survives a power cut.
async fn sqlite(url: &str, connections: u32, read_only: bool) -> Result<DatabaseConnection, DbErr> {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .create_if_missing(!read_only)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(30))
            .foreign_keys(true)
            .statement_cache_capacity(200)
            // A large import changes more pages than fit; the more fit, the fewer are written twice.
            .pragma("cache_size", if read_only { "-8000" } else { "-24000" })
            .pragma("temp_store", "memory")
            // What was erased is gone from the file, and not only from the tables.
            .pragma("secure_delete", "on");
        if read_only {
            sqlite.pragma("query_only", "on")
        } else {
            sqlite
        }
    });
    Database::connect(options).await
}

async fn postgres(
    url: &str,
    connections: u32,
    read_only: bool,
) -> Result<DatabaseConnection, DbErr> {
    let role = role_exists(url).await?;
    let mut options = options(url, connections);
    // Connections idle for long may have been cut by a firewall; fresh ones are not worth a round trip.
    options.map_sqlx_postgres_opts(move |postgres| {
        let mut settings = vec![
            ("synchronous_commit", "on"),
            ("statement_timeout", "30s"),
            ("lock_timeout", "20s"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("timezone", "UTC"),
        ];
        if read_only {
            settings.push(("default_transaction_read_only", "on"));
        }
        if role {
            settings.push(("role", APP_ROLE));
        }
        postgres.application_name("tumbuh").options(settings)
    });
    Database::connect(options).await
}

/// Whether this user may work as the restricted role; without it the triggers alone keep the log append-only.
async fn role_exists(url: &str) -> Result<bool, DbErr> {
    use sea_orm::{ConnectionTrait, Statement};
    let connection = Database::connect(options(url, 1)).await?;
    let row = connection
        .query_one_raw(Statement::from_string(
            sea_orm::DatabaseBackend::Postgres,
            "select coalesce((select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = 'tumbuh_app'), false)
             and to_regclass('audit_event') is not null as found",
        ))
        .await?;
    let found = row.map_or(Ok(false), |row| row.try_get("", "found"))?;
    connection.close().await?;
    Ok(found)
}
