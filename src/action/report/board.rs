//! Where the reports of some regions stand in some seasons: exact from what is stored, at any time, and the same few queries
//! however many regions, seasons and reports there are.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::id::ActionReportId;
use entity::kind::ReportState;
use entity::region::Model as Region;
use entity::{action_report, action_report_revision, reporting_season};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, QuerySelect};
use serde::Deserialize;

use super::completeness_model::{ActionCompleteness, CompletenessSum, RegionCompleteness};
use super::content::{ReportContent, ReportedFact};
use super::missing::{Served, missing, tally};
use super::store::{visible, visible_history};
use crate::action::evidence::store::{Documents, documents_in};
use crate::action::scheme::definition::{ActionDefinition, SchemeDefinition};
use crate::action::season::frame::{self, Frame};
use crate::action::season::store::Deadlines;
use crate::auth::RegionScope;
use crate::db::Parsed;
use crate::problem::Problem;
use crate::text::Language;

/// What a board shows.
pub struct Asked<'a> {
    /// The regions.
    pub below: &'a RegionScope,
    /// How it was then, instead of how it is.
    pub as_of: Option<DateTime<Utc>>,
    /// The time that decides what is late.
    pub at: DateTime<Utc>,
    /// The language of names.
    pub language: Language,
    /// Schemes that have been read before.
    pub parsed: &'a Parsed,
}

/// What is known of a report.
pub struct Known {
    id: ActionReportId,
    state: ReportState,
    submitted_at: Option<DateTime<Utc>>,
    /// Only which facts are stated.
    stated: ReportContent,
    /// Its budget as planned, in rupiah.
    pub planned_idr: i64,
    /// Its budget as realised, in rupiah.
    pub realised_idr: i64,
}

/// A season with its reports.
pub struct Board {
    /// The season.
    pub season: reporting_season::Model,
    /// Its scheme.
    pub scheme: Arc<SchemeDefinition>,
    deadlines: Deadlines,
    reports: HashMap<(String, String), Known>,
    documents: HashMap<ActionReportId, Documents>,
    at: DateTime<Utc>,
    language: Language,
}

/// A board for each season, in their order.
///
/// # Errors
/// The database.
pub async fn boards(
    connection: &impl ConnectionTrait,
    seasons: Vec<reporting_season::Model>,
    asked: &Asked<'_>,
) -> Result<Vec<Board>, Problem> {
    if seasons.is_empty() {
        return Ok(Vec::new());
    }
    let codes: Vec<String> = seasons.iter().map(|season| season.code.clone()).collect();
    let mut frames =
        frame::around(connection, asked.parsed, seasons, asked.below, asked.at).await?;
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let mut reports = reports(connection, asked, &codes).await?;
    let mut documents = documents_in(connection, asked.below, &codes, asked.as_of).await?;
    let mut boards = Vec::with_capacity(codes.len());
    for frame in codes.iter().filter_map(|code| frames.remove(*code)) {
        let Frame {
            season,
            scheme,
            deadlines,
        } = frame;
        let reports = reports.remove(&season.code).unwrap_or_default();
        let own = |report: &Known| Some((report.id, documents.remove(&report.id)?));
        boards.push(Board {
            scheme,
            deadlines,
            documents: reports.values().filter_map(own).collect(),
            reports,
            at: asked.at,
            language: asked.language,
            season,
        });
    }
    Ok(boards)
}

type Row = (
    String,
    String,
    String,
    ActionReportId,
    ReportState,
    Option<DateTime<Utc>>,
    String,
);
type Reports = HashMap<String, HashMap<(String, String), Known>>;

/// The reports of some seasons, as they are or as they were, by season, region and action.
async fn reports(
    connection: &impl ConnectionTrait,
    asked: &Asked<'_>,
    seasons: &[&str],
) -> Result<Reports, Problem> {
    let seasons = seasons.iter().copied();
    let rows: Vec<Row> = if let Some(at) = asked.as_of {
        use action_report_revision::Column;
        let then = Condition::any()
            .add(Column::SupersededAt.is_null())
            .add(Column::SupersededAt.gt(at));
        visible_history(asked.below)
            .filter(Column::SeasonCode.is_in(seasons))
            .filter(Column::RecordedAt.lte(at))
            .filter(then)
            .select_only()
            .columns([Column::SeasonCode, Column::RegionCode, Column::ActionCode])
            .columns([Column::ReportId, Column::State])
            .columns([Column::SubmittedAt, Column::Content])
            .into_tuple()
            .all(connection)
            .await?
    } else {
        use action_report::Column;
        visible(asked.below)
            .filter(Column::SeasonCode.is_in(seasons))
            .select_only()
            .columns([Column::SeasonCode, Column::RegionCode, Column::ActionCode])
            .columns([Column::Id, Column::State])
            .columns([Column::SubmittedAt, Column::Content])
            .into_tuple()
            .all(connection)
            .await?
    };
    let mut reports = Reports::new();
    for (season, region, action, id, state, submitted_at, content) in rows {
        let known = known(id, state, submitted_at, &content)?;
        let of_season = reports.entry(season).or_default();
        of_season.insert((region, action), known);
    }
    Ok(reports)
}

/// What counts of a report; its long texts are passed over.
#[derive(Deserialize)]
struct Outline {
    facts: Vec<OutlinedFact>,
    budget: Vec<OutlinedLine>,
}

#[derive(Deserialize)]
struct OutlinedFact {
    code: String,
}

#[derive(Deserialize)]
struct OutlinedLine {
    planned_idr: i64,
    realised_idr: Option<i64>,
}

fn known(
    id: ActionReportId,
    state: ReportState,
    submitted_at: Option<DateTime<Utc>>,
    content: &str,
) -> Result<Known, Problem> {
    let outline: Outline = serde_json::from_str(content).map_err(|e| Problem::internal(&e))?;
    let stated = outline.facts.into_iter().map(|fact| ReportedFact {
        code: fact.code,
        values: Vec::new(),
    });
    Ok(Known {
        id,
        state,
        submitted_at,
        stated: ReportContent {
            facts: stated.collect(),
            ..ReportContent::default()
        },
        planned_idr: outline.budget.iter().map(|line| line.planned_idr).sum(),
        realised_idr: outline.budget.iter().filter_map(|l| l.realised_idr).sum(),
    })
}

impl Board {
    /// The actions on which a region reports, in the order of the scheme.
    pub fn actions_of(&self, region: &Region) -> impl Iterator<Item = &ActionDefinition> {
        let level = region.level;
        let actions = self.scheme.actions.iter();
        actions.filter(move |action| action.levels.contains(&level))
    }

    /// The report of a region on an action.
    pub fn report(&self, region_code: &str, action: &str) -> Option<&Known> {
        self.reports
            .get(&(region_code.to_owned(), action.to_owned()))
    }

    /// Its documents.
    pub fn documents(&self, report: &Known) -> Option<&Documents> {
        self.documents.get(&report.id)
    }

    /// By how many days a report of a region is late, if it is handed in then.
    pub fn days_late(&self, region_code: &str, action: &str, at: DateTime<Utc>) -> i64 {
        self.deadlines.of(region_code, action).days_late(at)
    }

    /// How far a region is.
    pub fn region(&self, region: Region) -> RegionCompleteness {
        let actions: Vec<_> = self
            .actions_of(&region)
            .map(|action| self.action(&region.code, action))
            .collect();
        RegionCompleteness {
            sum: actions
                .iter()
                .fold(CompletenessSum::default(), |sum, one| sum.with(one.sum())),
            region_code: region.code,
            name: region.name,
            actions,
        }
    }

    /// How far a region is with an action.
    pub fn action(&self, region_code: &str, action: &ActionDefinition) -> ActionCompleteness {
        let report = self.report(region_code, &action.code);
        let (nothing, none) = (ReportContent::default(), Served::new());
        let content = report.map_or(&nothing, |report| &report.stated);
        let documents = report.and_then(|report| self.documents(report));
        let served = documents.map_or(&none, |documents| &documents.served);
        let missing = missing(action, content, served, self.language);
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
