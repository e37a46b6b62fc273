//! The rows of sessions.

use chrono::{DateTime, Duration, Utc};
use entity::id::{SessionId, UserId};
use entity::session::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
};

/// How long a session lives, however often it is refreshed.
pub(in crate::access) const LIFETIME: Duration = Duration::days(30);

/// Opens a session.
///
/// # Errors
/// The database.
pub(in crate::access) async fn open<C: ConnectionTrait>(
    tx: &C,
    id: SessionId,
    user_id: UserId,
    token_hash: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(id),
        user_id: Set(user_id),
        current_hash: Set(token_hash),
        previous_hash: Set(None),
        successor_salt: Set(None),
        rotated_at: Set(now),
        expires_at: Set(now + LIFETIME),
        revoked_at: Set(None),
    };
    row.insert(tx).await
}

/// The session of a token that was made here.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever holds the token is its person; no region scope applies"
)]
pub(in crate::access) async fn find<C: ConnectionTrait>(
    connection: &C,
    id: SessionId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

/// Replaces the current token by its successor; false if another request was faster.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the session and to the token that is replaced"
)]
pub(in crate::access) async fn rotate<C: ConnectionTrait>(
    tx: &C,
    session: &Model,
    successor_hash: Vec<u8>,
    salt: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = ActiveModel {
        current_hash: Set(successor_hash),
        previous_hash: Set(Some(session.current_hash.clone())),
        successor_salt: Set(Some(salt)),
        rotated_at: Set(now),
        ..Default::default()
    };
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(session.id))
        .filter(Column::CurrentHash.eq(session.current_hash.clone()))
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends one session; false if it has ended already. The caller moves the security epoch.
///
/// # Errors
/// The database.
#[expect(clippy::disallowed_methods, reason = "bound to the session")]
pub(in crate::access) async fn revoke<C: ConnectionTrait>(
    tx: &C,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = ActiveModel {
        revoked_at: Set(Some(now)),
        ..Default::default()
    };
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends a person's sessions, all but one if that is given. The caller moves the security epoch.
///
/// # Errors
/// The database.
#[expect(clippy::disallowed_methods, reason = "bound to the person")]
pub(in crate::access) async fn revoke_all<C: ConnectionTrait>(
    tx: &C,
    user_id: UserId,
    but: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        revoked_at: Set(Some(now)),
        ..Default::default()
    };
    let mut update = Entity::update_many()
        .set(row)
        .filter(Column::UserId.eq(user_id))
        .filter(Column::RevokedAt.is_null());
    if let Some(but) = but {
        update = update.filter(Column::Id.ne(but));
    }
    update.exec(tx).await.map(drop)
}
