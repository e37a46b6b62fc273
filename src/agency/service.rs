//! Reading, adding and replacing agencies; every version is kept.

use entity::id::AgencyId;
use sea_orm::QueryFilter;
use uuid::Uuid;

use super::input::{AgencyCreate, AgencyUpdate};
use super::model::{Agency, AgencyFilter};
use super::query::{keys, matching, visible};
use super::store::{add, check, complete, find, of_that_name, path, replace, taken};
use crate::auth::Authorized;
use crate::auth::permission::{ReadAgencies, WriteAgencies};
use crate::db::Change;
use crate::db::keyset::{self, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page};
use crate::problem::{Kind, Problem};
use crate::reference::{
    Author, ReferenceRevision, ReferenceRevisionFilter, Subject, list_revisions,
};
use crate::reply::Reply;

/// A page of agencies.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadAgencies>,
    listing: Listing<AgencyFilter>,
) -> Result<Page<Agency>, Problem> {
    let keys = keys(listing.page.sort.as_deref())?;
    let seal = CursorSeal::new(
        &caller.services().deployment.cursor_key,
        &format!("{}|{}", listing.question, caller.scope().code()),
    );
    let query = visible(caller.scope()).filter(matching(&listing.filter));
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    let items = complete(caller.reader(), page.items).await?;
    let called = |agency: Agency| match listing.filter.valid_on {
        Some(day) => agency.as_on(day),
        None => agency,
    };
    Ok(Page {
        items: items.into_iter().map(called).collect(),
        page: page.page,
    })
}

/// An agency.
///
/// # Errors
/// None of this id in the caller's region; the database.
pub async fn read(caller: &Authorized<ReadAgencies>, id: Uuid) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let version = row.version;
    let agency = complete(caller.reader(), vec![row]).await?.pop();
    Reply::versioned(version, &agency.ok_or_else(Problem::not_found)?)
}

/// The versions of an agency.
///
/// # Errors
/// None of this id in the caller's region; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ReadAgencies>,
    id: Uuid,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), caller.scope(), id).await)?;
    list_revisions(caller, Subject::Agency, &id.to_string(), listing).await
}

/// Adds an agency.
///
/// # Errors
/// A region outside the caller's, an unknown kind, names that cannot be, a name that is taken; the database.
pub async fn create(
    caller: &Authorized<WriteAgencies>,
    new: AgencyCreate,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    let id = AgencyId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            check(tx, caller.scope(), &new, None, author.at.date_naive()).await?;
            let agency = add(tx, id, &new, &author).await?;
            let change = Change::new("agency.create", "agency", agency.id)
                .in_region(agency.region_code.clone());
            let reply = Reply::created(path(agency.id), agency.version, &agency)?;
            Ok((change, reply))
        })
        .await
}

/// Replaces an agency.
///
/// # Errors
/// None of this id in the caller's region, a version that is not the present one, what [`create`] refuses, another region;
/// the database.
pub async fn update(
    caller: &Authorized<WriteAgencies>,
    id: Uuid,
    if_match: &IfMatch,
    update: AgencyUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split();
    let author = Author::of(caller, Some(reason));
    let done = caller
        .write(async |tx| {
            let agency = replace(tx, caller.scope(), id, &new, if_match, &author).await?;
            let change = Change::new("agency.update", "agency", agency.id)
                .in_region(agency.region_code.clone())
                .because(author.reason.clone())
                .with(serde_json::json!({ "version": agency.version }));
            Ok((change, Reply::versioned(agency.version, &agency)?))
        })
        .await;
    match done {
        Err(problem) if matches!(problem.kind(), Kind::Conflict) => {
            let found = of_that_name(caller.reader(), &new).await?;
            let other = found.filter(|row| row.id != AgencyId(id));
            Err(other.map_or(problem, |row| taken(&row)))
        }
        done => done,
    }
}
