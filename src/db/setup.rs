//! Before the first request: migrations under a lock, and what belongs to the whole deployment.

use chrono::{DateTime, Utc};
use migration::Migrator;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DbErr,
    EntityTrait, Set, Statement,
};
use sea_orm_migration::MigratorTrait;

use super::{Db, connect};
use crate::secret;

/// What belongs to the whole deployment, however many processes serve it.
#[derive(Clone)]
pub struct Deployment {
    /// The `iss` of tokens.
    pub issuer: String,
    /// The key of cursors.
    pub cursor_key: Vec<u8>,
}

/// An arbitrary number that means "Tumbuh is migrating".
const LOCK: i64 = 7_486_284_611;

/// Brings the schema to its newest version; several processes may do so at once.
///
/// # Errors
/// The database.
pub async fn migrate(url: &str) -> Result<(), DbErr> {
    let mut options = sea_orm::ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(std::time::Duration::from_secs(10))
        .sqlx_logging(false);
    if url.starts_with("sqlite:") {
        options.map_sqlx_sqlite_opts(|sqlite| sqlite.create_if_missing(true));
    }
    let connection = Database::connect(options).await?;
    let postgres = connection.get_database_backend() == DatabaseBackend::Postgres;
    if postgres {
        lock(&connection, "select pg_advisory_lock").await?;
    }
    let done = Migrator::up(&connection, None).await;
    if postgres {
        lock(&connection, "select pg_advisory_unlock").await?;
    }
    connection.close().await?;
    done
}

async fn lock(connection: &DatabaseConnection, call: &str) -> Result<(), DbErr> {
    let sql = format!("{call}({LOCK})");
    connection
        .query_one_raw(Statement::from_string(DatabaseBackend::Postgres, sql))
        .await
        .map(drop)
}

/// How many migrations are still to be applied.
///
/// # Errors
/// The database.
pub async fn migrations_pending(db: &Db) -> Result<usize, DbErr> {
    // The migrator would create its own table, which the read-only way refuses; so the table is read by hand.
    let row = db
        .reader()
        .query_one_raw(Statement::from_string(
            db.backend(),
            "select count(*) as applied from seaql_migrations",
        ))
        .await?;
    let applied: i64 = row.map_or(Ok(0), |row| row.try_get("", "applied"))?;
    Ok(Migrator::migrations()
        .len()
        .saturating_sub(usize::try_from(applied).unwrap_or_default()))
}

/// Migrates, connects, and reads or makes the deployment's row. `issuer` is stored when given, kept when not.
///
/// # Errors
/// The database.
pub async fn prepare(
    url: &str,
    issuer: Option<&str>,
    default_issuer: &str,
    now: DateTime<Utc>,
) -> Result<(Db, Deployment), DbErr> {
    migrate(url).await?;
    let db = connect(url).await?;
    let row = entity::deployment::ActiveModel {
        id: Set(1),
        issuer: Set(issuer.unwrap_or(default_issuer).to_owned()),
        cursor_key: Set(secret::random_bytes::<32>().to_vec()),
        security_epoch: Set(1),
        created_at: Set(now),
    };
    let insert = entity::deployment::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(db.writer())
        .await;
    match insert {
        Ok(_) | Err(DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error),
    }
    let mut row = read_deployment(&db).await?;
    // A command that serves nothing leaves the issuer to the first service that starts.
    let unset = row.issuer.is_empty().then_some(default_issuer);
    if let Some(issuer) = issuer.or(unset).filter(|issuer| *issuer != row.issuer) {
        row.issuer = issuer.to_owned();
        let change = entity::deployment::ActiveModel {
            id: Set(1),
            issuer: Set(issuer.to_owned()),
            ..Default::default()
        };
        change.update(db.writer()).await?;
    }
    Ok((
        db,
        Deployment {
            issuer: row.issuer,
            cursor_key: row.cursor_key,
        },
    ))
}

#[expect(
    clippy::disallowed_methods,
    reason = "one row for the whole deployment; no scope applies"
)]
async fn read_deployment(db: &Db) -> Result<entity::deployment::Model, DbErr> {
    entity::deployment::Entity::find_by_id(1)
        .one(db.writer())
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("deployment".to_owned()))
}

/// Makes the restricted role, where a dump that grants it rights is to be restored.
///
/// # Errors
/// The database.
pub async fn ensure_app_role(url: &str) -> Result<(), DbErr> {
    let connection = Database::connect(url).await?;
    let sql = "do $$ begin create role tumbuh_app nologin; exception when duplicate_object or unique_violation or \
        insufficient_privilege then null; end $$";
    connection
        .execute_raw(Statement::from_string(DatabaseBackend::Postgres, sql))
        .await?;
    connection.close().await
}
