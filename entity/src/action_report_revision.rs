//! A state that a report has had.

use sea_orm::entity::prelude::*;

use crate::id::ActionReportId;
use crate::kind::ReportState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_report_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: ActionReportId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub season_code: String,
    pub action_code: String,
    pub region_code: String,
    pub state: ReportState,
    pub content: String,
    pub submitted_at: Option<DateTimeUtc>,
    pub action: String,
    pub reason: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub recorded_by: String,
    pub superseded_at: Option<DateTimeUtc>,
    pub request_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
