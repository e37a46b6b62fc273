//! Recording, correcting, taking back and verifying deliveries.

use chrono::NaiveDate;
use entity::foster_assignment::Model as Assignment;
use entity::foster_delivery::Model;
use entity::id::{FosterAssignmentId, FosterDeliveryId};
use entity::kind::DeliveryState;
use sea_orm::DatabaseTransaction;

use super::input::{FosterDeliveryCreate, FosterDeliveryUpdate};
use super::reach::reach;
use super::store::{self, find, insert, path};
use crate::auth::permission::{DecideFoster, DeliverFoster};
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::one;
use crate::foster::assignment;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reply::{Reply, version_tag};
use crate::text::text;

/// Records something that was handed over.
///
/// # Errors
/// No such assignment of the caller's; one that never began; a commitment that it has not, a day on which nothing can have
/// been handed over; the database.
pub async fn record(
    caller: &Authorized<DeliverFoster>,
    of: FosterAssignmentId,
    new: FosterDeliveryCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let id = FosterDeliveryId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let (assignment, _) = reach(caller, tx, of, &stamp).await?;
            check(tx, &assignment, &new, stamp.at.date_naive()).await?;
            let row = Model {
                id,
                assignment_id: of,
                position: new.position,
                delivered_on: new.delivered_on,
                quantity: new.quantity,
                value_idr: new.value_idr,
                receiver: new.receiver,
                evidence_reference: new.evidence_reference,
                note: new.note,
                state: DeliveryState::Recorded,
                recorded_at: stamp.at,
                recorded_by: stamp.by.clone(),
                verified_at: None,
                verified_by: None,
                version: 1,
                updated_at: stamp.at,
            };
            let shown = insert(tx, &row, &stamp).await?;
            let change = change("foster_delivery.record", &assignment, &row, None);
            Ok((change, Reply::created(path(of, id), 1, &shown)?))
        })
        .await
}

/// Corrects a delivery; what it said before stays. One that was verified has to be verified anew.
///
/// # Errors
/// None of the caller's; changed since; taken back; recorded by somebody else, for a foster parent; what [`record`] refuses;
/// the database.
pub async fn correct(
    caller: &Authorized<DeliverFoster>,
    (of, id): (FosterAssignmentId, FosterDeliveryId),
    if_match: &IfMatch,
    update: FosterDeliveryUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split();
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let (assignment, donor) = reach(caller, tx, of, &stamp).await?;
            let row = for_change(tx, of, id, if_match).await?;
            may_change(&row, donor, &stamp)?;
            check(tx, &assignment, &new, stamp.at.date_naive()).await?;
            let row = Model {
                position: new.position,
                delivered_on: new.delivered_on,
                quantity: new.quantity,
                value_idr: new.value_idr,
                receiver: new.receiver,
                evidence_reference: new.evidence_reference,
                note: new.note,
                state: DeliveryState::Recorded,
                verified_at: None,
                verified_by: None,
                ..row
            };
            next(tx, &assignment, row, "correct", reason, &stamp).await
        })
        .await
}

/// Takes a delivery back; it counts no more, and stays on record.
///
/// # Errors
/// None of the caller's; changed since; taken back already; recorded by somebody else, for a foster parent; the database.
pub async fn withdraw(
    caller: &Authorized<DeliverFoster>,
    (of, id): (FosterAssignmentId, FosterDeliveryId),
    if_match: &IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let (assignment, donor) = reach(caller, tx, of, &stamp).await?;
            let mut row = for_change(tx, of, id, if_match).await?;
            may_change(&row, donor, &stamp)?;
            row.state = DeliveryState::Withdrawn;
            next(tx, &assignment, row, "withdraw", reason, &stamp).await
        })
        .await
}

/// Verifies a delivery: somebody else than who recorded or corrected it.
///
/// # Errors
/// None in the caller's region; changed since; not one that waits; by its author; the database.
pub async fn verify(
    caller: &Authorized<DecideFoster>,
    (of, id): (FosterAssignmentId, FosterDeliveryId),
    if_match: &IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let assignment = one(assignment::store::find(tx, caller.scope(), of).await)?;
            let mut row = for_change(tx, of, id, if_match).await?;
            if row.state != DeliveryState::Recorded {
                return Err(in_state(row.state));
            }
            if store::is_author(tx, id, &stamp.by).await? {
                return Err(Problem::conflict(text(
                    "Yang mencatat tidak dapat memverifikasi sendiri.",
                    "Who recorded it cannot verify it.",
                )));
            }
            row.state = DeliveryState::Verified;
            row.verified_at = Some(stamp.at);
            row.verified_by = Some(stamp.by.clone());
            next(tx, &assignment, row, "verify", reason, &stamp).await
        })
        .await
}

/// Keeps the next version and answers with it.
async fn next(
    tx: &DatabaseTransaction,
    assignment: &Assignment,
    mut row: Model,
    step: &'static str,
    reason: String,
    stamp: &Stamp,
) -> Result<(Change, Reply), Problem> {
    row.version += 1;
    row.updated_at = stamp.at;
    let shown = store::save(tx, &row, step, Some(reason.clone()), stamp).await?;
    let action = match step {
        "correct" => "foster_delivery.correct",
        "withdraw" => "foster_delivery.withdraw",
        _ => "foster_delivery.verify",
    };
    let change = change(action, assignment, &row, Some(reason));
    Ok((change, Reply::versioned(row.version, &shown)?))
}

fn change(
    action: &'static str,
    assignment: &Assignment,
    row: &Model,
    reason: Option<String>,
) -> Change {
    Change::new(action, "foster_delivery", row.id)
        .in_region(assignment.region_code.clone())
        .because(reason)
        .with(serde_json::json!({
            "assignment": row.assignment_id, "position": row.position, "value_idr": row.value_idr, "version": row.version,
        }))
}

async fn for_change(
    tx: &DatabaseTransaction,
    of: FosterAssignmentId,
    id: FosterDeliveryId,
    if_match: &IfMatch,
) -> Result<Model, Problem> {
    let row = one(find(tx, of, id).await)?;
    if if_match.accepts(row.version) {
        Ok(row)
    } else {
        Err(Problem::stale(&version_tag(row.version)))
    }
}

/// A foster parent changes what it recorded itself, until it is verified.
///
/// # Errors
/// Taken back; by another, or verified, for a foster parent.
pub(super) fn may_change(row: &Model, donor: bool, stamp: &Stamp) -> Result<(), Problem> {
    if row.state == DeliveryState::Withdrawn {
        return Err(in_state(row.state));
    }
    if donor && (row.recorded_by != stamp.by || row.state == DeliveryState::Verified) {
        return Err(Problem::conflict(text(
            "Hanya catatan Anda sendiri yang belum diverifikasi yang dapat diubah.",
            "Only what you recorded yourself and nobody has verified can be changed.",
        )));
    }
    Ok(())
}

/// The problem of a delivery in a state in which something cannot be done.
pub(super) fn in_state(state: DeliveryState) -> Problem {
    let state = state.as_str();
    Problem::conflict(text(
        format!("Penyerahan ini berstatus `{state}`."),
        format!("This delivery is `{state}`."),
    ))
}

/// A commitment that there is, and a day on which it can have been handed over.
async fn check(
    tx: &DatabaseTransaction,
    assignment: &Assignment,
    new: &FosterDeliveryCreate,
    today: NaiveDate,
) -> Result<(), Problem> {
    let Some(started_on) = assignment.started_on else {
        return Err(Problem::conflict(text(
            "Pengasuhan ini belum dimulai.",
            "This assignment has not begun.",
        )));
    };
    let promised = assignment::store::commitments(tx, [assignment.id]).await?;
    let mut promised = promised.values().flatten();
    let mut faults = Vec::new();
    if !promised.any(|one| one.position == new.position) {
        let (id, en) = (
            "tidak ada janji bernomor itu",
            "there is no commitment of this position",
        );
        faults.push(Fault::body("/position", "unknown_value", text(id, en)));
    }
    let last = assignment.ended_on.unwrap_or(today).min(today);
    if new.delivered_on < started_on || last < new.delivered_on {
        faults.push(Fault::body(
            "/delivered_on",
            "out_of_range",
            text(
                format!("harus antara {started_on} dan {last}"),
                format!("must be between {started_on} and {last}"),
            ),
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}
