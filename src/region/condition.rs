//! Which rows are meant: where every query of this feature starts, and its conditions.

use chrono::NaiveDate;
use entity::kind::RegionLevel;
use entity::region::{Column, Entity};
use entity::{region_alias, region_name};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, EntityTrait, Select};

use super::code::subtree;
use super::params::RegionFilter;
use super::search::normalise;

/// A part of a name of so many letters is in few names.
const SELECTIVE: usize = 3;

/// Names that regions had; public as the regions are.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub(super) fn visible_names() -> Select<region_name::Entity> {
    region_name::Entity::find()
}

/// Other spellings; public as the regions are.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub(super) fn visible_aliases() -> Select<region_alias::Entity> {
    region_alias::Entity::find()
}

/// Every filter of the list.
pub(super) fn matching(filter: &RegionFilter) -> Condition {
    Condition::all()
        .add(listed(filter.as_of))
        .add_option(filter.level.map(|level| Column::Level.eq(level)))
        .add_option(filter.parent.as_ref().map(|v| Column::ParentCode.eq(v)))
        .add_option(filter.within.as_deref().and_then(below))
        .add_option(filter.bps_code.as_ref().map(|v| Column::BpsCode.eq(v)))
        .add_option(filter.q.as_deref().map(|q| named(q, filter)))
}

/// A subtree as one range of the codes, which keeps their order.
pub(super) fn below(code: &str) -> Option<Condition> {
    subtree(code).map(|(from, to)| {
        Condition::all()
            .add(Column::Code.gte(from))
            .add(Column::Code.lt(to))
    })
}

/// What is listed now or was on a day. The row tells of the last listing; the two codes that vanished and came back are
/// told from the names that they had before.
pub(super) fn listed(as_of: Option<NaiveDate>) -> Condition {
    let Some(day) = as_of else {
        return Condition::all().add(Column::ListedUntil.is_null());
    };
    let since = |column: Expr| column.clone().is_null().or(column.lte(day));
    let until = |column: Expr| column.clone().is_null().or(column.gt(day));
    let name = Alias::new("earlier");
    let earlier = |column| Expr::col((name.clone(), column));
    let names = Query::select()
        .expr(Expr::val(1))
        .from_as(region_name::Entity, name.clone())
        .and_where(earlier(region_name::Column::RegionCode).equals((Entity, Column::Code)))
        .and_where(since(earlier(region_name::Column::ListedFrom)))
        .and_where(earlier(region_name::Column::ListedUntil).gt(day))
        .to_owned();
    Condition::any()
        .add(
            Condition::all()
                .add(since(Column::ListedFrom.into_expr()))
                .add(until(Column::ListedUntil.into_expr())),
        )
        .add(
            Condition::all()
                .add(Column::ListedFrom.gt(day))
                .add(Expr::exists(names)),
        )
}

/// A part of the name or of another spelling. Nothing has to be escaped, since only letters and digits are left.
///
/// A part has no index. Where something else narrows the search, or so few letters are asked for that a page is soon
/// full, the rows are tried in their order; else the index of names is walked for the codes, which is far smaller than
/// the table.
fn named(q: &str, filter: &RegionFilter) -> Condition {
    let part = normalise(q);
    let pattern = format!("%{part}%");
    let mut codes = aliased(Expr::col(region_alias::Column::SearchName).like(pattern.as_str()));
    if part.len() < SELECTIVE || is_narrow(filter) {
        return Condition::any()
            .add(Column::SearchName.like(pattern.as_str()))
            .add(Column::Code.in_subquery(codes));
    }
    let names = Query::select()
        .column(Column::Code)
        .from(Entity)
        .and_where(Expr::col(Column::SearchName).like(pattern.as_str()))
        .to_owned();
    codes.union(UnionType::All, names);
    Condition::all().add(Column::Code.in_subquery(codes))
}

fn is_narrow(filter: &RegionFilter) -> bool {
    let within = filter.within.as_deref();
    filter.parent.is_some()
        || filter.bps_code.is_some()
        || within.is_some_and(|code| subtree(code).is_some())
        || matches!(
            filter.level,
            Some(RegionLevel::Country | RegionLevel::Province | RegionLevel::Regency)
        )
}

/// The codes with a spelling.
pub(super) fn aliased(spelling: Expr) -> SelectStatement {
    Query::select()
        .column(region_alias::Column::RegionCode)
        .from(region_alias::Entity)
        .and_where(spelling)
        .to_owned()
}
