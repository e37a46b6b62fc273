//! A lease: of several processes on one database, one at a time does a job. A process that dies lets go by the clock.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use uuid::Uuid;

use super::Db;

/// Takes the lease of a job until a time; false if somebody else holds it.
///
/// # Errors
/// The database.
pub async fn take(
    db: &Db,
    job: &str,
    holder: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, DbErr> {
    // One statement, so that of two at once one finds the row of the other.
    let sql = "insert into job_lease (name, holder, held_until) values ($1, $2, $3)
        on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
        where job_lease.held_until <= $4";
    let values = [job.into(), holder.into(), until.into(), now.into()];
    let statement = Statement::from_sql_and_values(db.backend(), sql, values);
    Ok(db.writer().execute_raw(statement).await?.rows_affected() > 0)
}

/// Lets go of a lease, if it is still held.
///
/// # Errors
/// The database.
pub async fn release(db: &Db, job: &str, holder: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "update job_lease set held_until = $3 where name = $1 and holder = $2";
    let values = [job.into(), holder.into(), now.into()];
    let statement = Statement::from_sql_and_values(db.backend(), sql, values);
    db.writer().execute_raw(statement).await.map(drop)
}
