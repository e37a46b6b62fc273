//! Personal data that was handed over (BAST, berita acara serah terima).

use sea_orm::entity::prelude::*;

use crate::id::DataHandoverId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_handover")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DataHandoverId,
    pub region_code: String,
    pub dataset: String,
    pub period: String,
    pub giver: String,
    pub receiver: String,
    pub purpose: String,
    pub row_count: i64,
    pub sha256: String,
    pub document_reference: String,
    pub handed_over_on: Date,
    pub created_at: DateTimeUtc,
    pub created_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
