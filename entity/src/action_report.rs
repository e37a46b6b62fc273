//! What a region reports of an action in a season; the content is JSON.

use sea_orm::entity::prelude::*;

use crate::id::ActionReportId;
use crate::kind::ReportState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ActionReportId,
    pub season_code: String,
    pub action_code: String,
    pub region_code: String,
    pub state: ReportState,
    pub state_since: DateTimeUtc,
    pub content: String,
    pub stated_by: String,
    pub submitted_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
