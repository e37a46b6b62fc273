//! Another spelling or an earlier name of a region.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region_alias")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub search_name: String,
    pub name: String,
    pub origin: String,
}

impl ActiveModelBehavior for ActiveModel {}
