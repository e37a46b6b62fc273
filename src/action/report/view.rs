//! From rows to reports as the API shows them: with their deadline, and with what is wanting.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::action_report::Model;
use entity::id::ActionReportId;
use sea_orm::ConnectionTrait;

use super::missing::{Served, missing, tally};
use super::model::{ActionReport, ReportDeadline};
use super::store::content;
use crate::action::scheme::store as schemes;
use crate::action::season::store as seasons;
use crate::auth::RegionScope;
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
}

/// Rows as reports, in order. Each season among them is read once.
///
/// # Errors
/// The database.
pub async fn shown(
    connection: &impl ConnectionTrait,
    viewer: &Viewer<'_>,
    rows: Vec<Model>,
    served: &HashMap<ActionReportId, Served>,
) -> Result<Vec<ActionReport>, Problem> {
    let mut known = HashMap::new();
    for row in &rows {
        if known.contains_key(&row.season_code) {
            continue;
        }
        // A page holds one season, or a handful: there is one a year.
        let season = seasons::find(connection, &row.season_code).await?;
        let season = season.ok_or_else(|| Problem::internal(&"a report without its season"))?;
        let scheme =
            schemes::definition(connection, &season.scheme_code, season.scheme_version).await?;
        let deadlines = seasons::deadlines(connection, &season, viewer.scope, viewer.now).await?;
        known.insert(row.season_code.clone(), (scheme, deadlines));
    }
    let none = Served::new();
    let show = |row: Model| {
        let (scheme, deadlines) = known
            .get(&row.season_code)
            .ok_or_else(|| Problem::internal(&"a season that was not read"))?;
        let action = scheme
            .action(&row.action_code)
            .ok_or_else(|| Problem::internal(&"a report without its action"))?;
        let deadline = deadlines.of(&row.region_code, &row.action_code);
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
            submitted_at: row.submitted_at,
            content,
            mandatory: tally.mandatory,
            satisfied: tally.satisfied,
            missing,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            updated_by: row.updated_by,
        })
    };
    rows.into_iter().map(show).collect()
}
