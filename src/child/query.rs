//! Which children a caller sees: filters and order.

use std::collections::HashMap;

use entity::child::{Column, Model};
use entity::child_measurement;
use entity::id::ChildId;
use entity::kind::{ChildState, MeasurementState};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, QueryFilter};

use super::measurement::store::of_children;
use super::model::{ChildFilter, LatestMeasurement};
use crate::auth::RegionScope;
use crate::db::keyset::{Key, KeyType};
use crate::page::parse_sort;
use crate::problem::Problem;

/// Every filter of the list.
pub(super) fn matching(filter: ChildFilter) -> Condition {
    let below = |code: String| RegionScope::new(code).rows(Column::RegionCode);
    let state = match filter.state {
        Some(state) => Column::State.eq(state),
        None => Column::State.ne(ChildState::Merged),
    };
    Condition::all()
        .add(state)
        .add_option(filter.within.map(below))
        .add_option(filter.risk_status.map(|risk| Column::RiskStatus.eq(risk)))
        .add_option(filter.sex.map(|sex| Column::Sex.eq(sex)))
        .add_option(filter.birth_from.map(|day| Column::BirthDate.gte(day)))
        .add_option(filter.birth_to.map(|day| Column::BirthDate.lte(day)))
        .add_option(filter.code.map(|code| Column::Code.eq(code)))
}

/// The order that is asked for, else by region; ended by the id.
///
/// # Errors
/// A member by which children are not sorted.
pub(super) fn keys(sort: Option<&str>) -> Result<Vec<Key<Model>>, Problem> {
    let allowed = ["region_code", "birth_date"];
    let fields = parse_sort(sort.unwrap_or("region_code"), &allowed)
        .map_err(|fault| Problem::invalid(vec![fault]))?;
    let last = fields.last().is_some_and(|field| field.descending);
    let key = |name: &str, descending| match name {
        "birth_date" => Key::new(
            Column::BirthDate,
            KeyType::Date,
            descending,
            |row: &Model| row.birth_date.to_string(),
        ),
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

/// The latest measurement of each of some children that counts; who asks has found the children.
pub(super) async fn latest(
    connection: &impl ConnectionTrait,
    children: &[ChildId],
) -> Result<HashMap<ChildId, LatestMeasurement>, DbErr> {
    use child_measurement::Column;
    if children.is_empty() {
        return Ok(HashMap::new());
    }
    let last_days = Query::select()
        .column(Column::ChildId)
        .expr(Expr::col(Column::MeasuredOn).max())
        .from(child_measurement::Entity)
        .and_where(Column::ChildId.is_in(children.iter().copied()))
        .and_where(Column::State.eq(MeasurementState::Valid))
        .group_by_col(Column::ChildId)
        .to_owned();
    let place = Expr::tuple([Expr::col(Column::ChildId), Expr::col(Column::MeasuredOn)]);
    let rows = of_children(children)
        .filter(Column::State.eq(MeasurementState::Valid))
        .filter(place.in_subquery(last_days))
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.child_id, row.into()))
        .collect())
}

/// The rows of children by their ids, within a scope.
pub(super) async fn by_ids(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    ids: &[ChildId],
) -> Result<HashMap<ChildId, Model>, DbErr> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(super::measurement::store::CHUNK) {
        let rows = super::store::visible(scope).filter(Column::Id.is_in(chunk.iter().copied()));
        let rows = rows.all(connection).await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}
