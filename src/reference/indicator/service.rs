//! Reading, adding and replacing indicators; every version is kept.

use entity::indicator::{Column, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, QueryFilter};

use super::input::{IndicatorCreate, IndicatorUpdate};
use super::model::{Indicator, IndicatorFilter};
use super::store::{add, check, find, path, replace, visible};
use crate::auth::Authorized;
use crate::auth::permission::{ManageSources, ReadPrevalence};
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::Problem;
use crate::reference::revision::{
    self, Author, ReferenceRevision, ReferenceRevisionFilter, Subject,
};
use crate::reply::Reply;

/// A page of indicators, by code.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadPrevalence>,
    listing: Listing<IndicatorFilter>,
) -> Result<Page<Indicator>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let better = listing
        .filter
        .better
        .map(|better| Column::Better.eq(better));
    let key = Key::new(Column::Code, KeyType::Text, descending, |row: &Model| {
        row.code.clone()
    });
    let seal = CursorSeal::new(
        &caller.services().deployment.cursor_key,
        &format!("{}|{}", listing.question, caller.scope().code()),
    );
    let query = visible().filter(Condition::all().add_option(better));
    let page = keyset::page(caller.reader(), query, &[key], &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(Indicator::from).collect(),
        page: page.page,
    })
}

/// An indicator.
///
/// # Errors
/// None of this code; the database.
pub async fn read(caller: &Authorized<ReadPrevalence>, code: &str) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), code).await)?;
    Reply::versioned(row.version, &Indicator::from(row))
}

/// The versions of an indicator.
///
/// # Errors
/// None of this code; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ReadPrevalence>,
    code: &str,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), code).await)?;
    revision::list(caller, Subject::Indicator, code, listing).await
}

/// Adds an indicator.
///
/// # Errors
/// A code that is taken, indicators that do not exist; the database.
pub async fn create(
    caller: &Authorized<ManageSources>,
    new: IndicatorCreate,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    caller
        .write(async |tx| {
            check(tx, &new).await?;
            let indicator = add(tx, &new, &author).await?;
            let location = path(&indicator.code);
            let change = Change::new("indicator.create", "indicator", &indicator.code);
            Ok((
                change,
                Reply::created(location, indicator.version, &indicator)?,
            ))
        })
        .await
}

/// Replaces an indicator.
///
/// # Errors
/// No such indicator, a version that is not the present one, indicators that do not exist; the database.
pub async fn update(
    caller: &Authorized<ManageSources>,
    code: String,
    if_match: &IfMatch,
    update: IndicatorUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split(code);
    let author = Author::of(caller, Some(reason));
    caller
        .write(async |tx| {
            let indicator = replace(tx, &new, if_match, &author).await?;
            check(tx, &new).await?;
            let change = Change::new("indicator.update", "indicator", &indicator.code)
                .because(author.reason.clone())
                .with(serde_json::json!({ "version": indicator.version }));
            Ok((change, Reply::versioned(indicator.version, &indicator)?))
        })
        .await
}
