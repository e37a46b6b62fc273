//! Taking a proof back: that it was there stays on record, its bytes go unless they serve something else.

use entity::foster_delivery::Model as Delivery;
use entity::foster_delivery_file::Model;
use entity::id::{FosterAssignmentId, FosterDeliveryFileId, FosterDeliveryId};
use entity::kind::{DeliveryState, DestructionReason};

use super::service::{shown, shown_to_foster_parent};
use super::store;
use crate::auth::permission::DeliverFoster;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::one;
use crate::file::{destroy_since, doom_unused};
use crate::foster::delivery::change::may_change;
use crate::foster::delivery::reach::reach;
use crate::foster::delivery::store as deliveries;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::{Reply, version_tag};
use crate::text::text;

/// Takes a proof back. A delivery that was verified has to be verified anew.
///
/// # Errors
/// None of the caller's; changed since; taken back or destroyed already; handed in by another, or of a delivery that is
/// verified, for a foster parent; the database.
pub async fn withdraw(
    caller: &Authorized<DeliverFoster>,
    (of, delivery, id): (FosterAssignmentId, FosterDeliveryId, FosterDeliveryFileId),
    if_match: &IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let reply = caller
        .write(async |tx| {
            let (assignment, donor) = reach(caller, tx, of, &stamp).await?;
            deliveries::hold(tx, of, delivery).await?;
            let of_it = one(deliveries::find(tx, of, delivery).await)?;
            let row = one(store::find(tx, of, id).await)?;
            if row.delivery_id != delivery {
                return Err(Problem::not_found());
            }
            if !if_match.accepts(row.version) {
                return Err(Problem::stale(&version_tag(row.version)));
            }
            may_withdraw(&row, &of_it, donor, &stamp)?;
            let row = Model {
                withdrawn_at: Some(stamp.at),
                withdrawn_by: Some(stamp.by.clone()),
                withdrawn_reason: Some(reason.clone()),
                destroyed_at: Some(stamp.at),
                destroyed_because: Some(DestructionReason::Withdrawn),
                version: row.version + 1,
                ..row
            };
            store::save(tx, &row).await?;
            doom_unused(tx, std::slice::from_ref(&row.sha256), stamp.at).await?;
            if of_it.state != DeliveryState::Withdrawn {
                let next = unverified(of_it, &stamp);
                deliveries::save(tx, &next, "detach", Some(reason.clone()), &stamp).await?;
            }
            let change = Change::new("foster_delivery_file.withdraw", "foster_delivery", delivery)
                .in_region(assignment.region_code)
                .because(reason)
                .with(serde_json::json!({ "assignment": of, "file": id, "sha256": row.sha256 }));
            let (today, version) = (stamp.at.date_naive(), row.version);
            let shown = if donor {
                shown_to_foster_parent(tx, of, row, today).await?
            } else {
                let shown = shown(tx, caller.scope(), of, vec![row], today).await?;
                shown.into_iter().next().ok_or_else(Problem::not_found)?
            };
            Ok((change, Reply::versioned(version, &shown)?))
        })
        .await?;
    destroy_since(caller.services(), stamp.at).await;
    Ok(reply)
}

/// The programme's side takes back whatever must not lie here; a foster parent what it handed in itself, until it is verified.
fn may_withdraw(row: &Model, of: &Delivery, donor: bool, stamp: &Stamp) -> Result<(), Problem> {
    if row.destroyed_at.is_some() {
        return Err(Problem::conflict(text(
            "Bukti ini sudah ditarik atau dimusnahkan.",
            "This proof was taken back or destroyed already.",
        )));
    }
    if !donor {
        return Ok(());
    }
    may_change(of, donor, stamp)?;
    if row.by_foster_parent {
        return Ok(());
    }
    Err(Problem::conflict(text(
        "Hanya bukti yang Anda serahkan sendiri yang dapat ditarik.",
        "Only a proof that you handed in yourself can be taken back.",
    )))
}

/// The next version of a delivery, which was verified by other proofs, if it was.
fn unverified(of: Delivery, stamp: &Stamp) -> Delivery {
    Delivery {
        state: DeliveryState::Recorded,
        verified_at: None,
        verified_by: None,
        version: of.version + 1,
        updated_at: stamp.at,
        ..of
    }
}
