//! The rows of changes of state.

use chrono::{DateTime, Utc};
use entity::child_state_change::{Column, Entity, Model};
use entity::id::{ChildId, ChildStateChangeId};
use entity::kind::Decision;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::auth::Stamp;
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

/// Rejects what waits for a decision at a record that goes up in another one; gives which, if anything waits.
///
/// # Errors
/// The database.
pub async fn close(
    tx: &DatabaseTransaction,
    child: ChildId,
    reason: &str,
    stamp: &Stamp,
) -> Result<Option<ChildStateChangeId>, DbErr> {
    let waiting: Option<ChildStateChangeId> = rows(child)
        .filter(Column::Decision.eq(Decision::Pending))
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .one(tx)
        .await?;
    if let Some(id) = waiting {
        let by = Some((reason, stamp.at, stamp.by.as_str()));
        set(tx, child, id, Decision::Rejected, by).await?;
    }
    Ok(waiting)
}

/// Lets a proposal wait again that a merge rejected, since the merge is undone.
///
/// # Errors
/// The database.
pub async fn reopen(
    tx: &DatabaseTransaction,
    child: ChildId,
    id: ChildStateChangeId,
) -> Result<(), DbErr> {
    set(tx, child, id, Decision::Pending, None).await
}

/// Decides, or takes a decision back: why, when, by whom.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a child that who asks has found within the scope"
)]
async fn set(
    tx: &DatabaseTransaction,
    child: ChildId,
    id: ChildStateChangeId,
    decision: Decision,
    by: Option<(&str, DateTime<Utc>, &str)>,
) -> Result<(), DbErr> {
    let text = |text: &str| text.to_owned();
    Entity::update_many()
        .col_expr(Column::Decision, Expr::value(decision.as_str()))
        .col_expr(
            Column::DecisionReason,
            Expr::value(by.map(|(why, ..)| text(why))),
        )
        .col_expr(Column::DecidedAt, Expr::value(by.map(|(_, at, _)| at)))
        .col_expr(
            Column::DecidedBy,
            Expr::value(by.map(|(.., whom)| text(whom))),
        )
        .filter(Column::Id.eq(id))
        .filter(Column::ChildId.eq(child))
        .exec(tx)
        .await
        .map(drop)
}
