//! A version of a foster programme; the definition is JSON and never changes.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_programme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub definition: String,
    pub reason: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub recorded_by: String,
    pub superseded_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
