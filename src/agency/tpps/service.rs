//! Reading, adding and replacing teams; every version is kept.

use entity::id::TppsTeamId;
use sea_orm::QueryFilter;
use uuid::Uuid;

use super::input::{TppsTeamCreate, TppsTeamUpdate};
use super::model::{TppsTeamFilter, TppsTeamSummary};
use super::query::{keys, matching, visible};
use super::store::{add, complete, find, path, replace};
use crate::auth::Authorized;
use crate::auth::permission::{ReadAgencies, WriteAgencies};
use crate::db::Change;
use crate::db::keyset::{self, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page};
use crate::problem::Problem;
use crate::reference::{
    Author, ReferenceRevision, ReferenceRevisionFilter, Subject, list_revisions,
};
use crate::reply::Reply;

/// A page of teams.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadAgencies>,
    listing: Listing<TppsTeamFilter>,
) -> Result<Page<TppsTeamSummary>, Problem> {
    let keys = keys(listing.page.sort.as_deref())?;
    let seal = CursorSeal::new(
        &caller.services().deployment.cursor_key,
        &format!("{}|{}", listing.question, caller.scope().code()),
    );
    let query = visible(caller.scope()).filter(matching(&listing.filter));
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(TppsTeamSummary::from).collect(),
        page: page.page,
    })
}

/// A team.
///
/// # Errors
/// None of this id in the caller's region; the database.
pub async fn read(caller: &Authorized<ReadAgencies>, id: Uuid) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let version = row.version;
    Reply::versioned(version, &complete(caller.reader(), row).await?)
}

/// The versions of a team.
///
/// # Errors
/// None of this id in the caller's region; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ReadAgencies>,
    id: Uuid,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), caller.scope(), id).await)?;
    list_revisions(caller, Subject::TppsTeam, &id.to_string(), listing).await
}

/// Adds a team.
///
/// # Errors
/// A region outside the caller's, parts that cannot be, agencies that the caller cannot see, a team that begins on that day
/// already; the database.
pub async fn create(
    caller: &Authorized<WriteAgencies>,
    new: TppsTeamCreate,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    let id = TppsTeamId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let whole = add(tx, caller.scope(), id, new, &author).await?;
            let change = Change::new("tpps_team.create", "tpps_team", id)
                .in_region(whole.team.region_code.clone());
            Ok((
                change,
                Reply::created(path(id), whole.team.version, &whole)?,
            ))
        })
        .await
}

/// Replaces a team.
///
/// # Errors
/// None of this id in the caller's region, a version that is not the present one, another region or first day, parts that
/// cannot be, agencies that the caller cannot see; the database.
pub async fn update(
    caller: &Authorized<WriteAgencies>,
    id: Uuid,
    if_match: &IfMatch,
    update: TppsTeamUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split();
    let author = Author::of(caller, Some(reason));
    caller
        .write(async |tx| {
            let whole = replace(tx, caller.scope(), id, new, if_match, &author).await?;
            let version = whole.team.version;
            let change = Change::new("tpps_team.update", "tpps_team", whole.team.id)
                .in_region(whole.team.region_code.clone())
                .because(author.reason.clone())
                .with(serde_json::json!({ "version": version }));
            Ok((change, Reply::versioned(version, &whole)?))
        })
        .await
}
