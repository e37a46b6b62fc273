//! The next version of a child: one statement that only moves on from the version that was read, and its revision.

use std::collections::HashMap;

use entity::child::{Column, Entity, Model};
use entity::id::ChildId;
use entity::{child_key, child_revision};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};

use super::enroll::{revision, taken};
use super::store::find;
use crate::auth::{RegionScope, Stamp};
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::version_tag;
use crate::text::text;
use crate::vault::{DataKey, Vault};

/// The child that a change is about, if the caller may see it and has seen it as it is.
///
/// # Errors
/// Not there, outside the region; changed since.
pub async fn for_change(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: ChildId,
    if_match: &IfMatch,
) -> Result<Model, Problem> {
    let row = one(find(tx, scope, id).await)?;
    if if_match.accepts(row.version) {
        Ok(row)
    } else {
        Err(Problem::stale(&version_tag(row.version)))
    }
}

/// Puts the next version of a child in the place of the present one, and keeps it.
///
/// # Errors
/// A child that changed meanwhile; a NIK that another one has; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the version of a row that was found in scope"
)]
pub async fn save(
    tx: &DatabaseTransaction,
    next: &Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let set = next.clone().into_active_model().reset_all();
    let done = Entity::update_many()
        .set(set)
        .filter(Column::Id.eq(next.id))
        .filter(Column::Version.eq(next.version - 1))
        .exec(tx)
        .await
        .map_err(|error| taken(error, "NIK"))?;
    if done.rows_affected != 1 {
        return Err(Problem::stale(&version_tag(next.version)));
    }
    child_revision::Entity::update_many()
        .col_expr(child_revision::Column::SupersededAt, Expr::value(stamp.at))
        .filter(child_revision::Column::ChildId.eq(next.id))
        .filter(child_revision::Column::SupersededAt.is_null())
        .exec(tx)
        .await?;
    child_revision::Entity::insert(revision(next, action, reason, stamp).into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// A row with the next version, changed by the caller now.
pub fn stepped(row: Model, stamp: &Stamp) -> Model {
    Model {
        version: row.version + 1,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
        ..row
    }
}

/// The versions of a child, the newest first; who asks has found it.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a child that who asks has found within the scope"
)]
pub async fn revisions(
    connection: &impl ConnectionTrait,
    id: ChildId,
) -> Result<Vec<child_revision::Model>, DbErr> {
    child_revision::Entity::find()
        .filter(child_revision::Column::ChildId.eq(id))
        .order_by_desc(child_revision::Column::Version)
        .all(connection)
        .await
}

/// The key of a child that was found; gone if it was erased.
///
/// # Errors
/// An erased child; a key that does not open; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a child that who asks has found within the scope"
)]
pub async fn key_of(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    id: ChildId,
) -> Result<DataKey, Problem> {
    let stored = child_key::Entity::find()
        .filter(child_key::Column::ChildId.eq(id))
        .one(connection)
        .await?;
    let stored = stored.ok_or_else(erased)?;
    vault
        .open(id.0, &stored.sealed)
        .ok_or_else(|| Problem::internal(&"a child's key does not open"))
}

/// The keys of children, by child; erased ones have none.
///
/// # Errors
/// A key that does not open; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to children that who asks has found within the scope"
)]
pub async fn keys_of(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    ids: &[ChildId],
) -> Result<HashMap<ChildId, DataKey>, Problem> {
    let stored = child_key::Entity::find()
        .filter(child_key::Column::ChildId.is_in(ids.iter().copied()))
        .all(connection)
        .await?;
    let open = |row: child_key::Model| {
        let key = vault.open(row.child_id.0, &row.sealed);
        let key = key.ok_or_else(|| Problem::internal(&"a child's key does not open"))?;
        Ok((row.child_id, key))
    };
    stored.into_iter().map(open).collect()
}

/// The problem of a child whose identity was erased.
pub fn erased() -> Problem {
    Problem::conflict(text(
        "Identitas anak ini sudah dihapus dan tidak dapat dipulihkan.",
        "Who this child is was erased and cannot be known any more.",
    ))
}

/// The problem of a record that goes on in another one.
pub fn merged(into: Option<ChildId>) -> Problem {
    let detail = text(
        "Catatan ini sudah digabung ke catatan lain.",
        "This record was merged into another one.",
    );
    match into {
        Some(kept) => Problem::already_exists(path(kept), detail),
        None => Problem::conflict(detail),
    }
}

/// The path of a child.
pub fn path(id: ChildId) -> String {
    format!("/api/v1/children/{id}")
}
