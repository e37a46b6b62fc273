//! The key with which a child's identity is sealed; erasing the child destroys it.

use sea_orm::entity::prelude::*;

use crate::id::ChildId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "child_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: ChildId,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
