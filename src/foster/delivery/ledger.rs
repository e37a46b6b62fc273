//! The ledger of an assignment.

use entity::id::FosterAssignmentId;

use super::file::store::counts;
use super::model::FosterLedger;
use super::store::all;
use super::sum::{Given, funds, item, period};
use crate::auth::Authorized;
use crate::auth::permission::ReadFoster;
use crate::db::keyset::one;
use crate::foster::assignment::store::{commitments, find};
use crate::problem::Problem;
use crate::reply::Reply;

/// What was promised, given, and is wanting.
///
/// # Errors
/// No such assignment in the caller's region; the database.
pub async fn read(
    caller: &Authorized<ReadFoster>,
    id: FosterAssignmentId,
) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let promised = commitments(caller.reader(), [id]).await?.remove(&id);
    let deliveries = all(caller.reader(), id).await?;
    let with_file = counts(caller.reader(), id).await?.into_keys().collect();
    let given = Given {
        deliveries: &deliveries,
        with_file: &with_file,
    };
    let today = caller.services().clock.now().date_naive();
    let (from, to) = period(&row);
    let promised = promised.unwrap_or_default();
    let items: Vec<_> = promised
        .iter()
        .map(|one| item(one, (from, to), given, today))
        .collect();
    Reply::content(&FosterLedger {
        assignment_id: id,
        on: today,
        from,
        to,
        funds: funds(&items),
        items,
    })
}
