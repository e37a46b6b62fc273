//! Which foster parent looks after which child or expectant mother, by which programme, and what became of it.

use sea_orm::entity::prelude::*;

use crate::id::{AgencyId, ChildId, ExpectantMotherId, FosterAssignmentId, FosterParentId};
use crate::kind::AssignmentState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_assignment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FosterAssignmentId,
    pub foster_parent_id: FosterParentId,
    pub child_id: Option<ChildId>,
    pub region_code: String,
    pub programme_code: String,
    pub programme_version: i64,
    pub planned_from: Date,
    pub planned_to: Date,
    pub executor_agency_id: Option<AgencyId>,
    pub executor: Option<String>,
    pub state: AssignmentState,
    pub state_since: DateTimeUtc,
    pub started_on: Option<Date>,
    pub ended_on: Option<Date>,
    pub follows: Option<FosterAssignmentId>,
    pub proposed_by: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub mother_id: Option<ExpectantMotherId>,
}

impl ActiveModelBehavior for ActiveModel {}
