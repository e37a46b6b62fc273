//! Reading children by their codes.

use chrono::NaiveDate;
use entity::child::Model;
use entity::id::ChildId;
use sea_orm::{ConnectionTrait, QueryFilter};

use super::change;
use super::model::{Child, ChildFilter, ChildRevisions};
use super::query::{keys, latest, matching};
use super::store::{find, visible};
use crate::auth::Authorized;
use crate::auth::permission::ReadChildren;
use crate::db::keyset::{self, one};
use crate::http::Listing;
use crate::page::{CursorSeal, Page};
use crate::problem::Problem;
use crate::reply::Reply;

/// A page of children.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadChildren>,
    listing: Listing<ChildFilter>,
) -> Result<Page<Child>, Problem> {
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let keys = keys(listing.page.sort.as_deref())?;
    let query = visible(caller.scope()).filter(matching(listing.filter));
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    let ids: Vec<ChildId> = page.items.iter().map(|row| row.id).collect();
    let mut latest = latest(caller.reader(), &ids).await?;
    let today = today(caller);
    let show = |row: Model| {
        let latest = latest.remove(&row.id);
        Child::new(row, latest, today)
    };
    Ok(Page {
        items: page.items.into_iter().map(show).collect(),
        page: page.page,
    })
}

/// A child.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn read(caller: &Authorized<ReadChildren>, id: ChildId) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let child = shown(caller.reader(), row, today(caller)).await?;
    // Its age and its latest measurement change without its version, so the tag is for `If-Match` alone.
    Ok(Reply::versioned(child.version, &child)?.private())
}

/// Every version of a child.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn revisions(caller: &Authorized<ReadChildren>, id: ChildId) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let items = change::revisions(caller.reader(), row.id).await?;
    let items = items.into_iter().map(Into::into).collect();
    Ok(Reply::content(&ChildRevisions { items })?.private())
}

/// A row as it is shown.
pub(super) async fn shown(
    connection: &impl ConnectionTrait,
    row: Model,
    today: NaiveDate,
) -> Result<Child, Problem> {
    let latest = latest(connection, &[row.id]).await?.remove(&row.id);
    Ok(Child::new(row, latest, today))
}

/// Today.
pub(super) fn today<P>(caller: &Authorized<P>) -> NaiveDate {
    caller.services().clock.now().date_naive()
}
