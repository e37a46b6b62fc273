//! Reading comments and resolving them.

use chrono::{DateTime, Utc};
use entity::action_comment::{Column, Model};
use entity::id::{ActionCommentId, ActionReportId};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, QueryFilter};

use super::model::{ReportComment, ReportCommentFilter};
use super::store::{self, open, shown, visible};
use crate::action::report::store as reports;
use crate::auth::permission::{CommentReports, ReadReports};
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::Problem;
use crate::reply::{Reply, version_tag};
use crate::text::text;

/// A page of the comments on a report, by time.
///
/// # Errors
/// Not there; a wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadReports>,
    report: ActionReportId,
    listing: Listing<ReportCommentFilter>,
) -> Result<Page<ReportComment>, Problem> {
    one(reports::find(caller.reader(), caller.scope(), report).await)?;
    let sort = listing.page.sort.as_deref().unwrap_or("said_at");
    let fields = parse_sort(sort, &["said_at"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let filter = listing.filter;
    let unresolved = filter
        .unresolved
        .map(|yes| if yes { open() } else { open().not() });
    let condition = Condition::all()
        .add(Column::ReportId.eq(report))
        .add_option(unresolved)
        .add_option(filter.evidence_id.map(|id| Column::EvidenceId.eq(id)));
    let keys = [
        Key::new(Column::SaidAt, KeyType::Time, descending, |row: &Model| {
            row.said_at.to_rfc3339()
        }),
        Key::new(Column::Id, KeyType::Uuid, descending, |row: &Model| {
            row.id.to_string()
        }),
    ];
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = visible(caller.scope()).filter(condition);
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(shown).collect(),
        page: page.page,
    })
}

/// A comment.
///
/// # Errors
/// Not there; the database.
pub async fn read(
    caller: &Authorized<ReadReports>,
    report: ActionReportId,
    id: ActionCommentId,
) -> Result<Reply, Problem> {
    let row = one(store::find(caller.reader(), caller.scope(), report, id).await)?;
    Reply::versioned(row.version, &shown(row))
}

/// Resolves a comment, or opens it again.
///
/// # Errors
/// Not there; changed since; an answer, which is resolved with what it answers; one that is so already; the database.
pub async fn resolve(
    caller: &Authorized<CommentReports>,
    (report, id): (ActionReportId, ActionCommentId),
    if_match: &IfMatch,
    resolved: bool,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let row = one(store::find(tx, caller.scope(), report, id).await)?;
            if !if_match.accepts(row.version) {
                return Err(Problem::stale(&version_tag(row.version)));
            }
            if row.in_reply_to.is_some() {
                return Err(Problem::conflict(text(
                    "Jawaban selesai bersama komentar yang dijawabnya.",
                    "An answer is resolved with the comment that it answers.",
                )));
            }
            if row.resolved_at.is_some() == resolved {
                return Err(already(row.resolved_at));
            }
            let next = Model {
                resolved_at: resolved.then_some(stamp.at),
                resolved_by: resolved.then(|| stamp.by.clone()),
                version: row.version + 1,
                ..row
            };
            store::save(tx, &next).await?;
            let action = if resolved {
                "action_comment.resolve"
            } else {
                "action_comment.reopen"
            };
            let change = Change::new(action, "action_comment", id)
                .in_region(next.region_code.clone())
                .with(serde_json::json!({ "report": report, "version": next.version }));
            let version = next.version;
            Ok((change, Reply::versioned(version, &shown(next))?))
        })
        .await
}

fn already(resolved_at: Option<DateTime<Utc>>) -> Problem {
    Problem::conflict(match resolved_at {
        Some(_) => text(
            "Komentar ini sudah selesai.",
            "This comment is resolved already.",
        ),
        None => text(
            "Komentar ini belum selesai.",
            "This comment is not resolved.",
        ),
    })
}
