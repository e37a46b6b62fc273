//! What waits for whom: what the caller's own region owes, and what of the regions below waits for a reviewer. Neither
//! depends on the other, so no level waits for one below. Twelve queries at most, however many reports and seasons.

use std::collections::HashMap;

use entity::action_report::{Column, Model};
use entity::id::ActionReportId;
use entity::kind::ReportState;
use entity::region::Model as Region;
use sea_orm::{ColumnTrait, QueryFilter};

use super::content::ReportContent;
use super::missing::{Served, missing, tally};
use super::service::viewer;
use super::store::{content, visible};
use super::view::Viewer;
use super::waiting::{self, Queue};
use super::worklist_model::{OwedReport, Worklist, WorklistQuery};
use crate::action::comment::store::unresolved;
use crate::action::evidence::store::served;
use crate::action::scheme::definition::ActionDefinition;
use crate::action::season::frame::{self, Frame, Frames};
use crate::action::season::store::begun;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadReports};
use crate::period::Period;
use crate::problem::{Fault, Problem};
use crate::region;
use crate::text::{Language, text};

/// What waits for the caller.
///
/// # Errors
/// A season that is none; the database.
pub async fn worklist(
    caller: &Authorized<ReadReports>,
    query: WorklistQuery,
) -> Result<Worklist, Problem> {
    let (connection, viewer) = (caller.reader(), viewer(caller));
    let queue = if caller.actor().may(Permission::ReviewReports) {
        waiting::queue(caller, &query).await?
    } else {
        Queue {
            rows: Vec::new(),
            total: 0,
        }
    };
    let others = queue.rows.iter().map(|row| row.season_code.clone());
    let seasons = begun(connection, viewer.now, others, query.season.as_deref()).await?;
    if query.season.is_some() && seasons.is_empty() {
        let (id, en) = (
            "tidak ada musim pelaporan itu yang sudah dibuka",
            "is no reporting season that has begun",
        );
        let fault = Fault::parameter("season", "unknown_value", text(id, en));
        return Err(Problem::invalid(vec![fault]));
    }
    let parsed = &caller.services().parsed;
    let frames = frame::around(connection, parsed, seasons, viewer.scope, viewer.now).await?;
    let own = if caller.actor().may(Permission::WriteReports) {
        region::find(connection, viewer.scope.code()).await?
    } else {
        None
    };
    let begun = match &own {
        Some(own) => of_region(caller, own, &frames).await?,
        None => Vec::new(),
    };
    let ids = begun.iter().chain(&queue.rows).map(|row| row.id);
    let ids: Vec<ActionReportId> = ids.collect();
    let unresolved = unresolved(connection, viewer.scope, &ids).await?;
    let owes = match &own {
        Some(own) => owed(caller, own, begun, &frames, &unresolved).await?,
        None => Vec::new(),
    };
    Ok(Worklist {
        owes,
        waits: waiting::shown(caller, queue.rows, &frames, &unresolved).await?,
        waits_total: queue.total,
    })
}

/// The reports of a region that are begun, of the seasons.
async fn of_region(
    caller: &Authorized<ReadReports>,
    own: &Region,
    frames: &Frames,
) -> Result<Vec<Model>, Problem> {
    let rows = visible(caller.scope())
        .filter(Column::RegionCode.eq(own.code.as_str()))
        .filter(Column::SeasonCode.is_in(frames.keys().cloned()));
    Ok(rows.all(caller.reader()).await?)
}

/// What a region has to hand in: what it has not begun, what it writes, and what came back to it.
async fn owed(
    caller: &Authorized<ReadReports>,
    own: &Region,
    rows: Vec<Model>,
    frames: &Frames,
    unresolved: &HashMap<ActionReportId, u32>,
) -> Result<Vec<OwedReport>, Problem> {
    let viewer = viewer(caller);
    let ids: Vec<ActionReportId> = rows.iter().map(|row| row.id).collect();
    let desk = Desk {
        own,
        served: served(caller.reader(), viewer.scope, &ids, false).await?,
        rows: rows
            .into_iter()
            .map(|row| ((row.season_code.clone(), row.action_code.clone()), row))
            .collect(),
        unresolved,
        viewer,
    };
    let mut owes = Vec::new();
    for frame in frames.values().filter(|frame| desk.reports_in(frame)) {
        for action in &frame.scheme.actions {
            owes.extend(desk.owes(frame, action)?);
        }
    }
    owes.sort_by_key(|one| one.due_at);
    Ok(owes)
}

/// What lies before a region.
struct Desk<'a> {
    own: &'a Region,
    rows: HashMap<(String, String), Model>,
    served: HashMap<ActionReportId, Served>,
    unresolved: &'a HashMap<ActionReportId, u32>,
    viewer: Viewer<'a>,
}

impl Desk<'_> {
    /// Whether the season is open, and the region was listed in its year.
    fn reports_in(&self, frame: &Frame) -> bool {
        let year: Option<Period> = frame.season.implementation_year.to_string().parse().ok();
        frame.season.opens_at <= self.viewer.now
            && year.is_some_and(|year| region::listed_in(self.own, year))
    }

    fn owes(
        &self,
        frame: &Frame,
        action: &ActionDefinition,
    ) -> Result<Option<OwedReport>, Problem> {
        let (own, now) = (self.own, self.viewer.now);
        let key = (frame.season.code.clone(), action.code.clone());
        let row = self.rows.get(&key);
        let deadline = frame.deadlines.of(&own.code, &action.code);
        let handed_in = row.is_some_and(|row| is_handed_in(row.state));
        if handed_in || deadline.is_locked(now) || !action.levels.contains(&own.level) {
            return Ok(None);
        }
        let content = row.map_or(Ok(ReportContent::default()), |row| content(&row.content))?;
        let none = Served::new();
        let served = row.and_then(|row| self.served.get(&row.id));
        let language = self.viewer.language;
        let missing = missing(action, &content, served.unwrap_or(&none), language);
        let tally = tally(action, &missing);
        let unresolved = row.and_then(|row| self.unresolved.get(&row.id));
        Ok(Some(OwedReport {
            season: key.0,
            action: key.1,
            name: match language {
                Language::Indonesian => action.name_id.clone(),
                Language::English => action.name_en.clone(),
            },
            report_id: row.map(|row| row.id),
            state: row.map(|row| row.state),
            due_at: deadline.due_at,
            locks_at: deadline.locks_at,
            days_late: deadline.days_late(row.and_then(|row| row.submitted_at).unwrap_or(now)),
            mandatory: tally.mandatory,
            satisfied: tally.satisfied,
            missing,
            unresolved_comments: unresolved.copied().unwrap_or_default(),
        }))
    }
}

/// Whether a report is with its reviewers, or done.
const fn is_handed_in(state: ReportState) -> bool {
    matches!(
        state,
        ReportState::Submitted | ReportState::InReview | ReportState::Accepted
    )
}
