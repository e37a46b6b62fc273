//! A name that a region had from one decree to another.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region_name")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub name: String,
    pub decree: String,
    pub listed_from: Option<Date>,
    pub listed_until: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
