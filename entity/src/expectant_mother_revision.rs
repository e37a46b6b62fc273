//! What was recorded of an expectant mother.

use sea_orm::entity::prelude::*;

use crate::id::ExpectantMotherId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expectant_mother_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mother_id: ExpectantMotherId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub record: String,
    pub identity_sealed: Option<Vec<u8>>,
    pub action: String,
    pub reason: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub recorded_by: String,
    pub superseded_at: Option<DateTimeUtc>,
    pub request_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
