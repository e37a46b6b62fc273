//! The rows of consents, and whether one holds.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::child;
use entity::child_consent::{Column, Entity, Model};
use entity::id::{ChildConsentId, ChildId};
use entity::kind::ConsentScope;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::holds::holds;
use crate::auth::RegionScope;

/// For what the names of givers are sealed.
pub const GIVER: &str = "consent";

/// Children asked for by one statement.
const CHUNK: usize = 500;

/// The path of a consent.
pub fn path(id: ChildConsentId) -> String {
    format!("/api/v1/child-consents/{id}")
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to children that who asks has found within the scope"
)]
fn rows() -> Select<Entity> {
    Entity::find()
}

/// The consents of a child, the first one first; who asks has found the child.
///
/// # Errors
/// The database.
pub async fn of_child(
    connection: &impl ConnectionTrait,
    child: ChildId,
) -> Result<Vec<Model>, DbErr> {
    rows()
        .filter(Column::ChildId.eq(child))
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// A consent of a child who lives in the caller's region.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: ChildConsentId,
) -> Result<Option<Model>, DbErr> {
    let children = Query::select()
        .column(child::Column::Id)
        .from(child::Entity)
        .cond_where(scope.rows(child::Column::RegionCode))
        .to_owned();
    rows()
        .filter(Column::Id.eq(id))
        .filter(Column::ChildId.in_subquery(children))
        .one(connection)
        .await
}

/// Whether a consent can be seen from a region.
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
    let row = find(connection, scope, ChildConsentId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// Those of some children for whom a consent of a scope holds on a day, by [`holds`].
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to children that who asks has found within the scope"
)]
pub async fn consented(
    connection: &impl ConnectionTrait,
    children: &[ChildId],
    scope: ConsentScope,
    on: NaiveDate,
) -> Result<HashSet<ChildId>, DbErr> {
    let mut consented = HashSet::new();
    for chunk in children.chunks(CHUNK) {
        let holding: Vec<ChildId> = child::Entity::find()
            .filter(child::Column::Id.is_in(chunk.iter().copied()))
            .filter(holds(
                Expr::col((child::Entity, child::Column::Id)),
                scope,
                on,
            ))
            .select_only()
            .column(child::Column::Id)
            .into_tuple()
            .all(connection)
            .await?;
        consented.extend(holding);
    }
    Ok(consented)
}
