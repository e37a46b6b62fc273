//! Reading deliveries.

use entity::id::{FosterAssignmentId, FosterDeliveryId};

use super::file::store::counts;
use super::model::{
    FosterDeliveries, FosterDelivery, FosterDeliveryRevision, FosterDeliveryRevisions,
};
use super::store;
use crate::auth::Authorized;
use crate::auth::permission::ReadFoster;
use crate::db::keyset::one;
use crate::foster::assignment;
use crate::problem::Problem;
use crate::reply::Reply;

/// The deliveries of an assignment.
///
/// # Errors
/// No such assignment in the caller's region; the database.
pub async fn list(
    caller: &Authorized<ReadFoster>,
    of: FosterAssignmentId,
) -> Result<Reply, Problem> {
    one(assignment::store::find(caller.reader(), caller.scope(), of).await)?;
    let rows = store::all(caller.reader(), of).await?;
    let files = counts(caller.reader(), of).await?;
    Reply::content(&FosterDeliveries {
        items: rows
            .into_iter()
            .map(|row| {
                let files_count = files.get(&row.id).copied().unwrap_or_default();
                FosterDelivery::new(row, files_count)
            })
            .collect(),
    })
}

/// A delivery.
///
/// # Errors
/// None of this id in the caller's region; the database.
pub async fn read(
    caller: &Authorized<ReadFoster>,
    of: FosterAssignmentId,
    id: FosterDeliveryId,
) -> Result<Reply, Problem> {
    one(assignment::store::find(caller.reader(), caller.scope(), of).await)?;
    let row = one(store::find(caller.reader(), of, id).await)?;
    let shown = store::shown(caller.reader(), row).await?;
    // A file may be destroyed without a new version.
    Reply::changing(shown.version, &shown)
}

/// What a delivery was.
///
/// # Errors
/// None of this id in the caller's region; the database.
pub async fn revisions(
    caller: &Authorized<ReadFoster>,
    of: FosterAssignmentId,
    id: FosterDeliveryId,
) -> Result<Reply, Problem> {
    one(assignment::store::find(caller.reader(), caller.scope(), of).await)?;
    one(store::find(caller.reader(), of, id).await)?;
    let rows = store::history(caller.reader(), id).await?.into_iter();
    Reply::content(&FosterDeliveryRevisions {
        items: rows
            .map(FosterDeliveryRevision::try_from)
            .collect::<Result<_, _>>()?,
    })
}
