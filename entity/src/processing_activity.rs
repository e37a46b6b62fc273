//! What personal data is processed for, and by which right.

use sea_orm::entity::prelude::*;

use crate::id::ProcessingActivityId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "processing_activity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProcessingActivityId,
    pub region_code: String,
    pub name: String,
    pub purpose: String,
    pub lawful_basis: String,
    pub data_categories: String,
    pub recipients: String,
    pub retention: String,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
