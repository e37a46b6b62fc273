//! The receipt of a submission, as it was signed.

use sea_orm::entity::prelude::*;

use crate::id::ActionReportId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_receipt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: ActionReportId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub region_code: String,
    pub jws: String,
    pub submitted_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
