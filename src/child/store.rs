//! The rows of children, found within a scope, and what opens their identities.

use std::collections::HashMap;

use entity::id::ChildId;
use entity::{child, child_key};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Select,
};

use super::identity::Identity;
use crate::auth::RegionScope;
use crate::vault::Vault;

/// Children who live in the caller's region; merged ones too, which say into which.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<child::Entity> {
    child::Entity::find().filter(scope.rows(child::Column::RegionCode))
}

/// A child.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: ChildId,
) -> Result<Option<child::Model>, DbErr> {
    visible(scope)
        .filter(child::Column::Id.eq(id))
        .one(connection)
        .await
}

/// Whether a child can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let row = find(connection, scope, ChildId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// The identities of the children that a condition finds in a scope, by child. Erased ones have none. Who calls this has the
/// right to know them, or compares them and shows none.
///
/// # Errors
/// The database.
pub async fn identities(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    rows: &[child::Model],
    of: Condition,
) -> Result<HashMap<ChildId, Identity>, DbErr> {
    let keys = keys_of(connection, of).await?;
    let sealed = |row: &child::Model| Some((row.id, row.identity_sealed.clone()?));
    let sealed: Vec<(ChildId, Vec<u8>)> = rows.iter().filter_map(sealed).collect();
    let vault = vault.clone();
    aside(move || {
        let open = |(id, sealed): (ChildId, Vec<u8>)| Some((id, keys.open(&vault, id, &sealed)?));
        sealed.into_iter().filter_map(open).collect()
    })
    .await
}

/// Children's keys, as they are stored.
pub struct Keys(HashMap<ChildId, Vec<u8>>);

impl Keys {
    /// Opens the identity of a child with its key; none of an erased child.
    pub fn open(&self, vault: &Vault, id: ChildId, sealed: &[u8]) -> Option<Identity> {
        let key = vault.open(id.0, self.0.get(&id)?)?;
        Identity::open(&key, sealed)
    }
}

/// The keys of the children that a condition finds in a scope. Who calls this has the right to know them, or compares them and
/// shows none.
///
/// # Errors
/// The database.
pub async fn keys_of(connection: &impl ConnectionTrait, of: Condition) -> Result<Keys, DbErr> {
    let ids = Query::select()
        .column(child::Column::Id)
        .from(child::Entity)
        .cond_where(of)
        .to_owned();
    let stored: Vec<(ChildId, Vec<u8>)> = keys()
        .filter(child_key::Column::ChildId.in_subquery(ids))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(Keys(stored.into_iter().collect()))
}

/// Does what takes long beside the threads that answer requests: opening and comparing many.
///
/// # Errors
/// A panic of the work.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, DbErr> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| DbErr::Custom(error.to_string()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to children that were found in scope"
)]
fn keys() -> Select<child_key::Entity> {
    child_key::Entity::find()
        .select_only()
        .columns([child_key::Column::ChildId, child_key::Column::Sealed])
}
