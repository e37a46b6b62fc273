//! How many children and mothers foster parents have.

use std::collections::HashMap;

use entity::foster_assignment::{Column, Entity};
use entity::id::FosterParentId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::foster::workflow::OPEN;

/// How many children and how many mothers each of some foster parents has, proposed and approved ones included; those with none
/// are not there.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "counts of foster parents that were found in scope"
)]
pub async fn counts(
    connection: &impl ConnectionTrait,
    ids: &[FosterParentId],
) -> Result<HashMap<FosterParentId, (i64, i64)>, DbErr> {
    let rows: Vec<(FosterParentId, i64, i64)> = Entity::find()
        .filter(Column::FosterParentId.is_in(ids.iter().copied()))
        .filter(Column::State.is_in(OPEN))
        .select_only()
        .column(Column::FosterParentId)
        .expr_as(Expr::col(Column::ChildId).count_distinct(), "children")
        .expr_as(Expr::col(Column::MotherId).count_distinct(), "mothers")
        .group_by(Column::FosterParentId)
        .into_tuple()
        .all(connection)
        .await?;
    let each = rows.into_iter();
    Ok(each
        .map(|(id, children, mothers)| (id, (children, mothers)))
        .collect())
}
