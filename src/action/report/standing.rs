//! How a region stands with its reports, for its profile: sums of each season, and what it owes next.

use chrono::{DateTime, Utc};
use entity::region::Model as Region;
use entity::reporting_season::{Column, Model};
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};
use serde::Serialize;
use utoipa::ToSchema;

use super::board::{Asked, Board, boards};
use super::completeness_model::{ActionCompleteness, CompletenessSum};
use crate::action::season::store::visible;
use crate::auth::RegionScope;
use crate::db::Parsed;
use crate::period::Period;
use crate::problem::Problem;
use crate::region;
use crate::text::Language;

/// The most seasons that are looked at: there are one or two a year.
const SEASONS: u64 = 12;

/// A report that is owed.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextDueReport {
    /// Of which action.
    #[schema(example = "rembuk_stunting")]
    pub action: String,
    /// Its name in the caller's language.
    #[schema(example = "Rembuk Stunting")]
    pub name: String,
    /// When it is due, or was.
    pub due_at: DateTime<Utc>,
    /// By how many days it is late by now.
    #[schema(minimum = 0, example = 0)]
    pub days_late: i64,
}

/// How a region stands with the reports of a season.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeasonStanding {
    /// The season.
    #[schema(example = "2025-BANGDA4P2")]
    pub season: String,
    /// In which year the actions were done.
    #[schema(minimum = 2018, maximum = 2100, example = 2025)]
    pub implementation_year: i32,
    /// Whether reports are taken at present.
    pub is_open: bool,
    /// From when nothing is handed in any more.
    pub locks_at: DateTime<Utc>,
    /// Over the actions on which the region itself reports.
    pub sum: CompletenessSum,
    /// The report that is due first of those not handed in; null if all are.
    #[schema(required)]
    pub next_due: Option<NextDueReport>,
}

/// How a region itself stands with the open seasons; if none is open, with those of the latest year. Four queries.
///
/// # Errors
/// The database.
pub async fn standing_of(
    connection: &impl ConnectionTrait,
    parsed: &Parsed,
    region: &Region,
    now: DateTime<Utc>,
    language: Language,
) -> Result<Vec<SeasonStanding>, Problem> {
    let seasons = visible()
        .order_by_desc(Column::ImplementationYear)
        .order_by_asc(Column::SchemeCode)
        .limit(SEASONS)
        .all(connection)
        .await?;
    let asked = Asked {
        below: &RegionScope::new(region.code.as_str()),
        as_of: None,
        at: now,
        language,
        parsed,
    };
    let boards = boards(connection, chosen(seasons, region, now), &asked).await?;
    let shown = boards.iter().filter(|b| b.actions_of(region).count() > 0);
    Ok(shown.map(|board| standing(board, region, now)).collect())
}

fn is_open(season: &Model, now: DateTime<Utc>) -> bool {
    season.opens_at <= now && now < season.locks_at
}

/// The open seasons in whose year the region was listed, or else those of the latest year that has begun.
fn chosen(seasons: Vec<Model>, region: &Region, now: DateTime<Utc>) -> Vec<Model> {
    let listed = |season: &Model| {
        let year: Option<Period> = season.implementation_year.to_string().parse().ok();
        year.is_some_and(|year| region::listed_in(region, year))
    };
    let begun = |season: &Model| season.opens_at <= now && listed(season);
    let (open, closed): (Vec<Model>, Vec<Model>) = seasons
        .into_iter()
        .filter(begun)
        .partition(|season| is_open(season, now));
    if !open.is_empty() {
        return open;
    }
    let latest = closed.first().map(|season| season.implementation_year);
    let mut closed = closed;
    closed.retain(|season| Some(season.implementation_year) == latest);
    closed
}

fn standing(board: &Board, region: &Region, now: DateTime<Utc>) -> SeasonStanding {
    let actions: Vec<ActionCompleteness> = board
        .actions_of(region)
        .map(|action| board.action(&region.code, action))
        .collect();
    let next = actions
        .iter()
        .filter(|action| !action.is_handed_in())
        .min_by_key(|action| action.due_at);
    SeasonStanding {
        season: board.season.code.clone(),
        implementation_year: board.season.implementation_year,
        is_open: is_open(&board.season, now),
        locks_at: board.season.locks_at,
        sum: actions
            .iter()
            .fold(CompletenessSum::default(), |sum, one| sum.with(one.sum())),
        next_due: next.map(|action| NextDueReport {
            action: action.action.clone(),
            name: action.name.clone(),
            due_at: action.due_at,
            // A report that was returned is owed since it was due, whenever it was handed in before.
            days_late: board.days_late(&region.code, &action.action, now),
        }),
    }
}
