//! Verifying and suspending foster parents.

use entity::id::FosterParentId;
use entity::kind::FosterParentState;

use super::store::{claim, save};
use crate::auth::permission::DecideFoster;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reference::Author;
use crate::reply::Reply;
use crate::text::text;

/// Verifies a foster parent: somebody else than who registered it.
///
/// # Errors
/// None of this id in the caller's region; changed since; verified already; by who registered it; the database.
pub async fn verify(
    caller: &Authorized<DecideFoster>,
    id: FosterParentId,
    if_match: &IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    turn(caller, id, if_match, FosterParentState::Verified, reason).await
}

/// Suspends a foster parent: it is given no more children, and its accounts see none from the next request on.
///
/// # Errors
/// None of this id in the caller's region; changed since; suspended already; the database.
pub async fn suspend(
    caller: &Authorized<DecideFoster>,
    id: FosterParentId,
    if_match: &IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    turn(caller, id, if_match, FosterParentState::Suspended, reason).await
}

async fn turn(
    caller: &Authorized<DecideFoster>,
    id: FosterParentId,
    if_match: &IfMatch,
    to: FosterParentState,
    reason: String,
) -> Result<Reply, Problem> {
    let (stamp, author) = (Stamp::of(caller), Author::of(caller, Some(reason.clone())));
    let verifies = to == FosterParentState::Verified;
    caller
        .write(async |tx| {
            let mut row = claim(tx, caller.scope(), id, if_match).await?;
            if row.state == to {
                return Err(Problem::conflict(text(
                    format!("Sudah berstatus `{}`.", to.as_str()),
                    format!("It is `{}` already.", to.as_str()),
                )));
            }
            if verifies && row.registered_by == stamp.by {
                return Err(Problem::conflict(text(
                    "Yang mendaftarkan tidak dapat memverifikasi sendiri.",
                    "Who registered it cannot verify it.",
                )));
            }
            row.state = to;
            row.state_since = stamp.at;
            row.state_reason = Some(reason.clone());
            row.updated_at = stamp.at;
            if verifies {
                row.verified_at = Some(stamp.at);
                row.verified_by = Some(stamp.by);
            }
            let parent = save(tx, row, &author).await?;
            let action = if verifies {
                "foster_parent.verify"
            } else {
                "foster_parent.suspend"
            };
            let change = Change::new(action, "foster_parent", id)
                .in_region(parent.region_code.clone())
                .because(reason);
            Ok((change, Reply::versioned(parent.version, &parent)?))
        })
        .await
}
