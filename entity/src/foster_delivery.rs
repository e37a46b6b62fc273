//! What was handed over of what was promised.

use sea_orm::entity::prelude::*;

use crate::id::{FosterAssignmentId, FosterDeliveryId};
use crate::kind::DeliveryState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FosterDeliveryId,
    pub assignment_id: FosterAssignmentId,
    pub position: i32,
    pub delivered_on: Date,
    pub quantity: Option<i64>,
    pub value_idr: i64,
    pub receiver: String,
    pub evidence_reference: Option<String>,
    pub note: Option<String>,
    pub state: DeliveryState,
    pub recorded_at: DateTimeUtc,
    pub recorded_by: String,
    pub verified_at: Option<DateTimeUtc>,
    pub verified_by: Option<String>,
    pub version: i64,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
