//! Which foster parents a caller sees: by region scope, filters and order.

use entity::foster_parent::{Column, Entity, Model};
use entity::foster_parent_region;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::model::FosterParentFilter;
use crate::auth::RegionScope;
use crate::db::keyset::{Key, KeyType};
use crate::page::parse_sort;
use crate::problem::Problem;
use crate::region;

/// Foster parents of the caller's region, and those of others who serve in it.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    let query = Entity::find();
    if scope.is_country() {
        return query;
    }
    let here = Condition::any()
        .add(scope.rows(Column::RegionCode))
        .add(Column::Id.in_subquery(serving(scope)));
    query.filter(here)
}

/// Foster parents of the caller's region alone: who changes one.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that changes start from"
)]
pub fn own(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// Those who serve in a region, in a part of it, or in one around it.
pub fn serving(scope: &RegionScope) -> SelectStatement {
    use foster_parent_region::Column;
    let around = Expr::col(Column::RegionCode).is_in(region::ancestors(scope.code()));
    let touching = Condition::any()
        .add(scope.rows(Column::RegionCode))
        .add(around);
    Query::select()
        .column(Column::FosterParentId)
        .from(foster_parent_region::Entity)
        .cond_where(touching)
        .to_owned()
}

/// Every filter of the list.
pub fn matching(filter: &FosterParentFilter) -> Condition {
    let below = |code: &String| RegionScope::new(code.as_str()).rows(Column::RegionCode);
    let kind = filter.kind.as_deref();
    Condition::all()
        .add_option(filter.within.as_ref().map(below))
        .add_option(kind.map(|kind| Column::KindCode.eq(kind)))
        .add_option(filter.state.map(|state| Column::State.eq(state)))
}

/// The order that is asked for, else by region; ended by the id.
///
/// # Errors
/// A member by which they are not sorted.
pub fn keys(sort: Option<&str>) -> Result<Vec<Key<Model>>, Problem> {
    let fields = parse_sort(sort.unwrap_or("region_code"), &["region_code"])
        .map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.last().is_some_and(|field| field.descending);
    let region = Key::new(
        Column::RegionCode,
        KeyType::Text,
        descending,
        |row: &Model| row.region_code.clone(),
    );
    let id = Key::new(Column::Id, KeyType::Uuid, descending, |row: &Model| {
        row.id.to_string()
    });
    Ok(vec![region, id])
}
