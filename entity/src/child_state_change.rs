//! A change of what became of a child, proposed by one and decided by another.

use sea_orm::entity::prelude::*;

use crate::id::{ChildId, ChildStateChangeId};
use crate::kind::{ChildState, Decision};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "child_state_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChildStateChangeId,
    pub child_id: ChildId,
    pub to_state: ChildState,
    pub to_region_code: Option<String>,
    pub effective_on: Date,
    pub reason: String,
    pub decision: Decision,
    pub decision_reason: Option<String>,
    pub proposed_at: DateTimeUtc,
    pub proposed_by: String,
    pub decided_at: Option<DateTimeUtc>,
    pub decided_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
