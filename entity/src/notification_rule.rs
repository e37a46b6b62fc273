//! How many days before or after its occasion a kind of notification is written, while it holds.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub days: i32,
}

impl ActiveModelBehavior for ActiveModel {}
