//! Which expectant mothers a caller sees: filters and order.

use std::collections::HashMap;

use entity::expectant_mother::{Column, Model};
use entity::id::ExpectantMotherId;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, QueryFilter};

use super::model::MotherFilter;
use super::store::visible;
use crate::auth::RegionScope;
use crate::db::keyset::{Key, KeyType};
use crate::page::parse_sort;
use crate::problem::Problem;

/// Ids per statement: SQLite binds at most 32,766 values.
const CHUNK: usize = 10_000;

/// Every filter of the list.
pub(super) fn matching(filter: MotherFilter) -> Condition {
    let below = |code: String| RegionScope::new(code).rows(Column::RegionCode);
    Condition::all()
        .add_option(filter.within.map(below))
        .add_option(filter.state.map(|state| Column::State.eq(state)))
        .add_option(filter.risk_status.map(|risk| Column::RiskStatus.eq(risk)))
        .add_option(filter.due_from.map(|day| Column::DueOn.gte(day)))
        .add_option(filter.due_to.map(|day| Column::DueOn.lte(day)))
        .add_option(filter.code.map(|code| Column::Code.eq(code)))
}

/// The order that is asked for, else by region; ended by the id.
///
/// # Errors
/// A member by which they are not sorted.
pub(super) fn keys(sort: Option<&str>) -> Result<Vec<Key<Model>>, Problem> {
    let allowed = ["region_code", "due_on"];
    let fields = parse_sort(sort.unwrap_or("region_code"), &allowed)
        .map_err(|fault| Problem::invalid(vec![fault]))?;
    let last = fields.last().is_some_and(|field| field.descending);
    let key = |name: &str, descending| match name {
        "due_on" => Key::new(Column::DueOn, KeyType::Date, descending, |row: &Model| {
            row.due_on.to_string()
        }),
        _ => Key::new(
            Column::RegionCode,
            KeyType::Text,
            descending,
            |row: &Model| row.region_code.clone(),
        ),
    };
    let id = Key::new(Column::Id, KeyType::Uuid, last, |row: &Model| {
        row.id.to_string()
    });
    let keys = fields.iter().map(|field| key(field.name, field.descending));
    Ok(keys.chain([id]).collect())
}

/// The rows of expectant mothers by their ids, within a scope.
///
/// # Errors
/// The database.
pub async fn by_ids(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    ids: &[ExpectantMotherId],
) -> Result<HashMap<ExpectantMotherId, Model>, DbErr> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows = visible(scope).filter(Column::Id.is_in(chunk.iter().copied()));
        let rows = rows.all(connection).await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}
