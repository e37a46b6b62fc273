//! What a delivery was.

use sea_orm::entity::prelude::*;

use crate::id::FosterDeliveryId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_delivery_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub delivery_id: FosterDeliveryId,
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
