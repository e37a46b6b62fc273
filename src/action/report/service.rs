//! Reading reports.

use entity::action_report::Model;
use entity::id::ActionReportId;

use super::model::{ActionReport, ActionReportFilter, ActionReportRevision, ActionReportRevisions};
use super::query::{condition, keys};
use super::store::{self, content};
use super::view::{Viewer, shown};
use crate::action::evidence::store::served;
use crate::auth::Authorized;
use crate::auth::permission::ReadReports;
use crate::db::keyset::{self, one};
use crate::http::Listing;
use crate::page::{CursorSeal, Page};
use crate::problem::Problem;
use crate::reply::Reply;

/// For whom a caller's reports are shown.
pub fn viewer<P>(caller: &Authorized<P>) -> Viewer<'_> {
    Viewer {
        scope: caller.scope(),
        now: caller.services().clock.now(),
        language: caller.context().language,
        parsed: &caller.services().parsed,
    }
}

/// A page of reports.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadReports>,
    listing: Listing<ActionReportFilter>,
) -> Result<Page<ActionReport>, Problem> {
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let keys = keys(listing.page.sort.as_deref())?;
    let query =
        sea_orm::QueryFilter::filter(store::visible(caller.scope()), condition(listing.filter));
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    let ids: Vec<ActionReportId> = page.items.iter().map(|row| row.id).collect();
    let served = served(caller.reader(), caller.scope(), &ids, false).await?;
    let items = shown(caller.reader(), &viewer(caller), page.items, &served).await?;
    Ok(Page {
        items,
        page: page.page,
    })
}

/// A report.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn read(caller: &Authorized<ReadReports>, id: ActionReportId) -> Result<Reply, Problem> {
    let row = one(store::find(caller.reader(), caller.scope(), id).await)?;
    let report = single(caller.reader(), &viewer(caller), row, false).await?;
    // What is wanting, how late it is, and what is unresolved change without the report.
    Reply::changing(report.version, &report)
}

/// One row as a report, with all documents or with the accepted ones alone.
///
/// # Errors
/// The database.
pub async fn single(
    connection: &impl sea_orm::ConnectionTrait,
    viewer: &Viewer<'_>,
    row: Model,
    accepted_only: bool,
) -> Result<ActionReport, Problem> {
    let served = served(connection, viewer.scope, &[row.id], accepted_only).await?;
    let mut reports = shown(connection, viewer, vec![row], &served).await?;
    reports.pop().ok_or_else(Problem::not_found)
}

/// Every state that a report has had.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn revisions(
    caller: &Authorized<ReadReports>,
    id: ActionReportId,
) -> Result<Reply, Problem> {
    let rows = store::history(caller.reader(), caller.scope(), id).await?;
    if rows.is_empty() {
        return Err(Problem::not_found());
    }
    let items = rows.into_iter().map(|row| {
        Ok(ActionReportRevision {
            version: row.version,
            content: content(&row.content)?,
            action: row.action,
            reason: row.reason,
            state: row.state,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            superseded_at: row.superseded_at,
            request_id: row.request_id,
        })
    });
    Reply::content(&ActionReportRevisions {
        items: items.collect::<Result<_, Problem>>()?,
    })
}
