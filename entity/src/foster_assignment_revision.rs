//! A state that an assignment has had.

use sea_orm::entity::prelude::*;

use crate::id::{FosterAssignmentId, FosterParentId};
use crate::kind::AssignmentState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_assignment_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub assignment_id: FosterAssignmentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub foster_parent_id: FosterParentId,
    pub region_code: String,
    pub state: AssignmentState,
    pub action: String,
    pub reason: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub recorded_by: String,
    pub superseded_at: Option<DateTimeUtc>,
    pub request_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
