//! A file that arrives in parts, which lie in the data folder until it is whole.

use sea_orm::entity::prelude::*;

use crate::id::{ActionReportId, EvidenceId, EvidenceUploadId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvidenceUploadId,
    pub report_id: ActionReportId,
    pub region_code: String,
    pub file_name: String,
    pub meta: String,
    pub size_bytes: i64,
    pub evidence_id: Option<EvidenceId>,
    pub sha256: Option<String>,
    pub created_at: DateTimeUtc,
    pub created_by: String,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
