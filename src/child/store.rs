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
    let ids = Query::select()
        .column(child::Column::Id)
        .from(child::Entity)
        .cond_where(of)
        .to_owned();
    let sealed: HashMap<ChildId, Vec<u8>> = keys()
        .filter(child_key::Column::ChildId.in_subquery(ids))
        .into_tuple()
        .all(connection)
        .await?
        .into_iter()
        .collect();
    let open = |row: &child::Model| {
        let key = vault.open(row.id.0, sealed.get(&row.id)?)?;
        Some((
            row.id,
            Identity::open(&key, row.identity_sealed.as_deref()?)?,
        ))
    };
    Ok(rows.iter().filter_map(open).collect())
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
