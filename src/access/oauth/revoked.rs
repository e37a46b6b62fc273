//! Access tokens that were revoked before their time.

use chrono::{DateTime, Utc};
use entity::revoked_token::{ActiveModel, Entity};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Set};
use uuid::Uuid;

/// Revokes a token; twice is once. The caller moves the security epoch.
///
/// # Errors
/// The database.
pub(in crate::access) async fn add<C: ConnectionTrait>(
    tx: &C,
    jti: Uuid,
    expires_at: i64,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        jti: Set(jti),
        expires_at: Set(DateTime::from_timestamp(expires_at, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)),
    };
    match Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx)
        .await
    {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error),
    }
}
