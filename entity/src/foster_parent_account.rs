//! An account that acts for a foster parent; each acts for one.

use sea_orm::entity::prelude::*;

use crate::id::{FosterParentId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_parent_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub foster_parent_id: FosterParentId,
    pub linked_at: DateTimeUtc,
    pub linked_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
