//! Reading claims: one, what it was, and pages of them.

use entity::id::PrevalenceRecordId;
use entity::prevalence_record;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};

use super::query::{self, PrevalenceFilter};
use super::record::{PrevalenceRecord, PrevalenceRevisions};
use crate::auth::permission::ReadPrevalence;
use crate::auth::{Authorized, RegionScope};
use crate::db::keyset;
use crate::http::Listing;
use crate::page::{CursorSeal, Page};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::services::Services;

/// The version of a record, if it can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    services: &Services,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let row = find(services.db.reader(), scope, PrevalenceRecordId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// A claim of a region's, if there is one.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: PrevalenceRecordId,
) -> Result<Option<prevalence_record::Model>, DbErr> {
    query::visible(scope)
        .filter(prevalence_record::Column::Id.eq(id))
        .one(connection)
        .await
}

/// One claim.
///
/// # Errors
/// Not there, or outside the caller's region.
pub async fn read(
    caller: &Authorized<ReadPrevalence>,
    id: PrevalenceRecordId,
) -> Result<Reply, Problem> {
    let row = find(caller.reader(), caller.scope(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Reply::versioned(row.version, &PrevalenceRecord::from(row))
}

/// Every state that a claim has had.
///
/// # Errors
/// Not there, or outside the caller's region.
pub async fn revisions(
    caller: &Authorized<ReadPrevalence>,
    id: PrevalenceRecordId,
) -> Result<Reply, Problem> {
    use entity::prevalence_revision::Column;
    let rows = query::visible_history(caller.scope())
        .filter(Column::RecordId.eq(id))
        .order_by_asc(Column::Version)
        .all(caller.reader())
        .await?;
    if rows.is_empty() {
        return Err(Problem::not_found());
    }
    Reply::content(&PrevalenceRevisions {
        items: rows.into_iter().map(Into::into).collect(),
    })
}

/// A page of claims, as they are or as they were.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadPrevalence>,
    listing: Listing<PrevalenceFilter>,
) -> Result<Page<PrevalenceRecord>, Problem> {
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let (filter, params) = (listing.filter, listing.page);
    let sort = params.sort.as_deref();
    let condition = filter.condition();
    let (scope, reader) = (caller.scope(), caller.reader());
    match filter.as_of {
        None => {
            let select = query::visible(scope).filter(condition);
            let page =
                keyset::page(reader, select, &query::keys(sort, "id")?, &params, &seal).await?;
            Ok(Page {
                items: page.items.into_iter().map(Into::into).collect(),
                page: page.page,
            })
        }
        Some(at) => {
            let select = query::visible_as_of(scope, at).filter(condition);
            let page = keyset::page(
                reader,
                select,
                &query::keys(sort, "record_id")?,
                &params,
                &seal,
            )
            .await?;
            Ok(Page {
                items: page.items.into_iter().map(Into::into).collect(),
                page: page.page,
            })
        }
    }
}
