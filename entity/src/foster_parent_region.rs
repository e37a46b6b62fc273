//! A region, with all below it, in which a foster parent serves.

use sea_orm::entity::prelude::*;

use crate::id::FosterParentId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_parent_region")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub foster_parent_id: FosterParentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_code: String,
}

impl ActiveModelBehavior for ActiveModel {}
