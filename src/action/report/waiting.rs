//! The reports that wait for a reviewer of the regions above, the one that has waited longest first.

use std::collections::{HashMap, HashSet};

use entity::action_report::{Column, Model};
use entity::id::ActionReportId;
use entity::kind::EvidenceState;
use entity::{action_report_revision, evidence};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::service::viewer;
use super::store::{visible, visible_history};
use super::worklist_model::{WaitingReport, WorklistQuery};
use crate::action::evidence::store as documents;
use crate::action::season::frame::{self, Frames};
use crate::auth::permission::ReadReports;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::problem::Problem;
use crate::region;
use crate::text::Language;

/// Waits for a reviewer, or for the end of a review: in the words of the index, so that both databases see that it fits.
pub fn is_waiting() -> SimpleExpr {
    Expr::cust("action_report.state in ('submitted', 'in_review')")
}

/// The rows that wait, and how many there are in all.
pub struct Queue {
    /// The first ones.
    pub rows: Vec<Model>,
    /// In all.
    pub total: u64,
}

/// The reports of the regions strictly below that wait.
///
/// # Errors
/// The database.
pub async fn queue(
    caller: &Authorized<ReadReports>,
    query: &WorklistQuery,
) -> Result<Queue, Problem> {
    let scope = caller.scope();
    let mut waits = visible(scope)
        .filter(is_waiting())
        .filter(Column::RegionCode.ne(scope.code()));
    if let Some(season) = &query.season {
        waits = waits.filter(Column::SeasonCode.eq(season.as_str()));
    }
    let total = waits.clone().count(caller.reader()).await?;
    let rows = waits
        .order_by_asc(Column::SubmittedAt)
        .order_by_asc(Column::Id)
        .limit(query.limit)
        .all(caller.reader())
        .await?;
    Ok(Queue { rows, total })
}

/// The rows as the API shows them: three queries, however many.
///
/// # Errors
/// The database.
pub async fn shown(
    caller: &Authorized<ReadReports>,
    rows: Vec<Model>,
    frames: &Frames,
    unresolved: &HashMap<ActionReportId, u32>,
) -> Result<Vec<WaitingReport>, Problem> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let (connection, viewer) = (caller.reader(), viewer(caller));
    let ids: Vec<ActionReportId> = rows.iter().map(|row| row.id).collect();
    let codes: Vec<String> = rows.iter().map(|row| row.region_code.clone()).collect();
    let names = region::names(connection, &codes).await?;
    let pending = pending(connection, viewer.scope, &ids).await?;
    let own = written_by(connection, viewer.scope, &ids, &Stamp::of(caller).by).await?;
    let show = |row: Model| {
        let frame = frame::of(frames, &row.season_code)?;
        let action = frame.action(&row.action_code)?;
        let deadline = frame.deadlines.of(&row.region_code, &row.action_code);
        let submitted_at = row.submitted_at.unwrap_or(row.state_since);
        Ok(WaitingReport {
            report_id: row.id,
            region_name: names.get(&row.region_code).cloned().unwrap_or_default(),
            name: match viewer.language {
                Language::Indonesian => action.name_id.clone(),
                Language::English => action.name_en.clone(),
            },
            waiting_days: (viewer.now - submitted_at).num_days().max(0),
            days_late: deadline.days_late(submitted_at),
            undecided_documents: pending.get(&row.id).copied().unwrap_or_default(),
            unresolved_comments: unresolved.get(&row.id).copied().unwrap_or_default(),
            own: own.contains(&row.id),
            season: row.season_code,
            action: row.action_code,
            region_code: row.region_code,
            state: row.state,
            state_since: row.state_since,
            submitted_at,
        })
    };
    rows.into_iter().map(show).collect()
}

/// How many present documents of some reports are not decided on.
async fn pending(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    ids: &[ActionReportId],
) -> Result<HashMap<ActionReportId, u32>, Problem> {
    use evidence::Column;
    let counts: Vec<(ActionReportId, i64)> = documents::visible(scope)
        .filter(Column::ReportId.is_in(ids.iter().copied()))
        .filter(Column::State.eq(EvidenceState::Pending))
        .filter(Column::SupersededAt.is_null())
        .select_only()
        .column(Column::ReportId)
        .column_as(Column::Id.count(), "documents")
        .group_by(Column::ReportId)
        .into_tuple()
        .all(connection)
        .await?;
    let count = |(report, count)| (report, u32::try_from(count).unwrap_or(u32::MAX));
    Ok(counts.into_iter().map(count).collect())
}

/// Which of some reports somebody wrote or handed in, and so cannot review.
async fn written_by(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    ids: &[ActionReportId],
    name: &str,
) -> Result<HashSet<ActionReportId>, Problem> {
    use action_report_revision::Column;
    let written: Vec<ActionReportId> = visible_history(scope)
        .filter(Column::ReportId.is_in(ids.iter().copied()))
        .filter(Column::RecordedBy.eq(name))
        .filter(Column::Action.is_in(["create", "edit", "submit"]))
        .select_only()
        .column(Column::ReportId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(written.into_iter().collect())
}
