//! From rows to reports as the API shows them: with their deadline, and with what is wanting.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::action_report::Model;
use entity::id::ActionReportId;
use entity::kind::ReportState;
use sea_orm::ConnectionTrait;

use super::missing::{Served, missing, tally};
use super::model::{ActionReport, ReportDeadline};
use super::store::{content, reasons};
use crate::action::comment::store::unresolved;
use crate::action::season::frame;
use crate::auth::RegionScope;
use crate::db::Parsed;
use crate::problem::Problem;
use crate::text::Language;

/// For whom rows are shown.
pub struct Viewer<'a> {
    /// What they may see.
    pub scope: &'a RegionScope,
    /// Now, which decides what is late.
    pub now: DateTime<Utc>,
    /// The language of names.
    pub language: Language,
    /// Schemes that have been read before.
    pub parsed: &'a Parsed,
}

/// Whether a report has come back to who writes it.
fn is_back(state: ReportState) -> bool {
    matches!(state, ReportState::Returned | ReportState::Reopened)
}

/// Rows as reports, in order: a fixed number of queries, however many rows and seasons.
///
/// # Errors
/// The database.
pub async fn shown(
    connection: &impl ConnectionTrait,
    viewer: &Viewer<'_>,
    rows: Vec<Model>,
    served: &HashMap<ActionReportId, Served>,
) -> Result<Vec<ActionReport>, Problem> {
    let seasons: BTreeSet<String> = rows.iter().map(|row| row.season_code.clone()).collect();
    let (scope, parsed) = (viewer.scope, viewer.parsed);
    let frames = frame::read(connection, parsed, seasons, scope, viewer.now).await?;
    let ids: Vec<ActionReportId> = rows.iter().map(|row| row.id).collect();
    let unresolved = unresolved(connection, scope, &ids).await?;
    let back = rows.iter().filter(|row| is_back(row.state));
    let reasons = reasons(connection, scope, back.map(|row| row.id).collect()).await?;
    let none = Served::new();
    let show = |row: Model| {
        let frame = frame::of(&frames, &row.season_code)?;
        let action = frame.action(&row.action_code)?;
        let deadline = frame.deadlines.of(&row.region_code, &row.action_code);
        let content = content(&row.content)?;
        let served = served.get(&row.id).unwrap_or(&none);
        let missing = missing(action, &content, served, viewer.language);
        let tally = tally(action, &missing);
        Ok(ActionReport {
            deadline: ReportDeadline {
                due_at: deadline.due_at,
                locks_at: deadline.locks_at,
                days_late: deadline.days_late(row.submitted_at.unwrap_or(viewer.now)),
            },
            id: row.id,
            season: row.season_code,
            action: row.action_code,
            region_code: row.region_code,
            state: row.state,
            state_since: row.state_since,
            back_because: reasons.get(&row.id).cloned().flatten(),
            submitted_at: row.submitted_at,
            content,
            mandatory: tally.mandatory,
            satisfied: tally.satisfied,
            missing,
            unresolved_comments: unresolved.get(&row.id).copied().unwrap_or_default(),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            updated_by: row.updated_by,
        })
    };
    rows.into_iter().map(show).collect()
}
