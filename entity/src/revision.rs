//! What a row of reference data was, version by version.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_type: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub snapshot: String,
    pub reason: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub recorded_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
