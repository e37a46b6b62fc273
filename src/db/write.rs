//! Every write: one transaction that holds the change, its audit entry and the answer kept for retries.

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use uuid::Uuid;

use super::Db;
use crate::audit::entry;
use crate::clock::Clock;
use crate::problem::Problem;

/// On whose behalf something is done.
#[derive(Debug, Clone)]
pub struct AuditContext {
    /// `user`, `client` or `system`.
    pub actor_kind: &'static str,
    /// The actor's id.
    pub actor_id: String,
    /// The name the actor signs in with.
    pub actor_name: String,
    /// The request.
    pub request_id: Uuid,
}

/// What was done, for the audit log.
#[derive(Debug, Clone)]
pub struct Change {
    /// What, as `prevalence.create`.
    pub action: &'static str,
    /// Of which kind of thing.
    pub subject_type: &'static str,
    /// Of which thing.
    pub subject_id: String,
    /// In which region, where it has one.
    pub region_code: Option<String>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// Details without personal values.
    pub detail: serde_json::Value,
}

impl Change {
    /// A change of a thing.
    pub fn new(
        action: &'static str,
        subject_type: &'static str,
        subject_id: impl ToString,
    ) -> Self {
        Self {
            action,
            subject_type,
            subject_id: subject_id.to_string(),
            region_code: None,
            reason: None,
            detail: serde_json::Value::Null,
        }
    }

    /// In a region.
    pub fn in_region(mut self, code: impl Into<String>) -> Self {
        self.region_code = Some(code.into());
        self
    }

    /// With the reason that was given.
    pub fn because(mut self, reason: impl Into<Option<String>>) -> Self {
        self.reason = reason.into();
        self
    }

    /// With details; never personal values.
    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// Begins a transaction that may write; on SQLite IMMEDIATE, since a later upgrade fails at once.
pub(super) async fn begin(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    db.writer().begin_with_options(options).await
}

/// Runs `work` in a transaction and writes the audit entry of its change in the same one; an error leaves nothing behind.
///
/// # Errors
/// Those of `work`; the database.
pub async fn write<T>(
    db: &Db,
    clock: &dyn Clock,
    context: &AuditContext,
    work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(Change, T), Problem>,
) -> Result<T, Problem> {
    let tx = begin(db).await?;
    match work(&tx).await {
        Ok((change, value)) => {
            entry::append(&tx, clock, context, &change, entry::Outcome::Done).await?;
            tx.commit().await?;
            Ok(value)
        }
        Err(problem) => {
            tx.rollback().await?;
            Err(problem)
        }
    }
}

/// Runs `work` in a transaction that is rolled back whatever it says: the same code, no trace.
///
/// # Errors
/// Those of `work`; the database.
pub async fn rehearse<T>(
    db: &Db,
    work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let tx = begin(db).await?;
    let value = work(&tx).await;
    tx.rollback().await?;
    value
}

/// Makes every process check its cached callers again, from the next request on.
///
/// # Errors
/// The database.
pub async fn bump_security_epoch(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let sql = "update deployment set security_epoch = security_epoch + 1 where id = 1";
    tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql))
        .await
        .map(drop)
}

/// Moves whenever an account, a session, a token or a signing key loses a right, in whatever process.
///
/// # Errors
/// The database.
pub async fn security_epoch<C: ConnectionTrait>(connection: &C) -> Result<i64, DbErr> {
    let sql = "select security_epoch from deployment where id = 1";
    let row = connection
        .query_one_raw(Statement::from_string(
            connection.get_database_backend(),
            sql,
        ))
        .await?;
    row.map_or(Ok(0), |row| row.try_get("", "security_epoch"))
}

/// Puts a refusal on record, and `also` in the same transaction.
///
/// # Errors
/// Those of `also`; the database.
pub async fn refuse(
    db: &Db,
    clock: &dyn Clock,
    context: &AuditContext,
    change: &Change,
    status: u16,
    also: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let tx = begin(db).await?;
    also(&tx).await?;
    entry::append(&tx, clock, context, change, entry::Outcome::Refused(status)).await?;
    tx.commit().await?;
    Ok(())
}
