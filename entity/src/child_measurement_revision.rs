//! What a measurement was.

use sea_orm::entity::prelude::*;

use crate::id::ChildMeasurementId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "child_measurement_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub measurement_id: ChildMeasurementId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub record: String,
    pub action: String,
    pub reason: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub recorded_by: String,
    pub superseded_at: Option<DateTimeUtc>,
    pub request_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
