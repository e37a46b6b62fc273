//! What proves that something was handed over: which file, and whether it shows the child.

use sea_orm::entity::prelude::*;

use crate::id::{FosterDeliveryFileId, FosterDeliveryId};
use crate::kind::DestructionReason;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_delivery_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FosterDeliveryFileId,
    pub delivery_id: FosterDeliveryId,
    pub sha256: String,
    pub shows_child: bool,
    pub by_foster_parent: bool,
    pub uploaded_at: DateTimeUtc,
    pub uploaded_by: String,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub withdrawn_by: Option<String>,
    pub withdrawn_reason: Option<String>,
    pub destroyed_at: Option<DateTimeUtc>,
    pub destroyed_because: Option<DestructionReason>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
