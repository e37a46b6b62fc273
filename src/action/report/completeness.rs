//! How far the regions are with a season: exact from what is stored, at any time; five queries, however many regions.

use entity::kind::{RegionLevel, ReportState};
use entity::region::Model as Region;
use sea_orm::ConnectionTrait;

use super::board::{Asked, boards};
use super::completeness_model::{
    ActionCompleteness, Completeness, CompletenessQuery, CompletenessSum,
};
use crate::action::season::store as seasons;
use crate::auth::permission::ReadReports;
use crate::auth::{Authorized, RegionScope};
use crate::period::Period;
use crate::problem::{Fault, Problem};
use crate::region;
use crate::text::text;

/// How far the regions are.
///
/// # Errors
/// A season that is none; a region that is unknown or outside the caller's; the database.
pub async fn completeness(
    caller: &Authorized<ReadReports>,
    query: CompletenessQuery,
) -> Result<Completeness, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    let asked = match (&query.parent, &query.region) {
        (Some(parent), None) => region::asked(connection, scope, "parent", parent).await?,
        (None, Some(region)) => region::asked(connection, scope, "region", region).await?,
        (None, None) => region::asked(connection, scope, "parent", scope.code()).await?,
        (Some(_), Some(_)) => {
            let (id, en) = (
                "sebutkan salah satu: parent atau region",
                "name one of parent and region",
            );
            let fault = Fault::parameter("parent", "one_of", text(id, en));
            return Err(Problem::invalid(vec![fault]));
        }
    };
    let Some(season) = seasons::find(connection, &query.season).await? else {
        let (id, en) = ("tidak ada musim pelaporan itu", "is no reporting season");
        let fault = Fault::parameter("season", "unknown_value", text(id, en));
        return Err(Problem::invalid(vec![fault]));
    };
    let code = season.code.clone();
    let below = RegionScope::new(asked.code.as_str());
    let regions = if query.region.is_some() {
        vec![asked]
    } else {
        regions(connection, &asked, season.implementation_year).await?
    };
    let asked = Asked {
        below: &below,
        as_of: query.as_of,
        at: query.as_of.unwrap_or_else(|| caller.services().clock.now()),
        language: caller.context().language,
        parsed: &caller.services().parsed,
    };
    let boards = boards(connection, vec![season], &asked).await?;
    let shown = |region: Region| boards.iter().map(move |board| board.region(region.clone()));
    let items: Vec<_> = regions.into_iter().flat_map(shown).collect();
    Ok(Completeness {
        season: code,
        sum: items
            .iter()
            .fold(CompletenessSum::default(), |sum, one| sum.with(one.sum)),
        items,
    })
}

/// The regions directly below one in a year; of the country all its regencies and cities.
///
/// # Errors
/// The database.
pub async fn regions(
    connection: &impl ConnectionTrait,
    parent: &Region,
    year: i32,
) -> Result<Vec<Region>, Problem> {
    let year: Period = year
        .to_string()
        .parse()
        .map_err(|fault| Problem::internal(&format!("a year is no period: {fault:?}")))?;
    Ok(if parent.level == RegionLevel::Country {
        let all = RegionScope::new(parent.code.as_str());
        region::regencies_in(connection, &all, year).await?
    } else {
        region::children_in(connection, &parent.code, year).await?
    })
}

impl ActionCompleteness {
    /// Whether the report is handed in and was not opened or returned since.
    pub fn is_handed_in(&self) -> bool {
        matches!(
            self.state,
            Some(ReportState::Submitted | ReportState::InReview | ReportState::Accepted)
        )
    }

    /// The sum of this action alone.
    pub fn sum(&self) -> CompletenessSum {
        CompletenessSum {
            mandatory: self.mandatory,
            satisfied: self.satisfied,
            reports: 1,
            handed_in: u32::from(self.is_handed_in()),
            on_time: u32::from(self.is_handed_in() && self.days_late == 0),
            accepted: u32::from(self.state == Some(ReportState::Accepted)),
            late: u32::from(self.days_late > 0),
        }
    }
}

impl CompletenessSum {
    /// Both together.
    pub fn with(self, other: Self) -> Self {
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
