//! The rows of seasons and of their exceptions.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use entity::reporting_season::{Column, Entity, Model};
use entity::season_exception;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};

use super::deadline::Deadline;
use super::model::{ActionDue, ReportingSeason};
use crate::auth::RegionScope;
use crate::problem::Problem;

/// The path of a season.
pub fn path(code: &str) -> String {
    format!("/api/v1/reporting-seasons/{code}")
}

/// Seasons belong to no region: everybody who may read reports sees them.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from; seasons belong to no region"
)]
pub fn visible() -> Select<Entity> {
    Entity::find()
}

/// The exceptions of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible_exceptions(scope: &RegionScope) -> Select<season_exception::Entity> {
    season_exception::Entity::find().filter(scope.rows(season_exception::Column::RegionCode))
}

/// A season.
///
/// # Errors
/// The database.
pub async fn find(connection: &impl ConnectionTrait, code: &str) -> Result<Option<Model>, DbErr> {
    visible()
        .filter(Column::Code.eq(code))
        .one(connection)
        .await
}

/// When each action of a season is due.
///
/// # Errors
/// A row that holds none.
pub fn due_of(row: &Model) -> Result<Vec<ActionDue>, Problem> {
    serde_json::from_str(&row.due).map_err(|e| Problem::internal(&e))
}

/// A row as the API shows it.
///
/// # Errors
/// A row that holds no dates.
pub fn shown(row: Model) -> Result<ReportingSeason, Problem> {
    let due = due_of(&row)?;
    let Model {
        code,
        implementation_year,
        assessment_year,
        scheme_code,
        scheme_version,
        opens_at,
        locks_at,
        grace_days,
        due: _,
        version,
        created_at,
        updated_at,
    } = row;
    Ok(ReportingSeason {
        code,
        implementation_year,
        assessment_year,
        scheme: scheme_code,
        scheme_version,
        opens_at,
        locks_at,
        grace_days,
        due,
        version,
        created_at,
        updated_at,
    })
}

/// The deadlines of a season for the regions of a scope.
pub struct Deadlines {
    due: HashMap<String, DateTime<Utc>>,
    locks_at: DateTime<Utc>,
    grace: Duration,
    exceptions: HashMap<(String, Option<String>), Deadline>,
}

/// Reads the deadlines of a season, as they were at a time.
///
/// # Errors
/// The database.
pub async fn deadlines(
    connection: &impl ConnectionTrait,
    season: &Model,
    scope: &RegionScope,
    at: DateTime<Utc>,
) -> Result<Deadlines, Problem> {
    let season = std::slice::from_ref(season);
    let mut found = deadlines_of(connection, season, scope, at).await?;
    found
        .pop()
        .ok_or_else(|| Problem::internal(&"a season without its deadlines"))
}

/// The same for several seasons, in their order: one query.
///
/// # Errors
/// The database.
pub async fn deadlines_of(
    connection: &impl ConnectionTrait,
    seasons: &[Model],
    scope: &RegionScope,
    at: DateTime<Utc>,
) -> Result<Vec<Deadlines>, Problem> {
    use season_exception::Column;
    let codes = seasons.iter().map(|season| season.code.as_str());
    // The last one holds: it is read last.
    let rows = visible_exceptions(scope)
        .filter(Column::SeasonCode.is_in(codes))
        .filter(Column::GrantedAt.lte(at))
        .order_by_asc(Column::GrantedAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    let of = |season: &Model| {
        let grace = Duration::days(i64::from(season.grace_days));
        let own = rows.iter().filter(|row| row.season_code == season.code);
        let exceptions = own.map(|row| {
            let deadline = Deadline {
                due_at: row.due_at,
                grace,
                locks_at: row.locks_at,
            };
            let key = (row.region_code.clone(), row.action_code.clone());
            (key, deadline)
        });
        Ok(Deadlines {
            due: due_of(season)?
                .into_iter()
                .map(|due| (due.action, due.due_at))
                .collect(),
            locks_at: season.locks_at,
            grace,
            exceptions: exceptions.collect(),
        })
    };
    seasons.iter().map(of).collect()
}

impl Deadlines {
    /// Until when a region has to report on an action: by an exception for the two, else by one for the region, else by the
    /// season.
    pub fn of(&self, region_code: &str, action: &str) -> Deadline {
        let excepted = |action: Option<&str>| {
            let key = (region_code.to_owned(), action.map(str::to_owned));
            self.exceptions.get(&key).copied()
        };
        excepted(Some(action))
            .or_else(|| excepted(None))
            .unwrap_or_else(|| Deadline {
                due_at: self.due.get(action).copied().unwrap_or(self.locks_at),
                grace: self.grace,
                locks_at: self.locks_at,
            })
    }
}
