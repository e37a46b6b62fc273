//! The offer of an assignment to another foster parent, who takes it or not.

use sea_orm::entity::prelude::*;

use crate::id::{FosterAssignmentId, FosterParentId, FosterTransferId};
use crate::kind::TransferState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_transfer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FosterTransferId,
    pub assignment_id: FosterAssignmentId,
    pub to_parent_id: FosterParentId,
    pub state: TransferState,
    pub reason: String,
    pub proposed_at: DateTimeUtc,
    pub proposed_by: String,
    pub decided_at: Option<DateTimeUtc>,
    pub decided_by: Option<String>,
    pub decision_reason: Option<String>,
    pub successor_id: Option<FosterAssignmentId>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
