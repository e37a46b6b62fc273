//! The rows of files that arrive in parts.

use chrono::{DateTime, TimeDelta, Utc};
use entity::evidence_upload::{Column, Entity, Model};
use entity::id::{EvidenceId, EvidenceUploadId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, Select, Statement,
};

use crate::auth::{RegionScope, Stamp};
use crate::problem::Problem;
use crate::services::Services;
use crate::text::text;

/// How long an upload waits for its next part.
pub const PATIENCE: TimeDelta = TimeDelta::hours(24);
/// The most uploads that one caller may have under way.
const COUNT_LIMIT: usize = 20;
/// The most bytes of them together.
const SIZE_LIMIT: i64 = 1024 * 1024 * 1024;

/// The path of an upload.
pub fn path(id: EvidenceUploadId) -> String {
    format!("/api/v1/uploads/{id}")
}

/// Uploads of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// An upload that has not expired.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: EvidenceUploadId,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .filter(Column::ExpiresAt.gt(now))
        .one(connection)
        .await
}

/// Whether an upload can be seen from a region; it has no versions.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let row = find(connection, scope, EvidenceUploadId(id), now).await?;
    Ok(row.map(|_| 0))
}

/// Adds an upload, unless its caller has too many under way.
///
/// # Errors
/// Too many; the database.
pub async fn insert(tx: &DatabaseTransaction, row: &Model, stamp: &Stamp) -> Result<(), Problem> {
    // Their own, wherever they began them.
    let under_way = visible(&RegionScope::new("ID"))
        .filter(Column::CreatedBy.eq(stamp.by.as_str()))
        .filter(Column::EvidenceId.is_null())
        .filter(Column::ExpiresAt.gt(stamp.at))
        .all(tx)
        .await?;
    let bytes: i64 = under_way.iter().map(|one| one.size_bytes).sum();
    if under_way.len() >= COUNT_LIMIT || bytes + row.size_bytes > SIZE_LIMIT {
        return Err(Problem::conflict(text(
            format!(
                "Paling banyak {COUNT_LIMIT} unggahan dan {SIZE_LIMIT} byte sekaligus; selesaikan atau hapus yang lain dahulu."
            ),
            format!(
                "At most {COUNT_LIMIT} uploads and {SIZE_LIMIT} bytes at once; complete or delete others first."
            ),
        )));
    }
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Puts the end of an upload off.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id of a row that was found in scope"
)]
pub async fn put_off(
    tx: &DatabaseTransaction,
    id: EvidenceUploadId,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::ExpiresAt, Expr::value(expires_at))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// Notes which document an upload became; false if it is one already, or gone.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id of a row that was found in scope"
)]
pub async fn finish(
    tx: &DatabaseTransaction,
    id: EvidenceUploadId,
    evidence: EvidenceId,
    sha256: &str,
) -> Result<bool, DbErr> {
    let done = Entity::update_many()
        .col_expr(Column::EvidenceId, Expr::value(evidence))
        .col_expr(Column::Sha256, Expr::value(sha256))
        .filter(Column::Id.eq(id))
        .filter(Column::EvidenceId.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Forgets an upload that is no document; false if it is one, or gone.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id of a row that was found in scope"
)]
pub async fn delete(tx: &DatabaseTransaction, id: EvidenceUploadId) -> Result<bool, DbErr> {
    let done = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::EvidenceId.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Forgets the uploads that have expired; gives how many.
///
/// # Errors
/// The database.
pub async fn forget(services: &Services, now: DateTime<Utc>) -> Result<usize, DbErr> {
    let db = &services.db;
    let sql = "delete from evidence_upload where expires_at < $1";
    let statement = Statement::from_sql_and_values(db.backend(), sql, [now.into()]);
    let done = db.writer().execute_raw(statement).await?;
    Ok(usize::try_from(done.rows_affected()).unwrap_or(usize::MAX))
}
