//! The one way to a foster parent's own children: by the link of the caller's account, while the foster parent is verified, the
//! assignment active, and the consent of a parent, a guardian or the mother herself holds. All of it in one statement, so that what is withdrawn is
//! gone from the next request on.

use chrono::NaiveDate;
use entity::foster_assignment::{Column, Entity, Model};
use entity::id::{FosterAssignmentId, UserId};
use entity::kind::{AssignmentState, FosterParentState};
use entity::{foster_parent, foster_parent_account};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use crate::foster::receiver::disclosed;

/// The foster parent for which an account acts, as a subquery; none if it is not verified.
pub fn parent_of(account: Uuid) -> SelectStatement {
    let parent = (foster_parent::Entity, foster_parent::Column::Id);
    let link = (
        foster_parent_account::Entity,
        foster_parent_account::Column::FosterParentId,
    );
    Query::select()
        .column(link)
        .from(foster_parent_account::Entity)
        .inner_join(foster_parent::Entity, Expr::col(parent).equals(link))
        .and_where(foster_parent_account::Column::UserId.eq(UserId(account)))
        .and_where(foster_parent::Column::State.eq(FosterParentState::Verified))
        .to_owned()
}

/// The assignments that an account may see as a foster parent's.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything of a foster parent starts from"
)]
pub fn visible(account: Uuid, today: NaiveDate) -> Select<Entity> {
    Entity::find()
        .filter(Column::FosterParentId.in_subquery(parent_of(account)))
        .filter(Column::State.eq(AssignmentState::Active))
        .filter(disclosed(today))
}

/// One of them.
///
/// # Errors
/// The database.
pub async fn own(
    connection: &impl ConnectionTrait,
    account: Uuid,
    id: FosterAssignmentId,
    today: NaiveDate,
) -> Result<Option<Model>, DbErr> {
    visible(account, today)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}
