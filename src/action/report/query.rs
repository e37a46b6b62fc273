//! Which reports a caller lists, and in which order.

use entity::action_report::{Column, Model};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

use super::model::ActionReportFilter;
use crate::auth::RegionScope;
use crate::db::keyset::{Key, KeyType};
use crate::page::{SortField, parse_sort};
use crate::problem::Problem;

const FIELDS: [&str; 4] = ["region_code", "season", "action", "state_since"];

/// The filter as a condition.
pub fn condition(filter: ActionReportFilter) -> Condition {
    let within = filter.within.map(RegionScope::new);
    Condition::all()
        .add_option(filter.season.map(|code| Column::SeasonCode.eq(code)))
        .add_option(filter.action.map(|code| Column::ActionCode.eq(code)))
        .add_option(filter.region_code.map(|code| Column::RegionCode.eq(code)))
        .add_option(within.map(|scope| scope.rows(Column::RegionCode)))
        .add_option(filter.state.map(|state| Column::State.eq(state)))
}

/// The keys of an order: by region, season and action unless asked otherwise. `state_since` has what waits longest in front.
///
/// # Errors
/// A member by which reports are not sorted.
pub fn keys(sort: Option<&str>) -> Result<Vec<Key<Model>>, Problem> {
    let order = parse_sort(sort.unwrap_or("region_code,season,action"), &FIELDS)
        .map_err(|fault| Problem::invalid(vec![fault]))?;
    let last = order.last().is_some_and(|field| field.descending);
    let key = |field: &SortField| match field.name {
        "season" => Key::new(
            Column::SeasonCode,
            KeyType::Text,
            field.descending,
            |row: &Model| row.season_code.clone(),
        ),
        "action" => Key::new(
            Column::ActionCode,
            KeyType::Text,
            field.descending,
            |row: &Model| row.action_code.clone(),
        ),
        "state_since" => Key::new(
            Column::StateSince,
            KeyType::Time,
            field.descending,
            |row: &Model| row.state_since.to_rfc3339(),
        ),
        _ => Key::new(
            Column::RegionCode,
            KeyType::Text,
            field.descending,
            |row: &Model| row.region_code.clone(),
        ),
    };
    let id = Key::new(Column::Id, KeyType::Uuid, last, |row: &Model| {
        row.id.to_string()
    });
    Ok(order.iter().map(key).chain([id]).collect())
}
