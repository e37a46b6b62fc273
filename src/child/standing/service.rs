//! Proposing what becomes of a child, and deciding on it.

use entity::child;
use entity::child_state_change::{Column, Entity, Model};
use entity::id::{ChildId, ChildStateChangeId};
use entity::kind::{ChildState, Decision, RegionLevel};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::model::{ChildDecision, ChildStateChange, ChildStateChangeCreate, ChildStateChanges};
use super::rules;
use super::store::{self, PENDING};
use crate::auth::permission::{ApproveChildren, ReadChildren, WriteChildren};
use crate::auth::{Authorized, Stamp};
use crate::child::change::{for_change, merged, path, save, stepped};
use crate::child::follow::{follow, of_child};
use crate::child::store::find as find_child;
use crate::db::Change;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Fault, Place, Problem};
use crate::region;
use crate::reply::Reply;
use crate::text::{Text, text};

/// The changes of a child's state.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn list(caller: &Authorized<ReadChildren>, child: ChildId) -> Result<Reply, Problem> {
    let child = one(find_child(caller.reader(), caller.scope(), child).await)?;
    let items = store::of_child(caller.reader(), child.id).await?;
    let items = items.into_iter().map(Into::into).collect();
    Ok(Reply::content(&ChildStateChanges { items })?.private())
}

/// Proposes a change.
///
/// # Errors
/// No such child in the caller's region, or a merged one; what cannot be; another one that waits; the database.
pub async fn propose(
    caller: &Authorized<WriteChildren>,
    child: ChildId,
    new: ChildStateChangeCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let id = ChildStateChangeId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let child = one(find_child(tx, caller.scope(), child).await)?;
            if child.state == ChildState::Merged {
                return Err(merged(child.merged_into));
            }
            let faults = faults(tx, &child, &new, &stamp).await?;
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            if child.state == new.to_state && new.to_region_code.is_none() {
                return Err(Problem::conflict(text(
                    "Anak ini sudah berstatus demikian.",
                    "The child is in that state already.",
                )));
            }
            let row = Model {
                id,
                child_id: child.id,
                to_state: new.to_state,
                to_region_code: new.to_region_code,
                effective_on: new.effective_on,
                reason: new.reason.clone(),
                decision: Decision::Pending,
                decision_reason: None,
                proposed_at: stamp.at,
                proposed_by: stamp.by.clone(),
                decided_at: None,
                decided_by: None,
            };
            let inserted = Entity::insert(row.clone().into_active_model())
                .exec_without_returning(tx)
                .await;
            inserted.map_err(|error| {
                if PENDING.is_taken(&error) {
                    return Problem::conflict(text(
                        "Masih ada usulan perubahan status yang belum diputuskan.",
                        "Another change of state waits for a decision.",
                    ));
                }
                error.into()
            })?;
            let change = Change::new("child.propose_state", "child", child.id)
                .in_region(child.region_code)
                .because(new.reason)
                .with(serde_json::json!({ "state_change": id, "to_state": row.to_state }));
            let location = format!("{}/state-changes", path(child.id));
            let mut reply = Reply::outcome(201, &ChildStateChange::from(row))?.private();
            reply.location = Some(location);
            Ok((change, reply))
        })
        .await
}

async fn faults(
    tx: &DatabaseTransaction,
    child: &child::Model,
    new: &ChildStateChangeCreate,
    stamp: &Stamp,
) -> Result<Vec<Fault>, Problem> {
    let destination = new.to_region_code.as_deref();
    let today = stamp.at.date_naive();
    let wrong = rules::faults(
        child.birth_date,
        new.to_state,
        destination.is_some(),
        new.effective_on,
        today,
    );
    let fault =
        |(pointer, code): (&'static str, &'static str)| Fault::body(pointer, code, meaning(code));
    let mut faults: Vec<Fault> = wrong.into_iter().map(fault).collect();
    if let (Some(code), ChildState::Moved) = (destination, new.to_state) {
        let found = region::find(tx, code).await?;
        let lives = |level| matches!(level, RegionLevel::District | RegionLevel::Village);
        if !found.is_some_and(|found| lives(found.level)) {
            let place = Place::Pointer("/to_region_code".to_owned());
            faults.push(region::code_fault(place, code));
        }
    }
    Ok(faults)
}

fn meaning(code: &str) -> Text {
    match code {
        "before_birth" => text("sebelum anak lahir", "before the child was born"),
        "in_the_future" => text("tidak boleh sesudah hari ini", "must not be after today"),
        "too_young" => text(
            "anak belum berumur 60 bulan",
            "the child is not yet 60 months old",
        ),
        _ => text("tidak berlaku di sini", "does not apply here"),
    }
}

/// Decides on a proposed change; an approved one holds at once.
///
/// # Errors
/// Not there, changed since; merged into another record; decided before; a caller who proposed it; the database.
pub async fn decide(
    caller: &Authorized<ApproveChildren>,
    child: ChildId,
    id: ChildStateChangeId,
    if_match: &IfMatch,
    decision: Decision,
    ChildDecision { reason }: ChildDecision,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let child = for_change(tx, caller.scope(), child, if_match).await?;
            if child.state == ChildState::Merged {
                return Err(merged(child.merged_into));
            }
            let proposed = one(store::find(tx, child.id, id).await)?;
            if proposed.proposed_by == stamp.by {
                return Err(Problem::conflict(text(
                    "Pengusul tidak dapat memutuskan usulannya sendiri.",
                    "Who proposed a change cannot decide on it.",
                )));
            }
            let decided = decided(tx, proposed, decision, &reason, &stamp).await?;
            let was = child.region_code.clone();
            let mut followed = 0;
            if decision == Decision::Approved {
                let region = decided.to_region_code.clone();
                let next = child::Model {
                    state: decided.to_state,
                    state_since: decided.effective_on,
                    region_code: region.unwrap_or_else(|| was.clone()),
                    ..stepped(child, &stamp)
                };
                save(tx, &next, "state", Some(reason.clone()), &stamp).await?;
                let (clock, region) = (caller.services().clock.as_ref(), &next.region_code);
                followed = follow(tx, clock, of_child(next.id), region, &stamp).await?;
            }
            let action = match decision {
                Decision::Approved => "child.approve_state",
                _ => "child.reject_state",
            };
            let change = Change::new(action, "child", decided.child_id)
                .in_region(was)
                .because(reason)
                .with(serde_json::json!({
                    "state_change": id, "to_state": decided.to_state, "to_region_code": decided.to_region_code,
                    "foster_assignments_followed": followed,
                }));
            let reply = Reply::outcome(200, &ChildStateChange::from(decided))?;
            Ok((change, reply.private()))
        })
        .await
}

/// Writes the decision down, unless another one was quicker.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a change of a child that was found in scope, and to its being undecided"
)]
async fn decided(
    tx: &DatabaseTransaction,
    proposed: Model,
    decision: Decision,
    reason: &str,
    stamp: &Stamp,
) -> Result<Model, Problem> {
    let next = Model {
        decision,
        decision_reason: Some(reason.to_owned()),
        decided_at: Some(stamp.at),
        decided_by: Some(stamp.by.clone()),
        ..proposed
    };
    let done = Entity::update_many()
        .set(next.clone().into_active_model().reset_all())
        .filter(Column::Id.eq(next.id))
        .filter(Column::Decision.eq(Decision::Pending))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(next);
    }
    Err(Problem::conflict(text(
        "Usulan ini sudah diputuskan.",
        "This proposal was decided on already.",
    )))
}
