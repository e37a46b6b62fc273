//! What has ended is removed after a while: sessions, revoked tokens, answers kept for retries, counted attempts.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::db::Db;
use crate::services::Services;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(600);

/// Statement by statement, with how long ago something must have ended. Each stands for itself and finds nothing the second
/// time, so that several processes may do it at once.
const SWEEPS: [(&str, TimeDelta); 4] = [
    (
        "delete from session where expires_at < $1",
        TimeDelta::days(1),
    ),
    (
        "delete from revoked_token where expires_at < $1",
        TimeDelta::hours(1),
    ),
    (
        "delete from idempotency where created_at < $1",
        TimeDelta::hours(48),
    ),
    (
        "delete from rate_window where started_at < $1",
        TimeDelta::hours(1),
    ),
];

/// Removes what has ended.
///
/// # Errors
/// The database.
pub async fn sweep(db: &Db, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut removed = 0;
    for (sql, age) in SWEEPS {
        let values = [(now - age).into()];
        let statement = Statement::from_sql_and_values(db.backend(), sql, values);
        removed += db.writer().execute_raw(statement).await?.rows_affected();
    }
    Ok(removed)
}

/// Does so now and every ten minutes, for as long as it is let.
pub async fn run(services: Arc<Services>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match sweep(&services.db, services.clock.now()).await {
            Ok(removed) => tracing::debug!(removed, "housekeeping removed {removed} rows"),
            Err(error) => tracing::warn!("housekeeping will try again: {error}"),
        }
    }
}
