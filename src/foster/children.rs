//! The children of assignments: pseudonymous rows, found within a scope or by assignments that were. A child whose record was
//! put together with another is the one that goes on.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::child::{Column, Entity, Model};
use entity::foster_assignment;
use entity::id::ChildId;
use entity::kind::{AssignmentState, ChildState, ConsentScope};
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Select,
};

use crate::auth::RegionScope;
use crate::child::consent_holds;

/// Ids per statement: SQLite binds at most 32,766 values, and here each twice.
const CHUNK: usize = 10_000;

/// Children who live in a region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// A child of a region.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: ChildId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// The children of assignments that were found, by the id that stands in the assignment.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the children of assignments that were found in scope"
)]
pub async fn of_assignments(
    connection: &impl ConnectionTrait,
    ids: &[ChildId],
) -> Result<HashMap<ChildId, Model>, DbErr> {
    let mut by_id: HashMap<ChildId, Model> = HashMap::with_capacity(ids.len());
    for some in ids.chunks(CHUNK) {
        let merged = Query::select()
            .column(Column::MergedInto)
            .from(Entity)
            .and_where(Column::Id.is_in(some.iter().copied()))
            .and_where(Column::MergedInto.is_not_null())
            .to_owned();
        let these = Condition::any()
            .add(Column::Id.is_in(some.iter().copied()))
            .add(Column::Id.in_subquery(merged));
        let rows = Entity::find().filter(these).all(connection).await?;
        by_id.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    let present = |id: &ChildId| {
        let row = by_id.get(id)?;
        let goes_on = row.merged_into.and_then(|into| by_id.get(&into));
        Some((*id, goes_on.unwrap_or(row).clone()))
    };
    Ok(ids.iter().filter_map(present).collect())
}

/// Holds a child until the end of the transaction, so that of many who would give it something one comes after the other.
/// SQLite has one writer; on PostgreSQL the row is locked.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a child that was found in scope, and changes nothing"
)]
pub async fn hold(tx: &DatabaseTransaction, id: ChildId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// The ids under which a child may stand in assignments: its own, and those of records that were put together with it.
pub fn records_of(id: ChildId) -> SelectStatement {
    let these = Condition::any()
        .add(Column::Id.eq(id))
        .add(Column::MergedInto.eq(id));
    Query::select()
        .column(Column::Id)
        .from(Entity)
        .cond_where(these)
        .to_owned()
}

/// Of assignments: those of whose child a parent or guardian agrees on a day that a donor learns.
pub fn disclosed(on: NaiveDate) -> SimpleExpr {
    let child = Alias::new("disclosed_child");
    let of_child = |column: Column| Expr::col((child.clone(), column));
    let agreed = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, child.clone())
        .and_where(of_child(Column::Id).equals((
            foster_assignment::Entity,
            foster_assignment::Column::ChildId,
        )))
        .and_where(of_child(Column::ErasedAt).is_null())
        // Who has moved away, died or grown out of it is followed no more.
        .and_where(
            of_child(Column::State)
                .is_in([ChildState::Active.as_str(), ChildState::Merged.as_str()]),
        )
        .and_where(consent_holds(
            of_child(Column::Id),
            ConsentScope::DonorDisclosure,
            on,
        ))
        .to_owned();
    Expr::exists(agreed)
}

/// The children of the active assignments that a condition finds, as a subquery.
pub fn of_active(assignments: Condition) -> SelectStatement {
    let active = foster_assignment::Column::State.eq(AssignmentState::Active);
    of_these(assignments.add(active))
}

/// The children of the assignments that a condition finds, as a subquery; those that go on where records were put together.
pub fn of_these(assignments: Condition) -> SelectStatement {
    let child = Expr::col((
        foster_assignment::Entity,
        foster_assignment::Column::ChildId,
    ));
    let present = Func::coalesce([
        Expr::col((Entity, Column::MergedInto)),
        Expr::col((Entity, Column::Id)),
    ]);
    Query::select()
        .expr(present)
        .from(foster_assignment::Entity)
        .inner_join(Entity, Expr::col((Entity, Column::Id)).eq(child))
        .cond_where(assignments)
        .to_owned()
}
