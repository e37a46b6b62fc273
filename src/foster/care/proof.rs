//! What a foster parent sees of the proofs of its own assignments: what it handed in itself, and of the rest what neither names
//! nor shows the child, or shows it for as long as a parent or guardian agrees.

use entity::id::{FosterAssignmentId, FosterDeliveryFileId};

use super::model::{FosterCareFile, FosterCareFiles};
use super::service::NOT_KEPT;
use super::store::own;
use crate::auth::Authorized;
use crate::auth::permission::OwnFoster;
use crate::db::keyset::one;
use crate::file::Given;
use crate::foster::delivery::file::service::{for_foster_parent, given, on_record};
use crate::foster::delivery::file::store;
use crate::problem::{Kind, Problem};
use crate::reply::Reply;

/// The proofs of an assignment of the caller's foster parent.
///
/// # Errors
/// None of this id that the caller may see; the database.
pub async fn list(
    caller: &Authorized<OwnFoster>,
    id: FosterAssignmentId,
) -> Result<Reply, Problem> {
    let (connection, today) = (caller.reader(), caller.services().clock.now().date_naive());
    one(own(connection, caller.actor().id, id, today).await)?;
    let rows = store::of_all(connection, id).await?;
    let rows = for_foster_parent(connection, id, rows, today).await?;
    let theirs = rows
        .into_iter()
        .filter(|(row, beside)| row.by_foster_parent || beside.withheld.is_none());
    let items = theirs.map(|(row, beside)| FosterCareFile {
        id: row.id,
        delivery_id: row.delivery_id,
        media_type: beside.media_type,
        size_bytes: beside.size_bytes,
        shows_child: row.shows_child,
        by_foster_parent: row.by_foster_parent,
        withheld: beside.withheld,
        uploaded_at: row.uploaded_at,
        version: row.version,
    });
    let items = items.collect();
    Ok(Reply::content(&FosterCareFiles { items })?.with_header("Cache-Control", NOT_KEPT))
}

/// The bytes of one of them.
///
/// # Errors
/// None that the caller may see; the database.
pub async fn content(
    caller: &Authorized<OwnFoster>,
    (of, id): (FosterAssignmentId, FosterDeliveryFileId),
) -> Result<Given, Problem> {
    let (connection, today) = (caller.reader(), caller.services().clock.now().date_naive());
    let assignment = one(own(connection, caller.actor().id, of, today).await)?;
    let row = one(store::find(connection, of, id).await)?;
    let rows = for_foster_parent(connection, of, vec![row], today).await?;
    let open = rows
        .into_iter()
        .find(|(_, beside)| beside.withheld.is_none());
    let (row, _) = open.ok_or_else(Problem::not_found)?;
    // What may not be shown is not there for a foster parent, whatever the reason.
    let given = given(connection, caller.services(), &row).await;
    let given = given.map_err(|problem| match problem.kind() {
        Kind::Conflict => Problem::not_found(),
        _ => problem,
    })?;
    on_record(caller, &assignment, &row).await?;
    Ok(given)
}
