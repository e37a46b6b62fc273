//! A figure to be reached in a year.

use sea_orm::entity::prelude::*;

use crate::id::TargetId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TargetId,
    pub region_code: String,
    pub indicator_code: String,
    pub year: i32,
    pub value_hundredths: i32,
    pub legal_basis: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
