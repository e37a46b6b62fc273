//! The rows of merges.

use entity::child_merge::{Column, Entity, Model};
use entity::id::{ChildId, ChildMergeId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select,
};

/// The merges in which a record was kept or went up.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a child that who asks has found within the scope"
)]
fn rows(child: ChildId) -> Select<Entity> {
    let part = Condition::any()
        .add(Column::KeptId.eq(child))
        .add(Column::MergedId.eq(child));
    Entity::find().filter(part)
}

/// The merges of a child, the first one first; who asks has found the child.
///
/// # Errors
/// The database.
pub async fn of_child(
    connection: &impl ConnectionTrait,
    child: ChildId,
) -> Result<Vec<Model>, DbErr> {
    rows(child).order_by_asc(Column::Id).all(connection).await
}

/// A merge into a child; who asks has found the child.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    kept: ChildId,
    id: ChildMergeId,
) -> Result<Option<Model>, DbErr> {
    rows(kept)
        .filter(Column::Id.eq(id))
        .filter(Column::KeptId.eq(kept))
        .one(connection)
        .await
}
