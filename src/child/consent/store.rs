//! The rows of consents, and whether one holds.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::child;
use entity::child_consent::{Column, Entity, Model};
use entity::id::{ChildConsentId, ChildId};
use entity::kind::ConsentScope;
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select,
};

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

/// Those of some children for whom a consent of a scope holds on a day. A consent given for a record holds for the one into
/// which it was merged.
///
/// # Errors
/// The database.
pub async fn consented(
    connection: &impl ConnectionTrait,
    children: &[ChildId],
    scope: ConsentScope,
    on: NaiveDate,
) -> Result<HashSet<ChildId>, DbErr> {
    let mut consented = HashSet::new();
    for chunk in children.chunks(CHUNK) {
        let merged: Vec<(ChildId, Option<ChildId>)> = merged_into(chunk).all(connection).await?;
        let records = chunk
            .iter()
            .copied()
            .chain(merged.iter().map(|(id, _)| *id));
        let holding = rows()
            .filter(Column::ChildId.is_in(records))
            .filter(Column::Scope.eq(scope))
            .filter(Column::GivenOn.lte(on))
            .filter(
                Condition::any()
                    .add(Column::WithdrawnOn.is_null())
                    .add(Column::WithdrawnOn.gt(on)),
            )
            .all(connection)
            .await?;
        let holding: HashSet<ChildId> = holding.into_iter().map(|row| row.child_id).collect();
        let own = chunk.iter().filter(|id| holding.contains(id));
        consented.extend(own.copied());
        let of_merged = merged.iter().filter(|(id, _)| holding.contains(id));
        consented.extend(of_merged.filter_map(|(_, into)| *into));
    }
    Ok(consented)
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to children that who asks has found within the scope"
)]
fn merged_into(
    children: &[ChildId],
) -> sea_orm::Selector<sea_orm::SelectGetableTuple<(ChildId, Option<ChildId>)>> {
    use sea_orm::QuerySelect;
    child::Entity::find()
        .filter(child::Column::MergedInto.is_in(children.iter().copied()))
        .select_only()
        .columns([child::Column::Id, child::Column::MergedInto])
        .into_tuple()
}
