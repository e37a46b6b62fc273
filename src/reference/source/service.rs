//! Reading, adding and replacing sources; every version is kept.

use entity::source::{Column, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, QueryFilter};

use super::input::{SourceCreate, SourceUpdate};
use super::model::{Source, SourceFilter};
use super::store::{add, complete, find, path, replace, visible};
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

/// A page of sources, by code.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadPrevalence>,
    listing: Listing<SourceFilter>,
) -> Result<Page<Source>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let kind = listing.filter.kind.map(|kind| Column::Kind.eq(kind));
    let key = Key::new(Column::Code, KeyType::Text, descending, |row: &Model| {
        row.code.clone()
    });
    let seal = CursorSeal::new(
        &caller.services().deployment.cursor_key,
        &format!("{}|{}", listing.question, caller.scope().code()),
    );
    let query = visible().filter(Condition::all().add_option(kind));
    let page = keyset::page(caller.reader(), query, &[key], &listing.page, &seal).await?;
    Ok(Page {
        items: complete(caller.reader(), page.items).await?,
        page: page.page,
    })
}

/// A source.
///
/// # Errors
/// None of this code; the database.
pub async fn read(caller: &Authorized<ReadPrevalence>, code: &str) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), code).await)?;
    let version = row.version;
    let source = complete(caller.reader(), vec![row]).await?.pop();
    Reply::versioned(version, &source.ok_or_else(Problem::not_found)?)
}

/// The versions of a source.
///
/// # Errors
/// None of this code; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ReadPrevalence>,
    code: &str,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), code).await)?;
    revision::list(caller, Subject::Source, code, listing).await
}

/// Adds a source.
///
/// # Errors
/// A code that is taken, members that do not go together; the database.
pub async fn create(
    caller: &Authorized<ManageSources>,
    new: SourceCreate,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    caller
        .write(async |tx| {
            let source = add(tx, &new, &author).await?;
            let location = path(&source.code);
            let change = Change::new("source.create", "source", &source.code);
            Ok((change, Reply::created(location, source.version, &source)?))
        })
        .await
}

/// Replaces a source.
///
/// # Errors
/// No such source, a version that is not the present one, members that do not go together; the database.
pub async fn update(
    caller: &Authorized<ManageSources>,
    code: String,
    if_match: &IfMatch,
    update: SourceUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split(code);
    let author = Author::of(caller, Some(reason));
    caller
        .write(async |tx| {
            let source = replace(tx, &new, if_match, &author).await?;
            let change = Change::new("source.update", "source", &source.code)
                .because(author.reason.clone())
                .with(serde_json::json!({ "version": source.version }));
            Ok((change, Reply::versioned(source.version, &source)?))
        })
        .await
}
