//! The rows of assignments: the assignment as it is, and a revision for every state that it has had.

use std::collections::HashMap;

use entity::foster_assignment::{Column, Entity, Model};
use entity::id::FosterAssignmentId;
use entity::{foster_assignment_revision, foster_commitment};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};

use super::query::visible;
use crate::auth::{RegionScope, Stamp};
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::version_tag;

/// The path of an assignment.
pub fn path(id: FosterAssignmentId) -> String {
    format!("/api/v1/foster-assignments/{id}")
}

/// An assignment of a region's.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: FosterAssignmentId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// The version of an assignment, if it can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let row = find(connection, scope, FosterAssignmentId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// The assignment that a change is about, if the caller may see it and has seen it as it is.
///
/// # Errors
/// Not there, outside the region; changed since.
pub async fn for_change(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: FosterAssignmentId,
    if_match: &IfMatch,
) -> Result<Model, Problem> {
    let row = one(find(tx, scope, id).await)?;
    if if_match.accepts(row.version) {
        Ok(row)
    } else {
        Err(Problem::stale(&version_tag(row.version)))
    }
}

/// What was promised in some assignments, each in its order.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to assignments that were found in scope"
)]
pub async fn commitments(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = FosterAssignmentId>,
) -> Result<HashMap<FosterAssignmentId, Vec<foster_commitment::Model>>, DbErr> {
    use foster_commitment::Column;
    let rows = foster_commitment::Entity::find()
        .filter(Column::AssignmentId.is_in(ids))
        .order_by_asc(Column::AssignmentId)
        .order_by_asc(Column::Position)
        .all(connection)
        .await?;
    let mut by_assignment: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        by_assignment
            .entry(row.assignment_id)
            .or_default()
            .push(row);
    }
    Ok(by_assignment)
}

/// Keeps a new assignment with what is promised, and its first state.
///
/// # Errors
/// The database.
pub async fn insert(
    tx: &DatabaseTransaction,
    row: &Model,
    commitments: &[foster_commitment::Model],
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> Result<(), Problem> {
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await?;
    let commitments = commitments.iter().cloned();
    foster_commitment::Entity::insert_many(commitments.map(IntoActiveModel::into_active_model))
        .exec_without_returning(tx)
        .await?;
    keep(tx, row, action, reason, stamp).await
}

/// Keeps the next state of an assignment. A row that has moved on since it was read is not overwritten.
///
/// # Errors
/// A row that changed meanwhile; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the version of a row that was found in scope"
)]
pub async fn save(
    tx: &DatabaseTransaction,
    row: &Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let set = row.clone().into_active_model().reset_all();
    let done = Entity::update_many()
        .set(set)
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(row.version - 1))
        .exec(tx)
        .await?;
    if done.rows_affected != 1 {
        return Err(Problem::stale(&version_tag(row.version)));
    }
    use foster_assignment_revision::Column as Kept;
    foster_assignment_revision::Entity::update_many()
        .col_expr(Kept::SupersededAt, Expr::value(stamp.at))
        .filter(Kept::AssignmentId.eq(row.id))
        .filter(Kept::SupersededAt.is_null())
        .exec(tx)
        .await?;
    keep(tx, row, action, reason, stamp).await
}

async fn keep(
    tx: &DatabaseTransaction,
    row: &Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let revision = foster_assignment_revision::Model {
        assignment_id: row.id,
        version: row.version,
        foster_parent_id: row.foster_parent_id,
        region_code: row.region_code.clone(),
        state: row.state,
        action: action.to_owned(),
        reason,
        recorded_at: stamp.at,
        recorded_by: stamp.by.clone(),
        superseded_at: None,
        request_id: stamp.request_id,
    };
    foster_assignment_revision::Entity::insert(revision.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The states of an assignment, the first one first.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that history starts from, bound to the scope"
)]
pub async fn history(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: FosterAssignmentId,
) -> Result<Vec<foster_assignment_revision::Model>, DbErr> {
    use foster_assignment_revision::Column;
    foster_assignment_revision::Entity::find()
        .filter(scope.rows(Column::RegionCode))
        .filter(Column::AssignmentId.eq(id))
        .order_by_asc(Column::Version)
        .all(connection)
        .await
}
