//! For which assignments somebody records deliveries: the programme's side for those of its region, a foster parent for its
//! own, as long as it sees the child.

use entity::foster_assignment::Model;
use entity::id::FosterAssignmentId;
use sea_orm::ConnectionTrait;

use crate::auth::permission::{DeliverFoster, Permission};
use crate::auth::{Authorized, Stamp};
use crate::db::keyset::one;
use crate::foster::assignment::store;
use crate::foster::care;
use crate::problem::Problem;

/// An assignment of which the caller may record what is delivered, and whether as its foster parent.
///
/// # Errors
/// 404 if there is none; the database.
pub async fn reach(
    caller: &Authorized<DeliverFoster>,
    connection: &impl ConnectionTrait,
    id: FosterAssignmentId,
    stamp: &Stamp,
) -> Result<(Model, bool), Problem> {
    if caller.actor().may(Permission::ReadFoster) {
        let row = one(store::find(connection, caller.scope(), id).await)?;
        return Ok((row, false));
    }
    let today = stamp.at.date_naive();
    let row = care::store::own(connection, caller.actor().id, id, today).await?;
    row.map(|row| (row, true)).ok_or_else(Problem::not_found)
}
