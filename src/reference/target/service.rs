//! Reading, setting and correcting targets; every version is kept.

use entity::id::TargetId;
use entity::target::Column;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::input::{TargetCreate, TargetUpdate};
use super::model::{Target, TargetFilter};
use super::order::{keys, sorted};
use super::store::{add, check, find, path, replace, visible};
use crate::auth::Authorized;
use crate::auth::permission::{ReadPrevalence, WriteTargets};
use crate::db::Change;
use crate::db::keyset::{self, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page};
use crate::problem::Problem;
use crate::reference::revision::{
    self, Author, ReferenceRevision, ReferenceRevisionFilter, Subject,
};
use crate::reply::Reply;

/// A page of targets.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadPrevalence>,
    listing: Listing<TargetFilter>,
) -> Result<Page<Target>, Problem> {
    let order = sorted(listing.page.sort.as_deref())?;
    let filter = listing.filter;
    let condition = Condition::all()
        .add_option(filter.region_code.map(|code| Column::RegionCode.eq(code)))
        .add_option(filter.indicator.map(|code| Column::IndicatorCode.eq(code)))
        .add_option(filter.year.map(|year| Column::Year.eq(year)));
    let seal = CursorSeal::new(
        &caller.services().deployment.cursor_key,
        &format!("{}|{}", listing.question, caller.scope().code()),
    );
    let query = visible(caller.scope()).filter(condition);
    let page = keyset::page(caller.reader(), query, &keys(&order), &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(Target::from).collect(),
        page: page.page,
    })
}

/// A target.
///
/// # Errors
/// None of this id that concerns the caller's region; the database.
pub async fn read(caller: &Authorized<ReadPrevalence>, id: Uuid) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    Reply::versioned(row.version, &Target::from(row))
}

/// The versions of a target.
///
/// # Errors
/// None of this id that concerns the caller's region; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ReadPrevalence>,
    id: Uuid,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), caller.scope(), id).await)?;
    revision::list(caller, Subject::Target, &id.to_string(), listing).await
}

/// Sets a target.
///
/// # Errors
/// A region outside the caller's, an unknown indicator, a target that is set already; the database.
pub async fn create(
    caller: &Authorized<WriteTargets>,
    new: TargetCreate,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    let id = TargetId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            check(tx, caller.scope(), &new).await?;
            let target = add(tx, id, &new, &author).await?;
            let change = Change::new("target.create", "target", target.id)
                .in_region(target.region_code.clone());
            let reply = Reply::created(path(target.id), target.version, &target)?;
            Ok((change, reply))
        })
        .await
}

/// Corrects a target.
///
/// # Errors
/// None of this id, a version that is not the present one, a region outside the caller's, another region, indicator or
/// year than that of the target; the database.
pub async fn update(
    caller: &Authorized<WriteTargets>,
    id: Uuid,
    if_match: &IfMatch,
    update: TargetUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split();
    let author = Author::of(caller, Some(reason));
    caller
        .write(async |tx| {
            let target = replace(tx, caller.scope(), id, &new, if_match, &author).await?;
            let change = Change::new("target.update", "target", target.id)
                .in_region(target.region_code.clone())
                .because(author.reason.clone())
                .with(serde_json::json!({ "version": target.version }));
            Ok((change, Reply::versioned(target.version, &target)?))
        })
        .await
}
