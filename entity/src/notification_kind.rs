//! What regions are told of, in which words, and which permission it concerns.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_kind")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub audience: String,
    pub title_id: String,
    pub title_en: String,
    pub text_id: String,
    pub text_en: String,
}

impl ActiveModelBehavior for ActiveModel {}
