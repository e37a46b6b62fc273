//! Foster care goes where who receives it lives: an open assignment belongs to that regency. Within a regency it takes the new
//! place. To another one it ends where it was, and one that follows it goes on there: so each regency reads and decides what
//! is its own, and the former one keeps what it did without learning where somebody went.

use std::collections::HashMap;

use entity::foster_assignment::{Column, Entity, Model};
use entity::id::{ChildId, FosterAssignmentId};
use entity::kind::{AssignmentState, TransferState};
use entity::{child, foster_assignment_revision, foster_commitment, foster_transfer};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::auth::Stamp;
use crate::clock::Clock;
use crate::problem::Problem;
use crate::region::regency;

/// The states in which an assignment is open.
const OPEN: [AssignmentState; 3] = [
    AssignmentState::Proposed,
    AssignmentState::Approved,
    AssignmentState::Active,
];

/// Why a revision was written; it does not say where to.
const REASON: &str = "Penerima pindah";

/// The assignments of a child, under every record that it had.
pub fn of_child(id: ChildId) -> Condition {
    let records = Condition::any()
        .add(child::Column::Id.eq(id))
        .add(child::Column::MergedInto.eq(id));
    let records = Query::select()
        .column(child::Column::Id)
        .from(child::Entity)
        .cond_where(records)
        .to_owned();
    Condition::all().add(Column::ChildId.in_subquery(records))
}

/// Lets the open assignments of somebody who was found in scope belong to where they live now; gives how many had to follow. A
/// few statements, however many.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the assignments of somebody who was found in scope"
)]
pub async fn follow(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    of: Condition,
    region: &str,
    stamp: &Stamp,
) -> Result<usize, Problem> {
    // Held, so that no step is taken on one of them meanwhile.
    let rows = Entity::find()
        .filter(of)
        .filter(Column::State.is_in(OPEN))
        .filter(Column::RegionCode.ne(region))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let count = rows.len();
    let same = |row: &Model| regency(&row.region_code) == regency(region);
    let (near, far): (Vec<Model>, Vec<Model>) = rows.into_iter().partition(same);
    if !near.is_empty() {
        let set = vec![(Column::RegionCode, Expr::value(region))];
        let next = |row: &Model| Model {
            region_code: region.to_owned(),
            ..row.clone()
        };
        let next: Vec<Model> = near.iter().map(next).collect();
        step(tx, &next, set, "follow", stamp).await?;
    }
    if !far.is_empty() {
        hand_over(tx, clock, &far, region, stamp).await?;
    }
    Ok(count)
}

/// Ends assignments where they were, and begins those that follow them in another regency.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the assignments of somebody who was found in scope"
)]
async fn hand_over(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    rows: &[Model],
    region: &str,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let today = stamp.at.date_naive();
    let set = vec![
        (
            Column::State,
            Expr::value(AssignmentState::Transferred.as_str()),
        ),
        (Column::StateSince, Expr::value(stamp.at)),
        (Column::EndedOn, Expr::value(today)),
    ];
    let ended = |row: &Model| Model {
        state: AssignmentState::Transferred,
        ..row.clone()
    };
    let ended: Vec<Model> = rows.iter().map(ended).collect();
    step(tx, &ended, set, "hand_over", stamp).await?;
    withdraw_offers(tx, rows, stamp).await?;
    let promised = foster_commitment::Entity::find()
        .filter(foster_commitment::Column::AssignmentId.is_in(rows.iter().map(|row| row.id)))
        .all(tx)
        .await?;
    let next: Vec<Model> = rows
        .iter()
        .map(|row| successor(row, FosterAssignmentId(clock.new_id()), region, stamp))
        .collect();
    let goes_on: HashMap<_, _> = rows.iter().map(|row| row.id).zip(&next).collect();
    let promised = promised.into_iter().filter_map(|one| {
        let assignment_id = goes_on.get(&one.assignment_id)?.id;
        Some(foster_commitment::Model {
            assignment_id,
            ..one
        })
    });
    Entity::insert_many(next.iter().cloned().map(IntoActiveModel::into_active_model))
        .exec_without_returning(tx)
        .await?;
    foster_commitment::Entity::insert_many(promised.map(IntoActiveModel::into_active_model))
        .exec_without_returning(tx)
        .await?;
    keep(tx, &next, "arrive", stamp).await
}

/// What goes on in another regency: care that has begun, without a day between; what had not begun is decided there anew.
fn successor(row: &Model, id: FosterAssignmentId, region: &str, stamp: &Stamp) -> Model {
    let today = stamp.at.date_naive();
    let from = Ord::max(row.planned_from, today);
    let begun = row.state == AssignmentState::Active;
    Model {
        id,
        region_code: region.to_owned(),
        planned_from: from,
        planned_to: Ord::max(row.planned_to, from),
        // An agency of the former regency hands nothing over here.
        executor_agency_id: None,
        state: if begun {
            AssignmentState::Active
        } else {
            AssignmentState::Proposed
        },
        state_since: stamp.at,
        started_on: begun.then_some(today),
        follows: Some(row.id),
        version: 1,
        created_at: stamp.at,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
        ..row.clone()
    }
}

/// Changes rows, and keeps their next version; `next` are the rows with what is kept of it.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the assignments of somebody who was found in scope"
)]
async fn step(
    tx: &DatabaseTransaction,
    next: &[Model],
    set: Vec<(Column, SimpleExpr)>,
    action: &str,
    stamp: &Stamp,
) -> Result<(), Problem> {
    use foster_assignment_revision::Column as Kept;
    let ids: Vec<FosterAssignmentId> = next.iter().map(|row| row.id).collect();
    let update = Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(stamp.at))
        .col_expr(Column::UpdatedBy, Expr::value(stamp.by.as_str()))
        .filter(Column::Id.is_in(ids.iter().copied()));
    set.into_iter()
        .fold(update, |update, (column, value)| {
            update.col_expr(column, value)
        })
        .exec(tx)
        .await?;
    foster_assignment_revision::Entity::update_many()
        .col_expr(Kept::SupersededAt, Expr::value(stamp.at))
        .filter(Kept::AssignmentId.is_in(ids))
        .filter(Kept::SupersededAt.is_null())
        .exec(tx)
        .await?;
    let next = next.iter().map(|row| Model {
        version: row.version + 1,
        ..row.clone()
    });
    keep(tx, &next.collect::<Vec<_>>(), action, stamp).await
}

async fn keep(
    tx: &DatabaseTransaction,
    rows: &[Model],
    action: &str,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let revision = |row: &Model| foster_assignment_revision::Model {
        assignment_id: row.id,
        version: row.version,
        foster_parent_id: row.foster_parent_id,
        region_code: row.region_code.clone(),
        state: row.state,
        action: action.to_owned(),
        reason: Some(REASON.to_owned()),
        recorded_at: stamp.at,
        recorded_by: stamp.by.clone(),
        superseded_at: None,
        request_id: stamp.request_id,
    };
    let revisions = rows.iter().map(revision);
    foster_assignment_revision::Entity::insert_many(
        revisions.map(IntoActiveModel::into_active_model),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Takes back what was offered of them: the other foster parent was asked for somebody who lived elsewhere.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the assignments of somebody who was found in scope"
)]
async fn withdraw_offers(
    tx: &DatabaseTransaction,
    rows: &[Model],
    stamp: &Stamp,
) -> Result<(), DbErr> {
    use foster_transfer::Column;
    foster_transfer::Entity::update_many()
        .col_expr(
            Column::State,
            Expr::value(TransferState::Withdrawn.as_str()),
        )
        .col_expr(Column::DecidedAt, Expr::value(stamp.at))
        .col_expr(Column::DecidedBy, Expr::value(stamp.by.as_str()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::AssignmentId.is_in(rows.iter().map(|row| row.id)))
        .filter(Column::State.eq(TransferState::Pending))
        .exec(tx)
        .await
        .map(drop)
}
