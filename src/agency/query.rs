//! Which agencies a caller sees: by region scope, filters and order.

use chrono::NaiveDate;
use entity::agency::{Column, Entity, Model};
use entity::agency_name;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::model::AgencyFilter;
use super::names::searchable;
use crate::auth::RegionScope;
use crate::db::keyset::{Key, KeyType};
use crate::page::parse_sort;
use crate::problem::Problem;

/// Agencies of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub(super) fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// Names of agencies; who asks has found the agencies.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to agencies that who asks has found within the scope"
)]
pub(super) fn names() -> Select<agency_name::Entity> {
    agency_name::Entity::find()
}

/// Every filter of the list.
pub(super) fn matching(filter: &AgencyFilter) -> Condition {
    let below = |code: &String| RegionScope::new(code.as_str()).rows(Column::RegionCode);
    let code = filter.region_code.as_deref();
    let kind = filter.kind.as_deref();
    Condition::all()
        .add_option(code.map(|code| Column::RegionCode.eq(code)))
        .add_option(filter.within.as_ref().map(below))
        .add_option(kind.map(|kind| Column::KindCode.eq(kind)))
        .add_option(named(filter))
}

/// By the names. A part of a name is looked for in the index of names, which is far smaller than the tables; whether one
/// held on a day is asked of each agency in the order of the list.
fn named(filter: &AgencyFilter) -> Option<Condition> {
    let column = |column| Expr::col((agency_name::Entity, column));
    let held = filter.valid_on.map(held_on);
    if let Some(name) = &filter.name {
        // Nothing has to be escaped, since only letters and digits are left.
        let part = format!("%{}%", searchable(name));
        let is_called = column(agency_name::Column::SearchText).like(part);
        let found = select(held.unwrap_or_else(Condition::all).add(is_called));
        return Some(Condition::all().add(Column::Id.in_subquery(found)));
    }
    held.map(|held| {
        let own = column(agency_name::Column::AgencyId).equals((Entity, Column::Id));
        Condition::all().add(Expr::exists(select(held.add(own))))
    })
}

fn select(condition: Condition) -> SelectStatement {
    Query::select()
        .column((agency_name::Entity, agency_name::Column::AgencyId))
        .from(agency_name::Entity)
        .cond_where(condition)
        .to_owned()
}

fn held_on(day: NaiveDate) -> Condition {
    let column = |column| Expr::col((agency_name::Entity, column));
    let from = || column(agency_name::Column::ValidFrom);
    let to = || column(agency_name::Column::ValidTo);
    Condition::all()
        .add(from().is_null().or(from().lte(day)))
        .add(to().is_null().or(to().gte(day)))
}

/// The order that is asked for, else by region and name; ended by the id.
///
/// # Errors
/// A member by which agencies are not sorted.
pub(super) fn keys(sort: Option<&str>) -> Result<Vec<Key<Model>>, Problem> {
    let fields = parse_sort(sort.unwrap_or("region_code,name"), &["region_code", "name"])
        .map_err(|fault| Problem::invalid(vec![fault]))?;
    let last = fields.last().is_some_and(|field| field.descending);
    let mut keys: Vec<Key<Model>> = fields
        .iter()
        .map(|field| match field.name {
            "name" => Key::new(
                Column::SearchName,
                KeyType::Text,
                field.descending,
                |row: &Model| row.search_name.clone(),
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
