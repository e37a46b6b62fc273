//! A document of a report: which file proves which requirements.

use sea_orm::entity::prelude::*;

use crate::id::{ActionReportId, EvidenceId};
use crate::kind::EvidenceState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvidenceId,
    pub report_id: ActionReportId,
    pub season_code: String,
    pub action_code: String,
    pub region_code: String,
    pub sha256: String,
    pub file_name: String,
    pub requirements: String,
    pub fields: String,
    pub state: EvidenceState,
    pub reason: Option<String>,
    pub replaces: Option<EvidenceId>,
    pub uploaded_at: DateTimeUtc,
    pub uploaded_by: String,
    pub decided_at: Option<DateTimeUtc>,
    pub decided_by: Option<String>,
    pub superseded_at: Option<DateTimeUtc>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
