//! The rows of changes of state.

use entity::child_state_change::{Column, Entity, Model};
use entity::id::{ChildId, ChildStateChangeId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};

use crate::db::UniqueKey;

/// One change of a child waits for a decision.
pub const PENDING: UniqueKey = UniqueKey {
    name: "uq_child_state_change_pending",
    columns: "child_state_change.child_id",
};

#[expect(
    clippy::disallowed_methods,
    reason = "bound to a child that who asks has found within the scope"
)]
fn rows(child: ChildId) -> Select<Entity> {
    Entity::find().filter(Column::ChildId.eq(child))
}

/// The changes of a child, the first one first; who asks has found the child.
///
/// # Errors
/// The database.
pub async fn of_child(
    connection: &impl ConnectionTrait,
    child: ChildId,
) -> Result<Vec<Model>, DbErr> {
    rows(child).order_by_asc(Column::Id).all(connection).await
}

/// A change of a child; who asks has found the child.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    child: ChildId,
    id: ChildStateChangeId,
) -> Result<Option<Model>, DbErr> {
    rows(child).filter(Column::Id.eq(id)).one(connection).await
}
