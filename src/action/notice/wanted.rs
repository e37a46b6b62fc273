//! What regions are to be told at a time: a fixed number of queries, however many regions, seasons and reports.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use entity::action_report::Column;
use entity::id::ActionReportId;
use entity::kind::ReportState;
use entity::region::Model as Region;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{DUE_SOON, OVERDUE, WAITING, duty, nearest, report};
use crate::access;
use crate::action::report::store::visible;
use crate::action::report::waiting::is_waiting;
use crate::action::season::deadline::Told;
use crate::action::season::frame::{self, Frame, Frames};
use crate::action::season::store::begun;
use crate::auth::scope::COUNTRY;
use crate::auth::{Permission, RegionScope};
use crate::notification::{News, days};
use crate::period::Period;
use crate::problem::Problem;
use crate::region;
use crate::services::Services;

/// By how many days each kind goes.
type Rules = HashMap<String, i32>;
/// Season, action and region of what has been handed in.
type HandedIn = HashSet<(String, String, String)>;

/// Regions where somebody holds a permission.
struct Holders(HashMap<String, BTreeSet<Permission>>);

impl Holders {
    fn are_at(&self, region: &str, permission: Permission) -> bool {
        let held = self.0.get(region);
        held.is_some_and(|held| held.contains(&permission))
    }
}

/// What is to be told now. Only where somebody is who can read it: all regions of the country are known, and an account that
/// is added later finds it after the next run.
///
/// # Errors
/// The database.
pub async fn wanted(services: &Services, now: DateTime<Utc>) -> Result<Vec<News>, Problem> {
    let connection = services.db.reader();
    let country = RegionScope::new(COUNTRY);
    let rules = days(connection, now.date_naive()).await?;
    let holders = Holders(access::permissions_by_region(connection).await?);
    let long_ago = rules
        .get(WAITING)
        .map(|count| now - Duration::days(i64::from(*count)));
    let waiting = waiting(connection, long_ago).await?;
    let seasons = waiting.iter().map(|one| one.season.clone());
    let seasons = begun(connection, now, seasons, None).await?;
    let frames = frame::around(connection, &services.parsed, seasons, &country, now).await?;
    let open: Vec<&Frame> = frames
        .values()
        .filter(|frame| frame.season.opens_at <= now && !frame.deadlines.are_over(now))
        .collect();
    let handed_in = handed_in(connection, &open).await?;
    let writers = holders.0.keys();
    let writers = writers.filter(|code| holders.are_at(code, Permission::WriteReports));
    let codes: Vec<String> = writers
        .cloned()
        .chain(waiting.iter().map(|one| one.region_code.clone()))
        .collect();
    let regions = region::find_all(connection, &codes).await?;
    let mut news = Vec::new();
    for region in regions.values() {
        if holders.are_at(&region.code, Permission::WriteReports) {
            let told = open
                .iter()
                .flat_map(|frame| due(frame, region, &rules, &handed_in, now));
            news.extend(told);
        }
    }
    for one in &waiting {
        news.extend(long_waiting(one, &frames, &holders, &regions)?);
    }
    Ok(news)
}

/// What a region is told of the deadlines of a season.
fn due(
    frame: &Frame,
    region: &Region,
    rules: &Rules,
    handed_in: &HandedIn,
    now: DateTime<Utc>,
) -> Vec<News> {
    let season = &frame.season;
    let year: Option<Period> = season.implementation_year.to_string().parse().ok();
    if !year.is_some_and(|year| region::listed_in(region, year)) {
        return Vec::new();
    }
    let (soon, overdue) = (rules.get(DUE_SOON).copied(), rules.get(OVERDUE).copied());
    let actions = frame.scheme.actions.iter();
    let news = actions.filter(|a| a.levels.contains(&region.level)).filter_map(|action| {
        let of = (season.code.clone(), action.code.clone(), region.code.clone());
        let deadline = frame.deadlines.of(&region.code, &action.code);
        let told = deadline.told(now, soon, overdue).filter(|_| !handed_in.contains(&of))?;
        Some(News {
            kind: match told {
                Told::DueSoon => DUE_SOON,
                Told::Overdue => OVERDUE,
            },
            subject: duty(&season.code, &action.code),
            region_code: region.code.clone(),
            occasion_at: deadline.due_at,
            params: json!({
                "season": season.code, "action": action.code, "action_name_id": action.name_id,
                "action_name_en": action.name_en, "due_at": deadline.due_at, "locks_at": deadline.locks_at,
            }),
        })
    });
    news.collect()
}

/// A report that has waited for a reviewer for long.
struct Waiting {
    id: ActionReportId,
    season: String,
    action: String,
    region_code: String,
    submitted_at: DateTime<Utc>,
}

async fn waiting(
    connection: &impl sea_orm::ConnectionTrait,
    long_ago: Option<DateTime<Utc>>,
) -> Result<Vec<Waiting>, Problem> {
    let Some(long_ago) = long_ago else {
        return Ok(Vec::new());
    };
    let rows: Vec<(ActionReportId, String, String, String, DateTime<Utc>)> =
        visible(&RegionScope::new(COUNTRY))
            .filter(is_waiting())
            .filter(Column::State.eq(ReportState::Submitted))
            .filter(Column::SubmittedAt.lte(long_ago))
            .select_only()
            .columns([
                Column::Id,
                Column::SeasonCode,
                Column::ActionCode,
                Column::RegionCode,
                Column::SubmittedAt,
            ])
            .into_tuple()
            .all(connection)
            .await?;
    let one = |(id, season, action, region_code, submitted_at)| Waiting {
        id,
        season,
        action,
        region_code,
        submitted_at,
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Told to the nearest region above at which somebody reviews.
fn long_waiting(
    one: &Waiting,
    frames: &Frames,
    holders: &Holders,
    regions: &HashMap<String, Region>,
) -> Result<Option<News>, Problem> {
    let above = region::ancestors(&one.region_code).into_iter().rev();
    let Some(region_code) = nearest(&holders.0, above, Permission::ReviewReports) else {
        return Ok(None);
    };
    let action = frame::of(frames, &one.season)?.action(&one.action)?;
    let region = regions.get(&one.region_code);
    Ok(Some(News {
        kind: WAITING,
        subject: report(one.id),
        region_code,
        occasion_at: one.submitted_at,
        params: json!({
            "season": one.season, "action": one.action, "action_name_id": action.name_id,
            "action_name_en": action.name_en, "region_code": one.region_code,
            "region_name": region.map(|region| &region.name), "submitted_at": one.submitted_at,
        }),
    }))
}

/// What has ever been handed in in some seasons: what came back is told of by its return.
async fn handed_in(
    connection: &impl sea_orm::ConnectionTrait,
    open: &[&Frame],
) -> Result<HandedIn, Problem> {
    if open.is_empty() {
        return Ok(HandedIn::new());
    }
    let seasons = open.iter().map(|frame| frame.season.code.as_str());
    let rows: Vec<(String, String, String)> = visible(&RegionScope::new(COUNTRY))
        .filter(Column::SeasonCode.is_in(seasons))
        .filter(Column::SubmittedAt.is_not_null())
        .select_only()
        .columns([Column::SeasonCode, Column::ActionCode, Column::RegionCode])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
