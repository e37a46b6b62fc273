//! Reading expectant mothers by their codes.

use chrono::NaiveDate;
use entity::id::ExpectantMotherId;
use sea_orm::QueryFilter;

use super::change;
use super::model::{ExpectantMother, MotherFilter, MotherRevisions};
use super::query::{keys, matching};
use super::store::{find, visible};
use crate::auth::Authorized;
use crate::auth::permission::ReadChildren;
use crate::db::keyset::{self, one};
use crate::http::Listing;
use crate::page::{CursorSeal, Page};
use crate::problem::Problem;
use crate::reply::Reply;

/// A page of expectant mothers.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadChildren>,
    listing: Listing<MotherFilter>,
) -> Result<Page<ExpectantMother>, Problem> {
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let keys = keys(listing.page.sort.as_deref())?;
    let query = visible(caller.scope()).filter(matching(listing.filter));
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    let today = today(caller);
    let show = |row| ExpectantMother::new(row, today);
    Ok(Page {
        items: page.items.into_iter().map(show).collect(),
        page: page.page,
    })
}

/// An expectant mother.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn read(
    caller: &Authorized<ReadChildren>,
    id: ExpectantMotherId,
) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    // The trimester changes without her version, so the tag is for `If-Match` alone.
    Ok(Reply::versioned(row.version, &ExpectantMother::new(row, today(caller)))?.private())
}

/// Every version of an expectant mother.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn revisions(
    caller: &Authorized<ReadChildren>,
    id: ExpectantMotherId,
) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let items = change::revisions(caller.reader(), row.id).await?;
    let items = items.into_iter().map(Into::into).collect();
    Ok(Reply::content(&MotherRevisions { items })?.private())
}

/// Today.
pub(super) fn today<P>(caller: &Authorized<P>) -> NaiveDate {
    caller.services().clock.now().date_naive()
}
