//! Which teams a caller sees: by region scope, filters and order.

use entity::tpps_team::{Column, Entity, Model};
use entity::{tpps_division, tpps_member, tpps_office_holder};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::model::TppsTeamFilter;
use crate::auth::RegionScope;
use crate::db::keyset::{Key, KeyType};
use crate::page::parse_sort;
use crate::problem::Problem;

/// Teams of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub(super) fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// Divisions of teams; who asks has found the team.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a team that who asks has found within the scope"
)]
pub(super) fn divisions() -> Select<tpps_division::Entity> {
    tpps_division::Entity::find()
}

/// Members of teams; who asks has found the team.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a team that who asks has found within the scope"
)]
pub(super) fn members() -> Select<tpps_member::Entity> {
    tpps_member::Entity::find()
}

/// Office-holders of teams; who asks has found the team.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a team that who asks has found within the scope"
)]
pub(super) fn office_holders() -> Select<tpps_office_holder::Entity> {
    tpps_office_holder::Entity::find()
}

/// Every filter of the list.
pub(super) fn matching(filter: &TppsTeamFilter) -> Condition {
    let below = |code: &String| RegionScope::new(code.as_str()).rows(Column::RegionCode);
    let code = filter.region_code.as_deref();
    let on = filter.valid_on.map(|day| {
        let lasts = Condition::any()
            .add(Column::ValidTo.is_null())
            .add(Column::ValidTo.gte(day));
        Condition::all().add(Column::ValidFrom.lte(day)).add(lasts)
    });
    Condition::all()
        .add_option(code.map(|code| Column::RegionCode.eq(code)))
        .add_option(filter.within.as_ref().map(below))
        .add_option(on)
}

/// The order that is asked for, else by region and first day; ended by the id.
///
/// # Errors
/// A member by which teams are not sorted.
pub(super) fn keys(sort: Option<&str>) -> Result<Vec<Key<Model>>, Problem> {
    let fields = parse_sort(
        sort.unwrap_or("region_code,valid_from"),
        &["region_code", "valid_from"],
    )
    .map_err(|fault| Problem::invalid(vec![fault]))?;
    let last = fields.last().is_some_and(|field| field.descending);
    let mut keys: Vec<Key<Model>> = fields
        .iter()
        .map(|field| match field.name {
            "valid_from" => Key::new(
                Column::ValidFrom,
                KeyType::Date,
                field.descending,
                |row: &Model| row.valid_from.to_string(),
            ),
            _ => Key::new(
                Column::RegionCode,
                KeyType::Text,
                field.descending,
                |row: &Model| row.region_code.clone(),
            ),
        })
        .collect();
    keys.push(Key::new(Column::Id, KeyType::Uuid, last, |row: &Model| {
        row.id.to_string()
    }));
    Ok(keys)
}
