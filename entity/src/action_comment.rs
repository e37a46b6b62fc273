//! Something said of a report, or of a document of it; only top ones are resolved.

use sea_orm::entity::prelude::*;

use crate::id::{ActionCommentId, ActionReportId, EvidenceId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_comment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ActionCommentId,
    pub report_id: ActionReportId,
    pub region_code: String,
    pub in_reply_to: Option<ActionCommentId>,
    pub evidence_id: Option<EvidenceId>,
    pub mention_kind: Option<String>,
    pub mention_code: Option<String>,
    pub body: String,
    pub said_at: DateTimeUtc,
    pub said_by: String,
    pub resolved_at: Option<DateTimeUtc>,
    pub resolved_by: Option<String>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
