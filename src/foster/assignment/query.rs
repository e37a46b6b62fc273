//! Which assignments a caller sees: by region scope, filters and order.

use entity::foster_assignment::{Column, Entity, Model};
use entity::id::{ChildId, ExpectantMotherId, FosterParentId};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::model::FosterAssignmentFilter;
use crate::auth::RegionScope;
use crate::db::keyset::{Key, KeyType};
use crate::page::parse_sort;
use crate::problem::Problem;

/// Assignments that belong to a region: open ones to where who receives lives, ended ones to where they lived.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// Every filter of the list.
pub fn matching(filter: &FosterAssignmentFilter) -> Condition {
    let below = |code: &String| RegionScope::new(code.as_str()).rows(Column::RegionCode);
    let programme = filter.programme.as_deref();
    let parent = filter.foster_parent_id.map(FosterParentId);
    let mother = filter.mother_id.map(ExpectantMotherId);
    Condition::all()
        .add_option(filter.within.as_ref().map(below))
        .add_option(filter.state.map(|state| Column::State.eq(state)))
        .add_option(programme.map(|code| Column::ProgrammeCode.eq(code)))
        .add_option(parent.map(|id| Column::FosterParentId.eq(id)))
        .add_option(filter.child_id.map(|id| Column::ChildId.eq(ChildId(id))))
        .add_option(mother.map(|id| Column::MotherId.eq(id)))
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
