//! How many children foster parents have.

use std::collections::HashMap;

use entity::foster_assignment::{Column, Entity};
use entity::id::FosterParentId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::foster::workflow::OPEN;

/// How many children each of some foster parents has, proposed and approved ones included; those with none are not there.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "counts of foster parents that were found in scope"
)]
pub async fn children_counts(
    connection: &impl ConnectionTrait,
    ids: &[FosterParentId],
) -> Result<HashMap<FosterParentId, i64>, DbErr> {
    let rows: Vec<(FosterParentId, i64)> = Entity::find()
        .filter(Column::FosterParentId.is_in(ids.iter().copied()))
        .filter(Column::State.is_in(OPEN))
        .select_only()
        .column(Column::FosterParentId)
        .expr_as(Expr::col(Column::ChildId).count_distinct(), "children")
        .group_by(Column::FosterParentId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
