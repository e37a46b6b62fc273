//! What is offered to a foster parent, and its answer.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::foster_transfer::{Column, Entity, Model};
use entity::id::{FosterAssignmentId, FosterTransferId};
use entity::kind::{AssignmentState, FosterParentState, TransferState};
use entity::{foster_assignment, foster_commitment};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, Select,
};
use uuid::Uuid;

use super::model::{FosterOffer, FosterOfferOutcome, FosterOffers};
use super::service::NOT_KEPT;
use super::store::parent_of;
use crate::auth::permission::OwnFoster;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::one;
use crate::foster::assignment::holding::{Wanted, hold, room};
use crate::foster::assignment::model::FosterCommitment;
use crate::foster::assignment::step::{agreed, refused, turned};
use crate::foster::assignment::store::{commitments, insert, save};
use crate::foster::days::calendar_months;
use crate::foster::receiver::{Receiver, Receivers, disclosed};
use crate::foster::workflow::{Refusal, Standing, Step};
use crate::http::IfMatch;
use crate::mother::coarse_trimester;
use crate::problem::Problem;
use crate::region;
use crate::reply::{Reply, version_tag};

/// Of offers: those of assignments of whose children a donor may learn.
fn disclosable(today: NaiveDate) -> SimpleExpr {
    let offered = Expr::col((Entity, Column::AssignmentId));
    let assignment = Query::select()
        .expr(Expr::val(1))
        .from(foster_assignment::Entity)
        .and_where(
            Expr::col((foster_assignment::Entity, foster_assignment::Column::Id)).eq(offered),
        )
        .cond_where(disclosed(today))
        .to_owned();
    Expr::exists(assignment)
}

/// What waits for an account's answer.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the foster parent of the caller's account"
)]
fn visible(account: Uuid, today: NaiveDate) -> Select<Entity> {
    Entity::find()
        .filter(Column::ToParentId.in_subquery(parent_of(account)))
        .filter(Column::State.eq(TransferState::Pending))
        .filter(disclosable(today))
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to assignments that are offered to the caller"
)]
async fn assignments(
    connection: &impl ConnectionTrait,
    ids: Vec<FosterAssignmentId>,
) -> Result<Vec<foster_assignment::Model>, DbErr> {
    foster_assignment::Entity::find()
        .filter(foster_assignment::Column::Id.is_in(ids))
        .all(connection)
        .await
}

/// The offers that wait.
///
/// # Errors
/// The database.
pub async fn list(caller: &Authorized<OwnFoster>) -> Result<Reply, Problem> {
    let connection = caller.reader();
    let today = caller.services().clock.now().date_naive();
    let offers = visible(caller.actor().id, today)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    if offers.is_empty() {
        let none = FosterOffers { items: Vec::new() };
        return Ok(Reply::content(&none)?.with_header("Cache-Control", NOT_KEPT));
    }
    let ids = offers.iter().map(|offer| offer.assignment_id);
    let rows = assignments(connection, ids.clone().collect()).await?;
    let receivers = Receivers::of(connection, &rows).await?;
    let mut promised = commitments(connection, ids).await?;
    let show = |offer: Model| {
        let row = rows.iter().find(|row| row.id == offer.assignment_id)?;
        let found = receivers.get(row).ok()?;
        let (child, mother) = (found.child(), found.mother());
        let promised = promised.remove(&row.id).unwrap_or_default();
        Some(FosterOffer {
            id: offer.id,
            receiver: found.kind(),
            age_months: child.map(|child| calendar_months(child.birth_date, today)),
            sex: child.map(|child| child.sex),
            trimester: mother.map(|mother| coarse_trimester(mother.due_on, today)),
            regency_code: region::regency(found.region_code())
                .unwrap_or(found.region_code())
                .to_owned(),
            programme: row.programme_code.clone(),
            planned_to: row.planned_to,
            commitments: promised.into_iter().map(FosterCommitment::from).collect(),
            version: offer.version,
        })
    };
    let items = offers.into_iter().filter_map(show).collect();
    Ok(Reply::content(&FosterOffers { items })?.with_header("Cache-Control", NOT_KEPT))
}

/// Takes an assignment over, or not.
///
/// # Errors
/// No such offer to the caller's foster parent; changed since; no room, no consent; the database.
pub async fn answer(
    caller: &Authorized<OwnFoster>,
    id: FosterTransferId,
    if_match: &IfMatch,
    accepted: bool,
    reason: String,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let today = stamp.at.date_naive();
    let successor = FosterAssignmentId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let found = visible(caller.actor().id, today).filter(Column::Id.eq(id));
            let offer = one(found.one(tx).await)?;
            if !if_match.accepts(offer.version) {
                return Err(Problem::stale(&version_tag(offer.version)));
            }
            let of = assignments(tx, vec![offer.assignment_id]).await?.pop();
            let of = of.ok_or_else(Problem::not_found)?;
            if accepted {
                take_over(tx, &of, &offer, successor, &reason, &stamp).await?;
            }
            let goes_on = accepted.then_some(successor);
            decide(tx, offer, goes_on, &reason, &stamp).await?;
            let action = if accepted {
                Step::TakeOver.action()
            } else {
                "foster_assignment.decline"
            };
            let change = Change::new(action, "foster_assignment", of.id)
                .in_region(of.region_code)
                .because(reason)
                .with(serde_json::json!({ "transfer": id, "successor": goes_on }));
            let outcome = FosterOfferOutcome {
                id,
                assignment_id: goes_on,
            };
            Ok((change, Reply::content(&outcome)?))
        })
        .await
}

/// Ends an assignment and begins the one that follows it.
async fn take_over(
    tx: &DatabaseTransaction,
    of: &foster_assignment::Model,
    offer: &Model,
    successor: FosterAssignmentId,
    reason: &str,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let today = stamp.at.date_naive();
    let standing = Standing {
        proposer: offer.proposed_by == stamp.by,
        receiver: true,
    };
    let refuse = |refusal: Refusal| refused(refusal, Step::TakeOver, of.state);
    let state = Step::TakeOver
        .taken_by(of.state, standing)
        .map_err(refuse)?;
    let receiver = Receiver::of(of)?;
    let parent = hold(tx, receiver, offer.to_parent_id).await?;
    let verified = parent.filter(|parent| parent.state == FosterParentState::Verified);
    let parent = verified.ok_or_else(Problem::not_found)?;
    agreed(tx, of, today).await?;
    let promised = commitments(tx, [of.id]).await?.remove(&of.id);
    let promised = promised.unwrap_or_default();
    let aid_kinds: HashSet<&str> = promised.iter().map(|one| one.aid_kind.as_str()).collect();
    let to = Ord::max(of.planned_to, today);
    let wanted = Wanted {
        receiver,
        parent: &parent,
        from: today,
        to,
        aid_kinds,
        instead_of: Some(of.id),
    };
    room(tx, &wanted).await?;
    let why = Some(reason.to_owned());
    let ended = turned(of.clone(), state, stamp);
    save(tx, &ended, Step::TakeOver.as_str(), why.clone(), stamp).await?;
    crate::foster::alert::settle(tx, of.id, stamp.at).await?;
    let next = foster_assignment::Model {
        id: successor,
        foster_parent_id: offer.to_parent_id,
        planned_from: today,
        planned_to: to,
        state: AssignmentState::Active,
        state_since: stamp.at,
        started_on: Some(today),
        ended_on: None,
        follows: Some(of.id),
        proposed_by: offer.proposed_by.clone(),
        version: 1,
        created_at: stamp.at,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
        ..of.clone()
    };
    let promised: Vec<_> = promised
        .into_iter()
        .map(|one| foster_commitment::Model {
            assignment_id: successor,
            ..one
        })
        .collect();
    insert(tx, &next, &promised, "take_over", why, stamp).await
}

async fn decide(
    tx: &DatabaseTransaction,
    offer: Model,
    successor: Option<FosterAssignmentId>,
    reason: &str,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let accepted = successor.is_some();
    let decided = Model {
        state: if accepted {
            TransferState::Accepted
        } else {
            TransferState::Rejected
        },
        decided_at: Some(stamp.at),
        decided_by: Some(stamp.by.clone()),
        decision_reason: Some(reason.to_owned()),
        successor_id: successor,
        version: offer.version + 1,
        ..offer
    };
    // Another answer at the same time came first, or the offer was taken back.
    let done = decided_if_pending(tx, decided.clone()).await?;
    if done {
        Ok(())
    } else {
        Err(Problem::stale(&version_tag(decided.version)))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the state of an offer that was found for the caller"
)]
async fn decided_if_pending(tx: &DatabaseTransaction, row: Model) -> Result<bool, DbErr> {
    let done = Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(TransferState::Pending))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
