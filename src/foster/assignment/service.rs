//! Reading assignments.

use entity::id::FosterAssignmentId;
use sea_orm::QueryFilter;

use super::model::{
    FosterAssignment, FosterAssignmentFilter, FosterAssignmentRevision, FosterAssignmentRevisions,
};
use super::query::{keys, matching, visible};
use super::store;
use super::view::{shown, single};
use crate::auth::Authorized;
use crate::auth::permission::ReadFoster;
use crate::db::keyset::{self, one};
use crate::http::Listing;
use crate::page::{CursorSeal, Page};
use crate::problem::Problem;
use crate::reply::Reply;

/// A page of assignments.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadFoster>,
    listing: Listing<FosterAssignmentFilter>,
) -> Result<Page<FosterAssignment>, Problem> {
    let keys = keys(listing.page.sort.as_deref())?;
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = visible(caller.scope()).filter(matching(&listing.filter));
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    let today = caller.services().clock.now().date_naive();
    Ok(Page {
        items: shown(caller.reader(), page.items, today).await?,
        page: page.page,
    })
}

/// An assignment.
///
/// # Errors
/// None of this id in the caller's region; the database.
pub async fn read(
    caller: &Authorized<ReadFoster>,
    id: FosterAssignmentId,
) -> Result<Reply, Problem> {
    let row = one(store::find(caller.reader(), caller.scope(), id).await)?;
    let today = caller.services().clock.now().date_naive();
    let shown = single(caller.reader(), row, today).await?;
    Reply::versioned(shown.version, &shown)
}

/// Every state that an assignment has had.
///
/// # Errors
/// None of this id in the caller's region; the database.
pub async fn revisions(
    caller: &Authorized<ReadFoster>,
    id: FosterAssignmentId,
) -> Result<Reply, Problem> {
    let rows = store::history(caller.reader(), caller.scope(), id).await?;
    if rows.is_empty() {
        return Err(Problem::not_found());
    }
    let items = rows.into_iter().map(FosterAssignmentRevision::from);
    Reply::content(&FosterAssignmentRevisions {
        items: items.collect(),
    })
}
