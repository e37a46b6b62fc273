//! How far the regions are with a season: exact from what is stored, at any time; five queries, however many regions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::id::ActionReportId;
use entity::kind::{RegionLevel, ReportState};
use entity::region::Model as Region;
use entity::{action_report, action_report_revision};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, QueryOrder};

use super::completeness_model::{
    ActionCompleteness, Completeness, CompletenessQuery, CompletenessSum, RegionCompleteness,
};
use super::content::ReportContent;
use super::missing::{Served, missing, tally};
use super::store::{content, visible, visible_history};
use crate::action::evidence::store::served_in;
use crate::action::scheme::definition::{ActionDefinition, SchemeDefinition};
use crate::action::scheme::store as schemes;
use crate::action::season::store::{self as seasons, Deadlines};
use crate::auth::permission::ReadReports;
use crate::auth::{Authorized, RegionScope};
use crate::period::Period;
use crate::problem::{Fault, Problem};
use crate::region;
use crate::text::{Language, text};

/// What is known of a report.
struct Known {
    id: ActionReportId,
    state: ReportState,
    submitted_at: Option<DateTime<Utc>>,
    content: ReportContent,
}

type Reports = HashMap<(String, String), Known>;

/// How far the regions are.
///
/// # Errors
/// A season that is none; a region that is unknown or outside the caller's; the database.
pub async fn completeness(
    caller: &Authorized<ReadReports>,
    query: CompletenessQuery,
) -> Result<Completeness, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    let parent = region::asked(connection, scope, "parent", &query.parent).await?;
    let Some(season) = seasons::find(connection, &query.season).await? else {
        let (id, en) = ("tidak ada musim pelaporan itu", "is no reporting season");
        let fault = Fault::parameter("season", "unknown_value", text(id, en));
        return Err(Problem::invalid(vec![fault]));
    };
    let at = query.as_of.unwrap_or_else(|| caller.services().clock.now());
    let parsed = &caller.services().parsed;
    let scheme = schemes::definition(
        connection,
        parsed,
        &season.scheme_code,
        season.scheme_version,
    )
    .await?;
    let below = RegionScope::new(parent.code.as_str());
    let deadlines = seasons::deadlines(connection, &season, &below, at).await?;
    let year = season.implementation_year.to_string().parse().ok();
    let regions = regions(connection, &parent, year).await?;
    let reports = reports(connection, &below, &season.code, query.as_of).await?;
    let served = served_in(connection, &below, &season.code, query.as_of).await?;
    let board = Board {
        served: &served,
        scheme: &scheme,
        deadlines: &deadlines,
        reports: &reports,
        at,
        language: caller.context().language,
    };
    let items: Vec<_> = regions
        .into_iter()
        .map(|region| board.region(region))
        .collect();
    Ok(Completeness {
        season: season.code,
        sum: items
            .iter()
            .fold(CompletenessSum::default(), |sum, one| sum.with(one.sum)),
        items,
    })
}

async fn regions(
    connection: &impl ConnectionTrait,
    parent: &Region,
    year: Option<Period>,
) -> Result<Vec<Region>, Problem> {
    use entity::region::Column;
    if parent.level == RegionLevel::Country {
        let all = region::regencies(&RegionScope::new(parent.code.as_str()), None);
        return Ok(all.order_by_asc(Column::Code).all(connection).await?);
    }
    Ok(match year {
        Some(year) => region::children_in(connection, &parent.code, year).await?,
        None => region::children(connection, &parent.code).await?,
    })
}

/// The reports of a season, as they are or as they were, by region and action.
async fn reports(
    connection: &impl ConnectionTrait,
    below: &RegionScope,
    season: &str,
    as_of: Option<DateTime<Utc>>,
) -> Result<Reports, Problem> {
    let known = |id, state, submitted_at, text: &str| {
        Ok::<_, Problem>(Known {
            id,
            state,
            submitted_at,
            content: content(text)?,
        })
    };
    let Some(at) = as_of else {
        let rows = visible(below)
            .filter(action_report::Column::SeasonCode.eq(season))
            .all(connection)
            .await?;
        let each = rows.into_iter().map(|row| {
            let known = known(row.id, row.state, row.submitted_at, &row.content)?;
            Ok(((row.region_code, row.action_code), known))
        });
        return each.collect();
    };
    use action_report_revision::Column;
    let then = Condition::any()
        .add(Column::SupersededAt.is_null())
        .add(Column::SupersededAt.gt(at));
    let rows = visible_history(below)
        .filter(Column::SeasonCode.eq(season))
        .filter(Column::RecordedAt.lte(at))
        .filter(then)
        .all(connection)
        .await?;
    let each = rows.into_iter().map(|row| {
        let known = known(row.report_id, row.state, row.submitted_at, &row.content)?;
        Ok(((row.region_code, row.action_code), known))
    });
    each.collect()
}

struct Board<'a> {
    served: &'a HashMap<ActionReportId, Served>,
    scheme: &'a SchemeDefinition,
    deadlines: &'a Deadlines,
    reports: &'a Reports,
    at: DateTime<Utc>,
    language: Language,
}

impl Board<'_> {
    fn region(&self, region: Region) -> RegionCompleteness {
        let reports = |action: &&ActionDefinition| action.levels.contains(&region.level);
        let actions: Vec<_> = self
            .scheme
            .actions
            .iter()
            .filter(reports)
            .map(|action| self.action(&region.code, action))
            .collect();
        RegionCompleteness {
            sum: actions
                .iter()
                .fold(CompletenessSum::default(), |sum, one| sum.with(of(one))),
            region_code: region.code,
            name: region.name,
            actions,
        }
    }

    fn action(&self, region_code: &str, action: &ActionDefinition) -> ActionCompleteness {
        let key = (region_code.to_owned(), action.code.clone());
        let report = self.reports.get(&key);
        let empty = ReportContent::default();
        let content = report.map_or(&empty, |report| &report.content);
        let none = Served::new();
        let served = report.and_then(|report| self.served.get(&report.id));
        let missing = missing(action, content, served.unwrap_or(&none), self.language);
        let tally = tally(action, &missing);
        let deadline = self.deadlines.of(region_code, &action.code);
        let submitted_at = report.and_then(|report| report.submitted_at);
        ActionCompleteness {
            action: action.code.clone(),
            name: match self.language {
                Language::Indonesian => action.name_id.clone(),
                Language::English => action.name_en.clone(),
            },
            report_id: report.map(|report| report.id),
            state: report.map(|report| report.state),
            submitted_at,
            due_at: deadline.due_at,
            days_late: deadline.days_late(submitted_at.unwrap_or(self.at)),
            mandatory: tally.mandatory,
            satisfied: tally.satisfied,
            missing,
        }
    }
}

/// The sum of a single action.
fn of(one: &ActionCompleteness) -> CompletenessSum {
    let is_in = |states: &[ReportState]| one.state.is_some_and(|state| states.contains(&state));
    let handed_in = is_in(&[
        ReportState::Submitted,
        ReportState::InReview,
        ReportState::Accepted,
    ]);
    CompletenessSum {
        mandatory: one.mandatory,
        satisfied: one.satisfied,
        reports: 1,
        handed_in: u32::from(handed_in),
        on_time: u32::from(one.submitted_at.is_some() && one.days_late == 0),
        accepted: u32::from(is_in(&[ReportState::Accepted])),
        late: u32::from(one.days_late > 0),
    }
}

impl CompletenessSum {
    fn with(self, other: Self) -> Self {
        Self {
            mandatory: self.mandatory + other.mandatory,
            satisfied: self.satisfied + other.satisfied,
            reports: self.reports + other.reports,
            handed_in: self.handed_in + other.handed_in,
            on_time: self.on_time + other.on_time,
            accepted: self.accepted + other.accepted,
            late: self.late + other.late,
        }
    }
}
