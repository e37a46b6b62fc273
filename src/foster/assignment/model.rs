//! What the API shows of assignments to the programme's side: children by their codes.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{AgencyId, FosterAssignmentId, FosterParentId, FosterTransferId};
use entity::kind::{AmountPer, AssignmentState, TransferState};
use entity::{foster_assignment_revision, foster_commitment, foster_transfer};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::party::{FosterChild, FosterMother};

/// Something that is promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FosterCommitment {
    /// Its place, by which deliveries name it.
    #[schema(minimum = 1, example = 1)]
    pub position: i32,
    /// The kind of aid.
    #[schema(example = "food")]
    pub aid_kind: String,
    /// How many of its unit, each time.
    #[schema(required, example = 30)]
    pub quantity: Option<i64>,
    /// Its worth in rupiah, each time.
    #[schema(example = 450_000)]
    pub amount_idr: i64,
    /// How often.
    pub per: AmountPer,
    /// From which funds.
    #[schema(example = "csr")]
    pub funding_source: String,
}

impl From<foster_commitment::Model> for FosterCommitment {
    fn from(row: foster_commitment::Model) -> Self {
        let foster_commitment::Model {
            assignment_id: _,
            position,
            aid_kind,
            quantity,
            amount_idr,
            per,
            funding_source,
        } = row;
        Self {
            position,
            aid_kind,
            quantity,
            amount_idr,
            per,
            funding_source,
        }
    }
}

/// A foster parent who looks after a child or an expectant mother.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterAssignment {
    /// Its id.
    pub id: FosterAssignmentId,
    /// Who looks after them.
    pub foster_parent_id: FosterParentId,
    /// Their name.
    #[schema(example = "PT Contoh Sejahtera")]
    pub foster_parent_name: String,
    /// The child; null if it is of an expectant mother.
    #[schema(required)]
    pub child: Option<FosterChild>,
    /// The expectant mother; null if it is of a child.
    #[schema(required)]
    pub mother: Option<FosterMother>,
    /// Where the child or mother lives, and of an ended one where they lived; by this it belongs to a region.
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// The programme.
    #[schema(example = "BAAS")]
    pub programme: String,
    /// Its version, to which the assignment keeps.
    #[schema(minimum = 1, example = 1)]
    pub programme_version: i64,
    /// The first day that was planned.
    pub planned_from: NaiveDate,
    /// The last one.
    pub planned_to: NaiveDate,
    /// What is promised.
    pub commitments: Vec<FosterCommitment>,
    /// Which agency hands it over.
    #[schema(required)]
    pub executor_agency_id: Option<AgencyId>,
    /// Who else does.
    #[schema(required)]
    pub executor: Option<String>,
    /// What became of it.
    pub state: AssignmentState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// When it began.
    #[schema(required)]
    pub started_on: Option<NaiveDate>,
    /// When it ended.
    #[schema(required)]
    pub ended_on: Option<NaiveDate>,
    /// The assignment that it goes on from: of another foster parent, of another regency before a move, or of the child's mother.
    #[schema(required)]
    pub follows: Option<FosterAssignmentId>,
    /// Who proposed it, or the transfer.
    pub proposed_by: String,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was proposed.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    pub updated_by: String,
}

/// The filters of assignments.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterAssignmentFilter {
    /// Of children in this region and everything below it.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub within: Option<String>,
    /// In this state.
    pub state: Option<AssignmentState>,
    /// By this programme.
    #[validate(
        length(min = 2, max = 30),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 30, example = "BAAS")]
    pub programme: Option<String>,
    /// Of this foster parent.
    pub foster_parent_id: Option<Uuid>,
    /// Of this child.
    pub child_id: Option<Uuid>,
    /// Of this expectant mother.
    pub mother_id: Option<Uuid>,
}

/// A state that an assignment has had.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterAssignmentRevision {
    /// The version.
    pub version: i64,
    /// The state.
    pub state: AssignmentState,
    /// What was done.
    #[schema(example = "approve")]
    pub action: String,
    /// Why.
    #[schema(required)]
    pub reason: Option<String>,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// Until when it held.
    #[schema(required)]
    pub superseded_at: Option<DateTime<Utc>>,
    /// By which request.
    pub request_id: Uuid,
}

impl From<foster_assignment_revision::Model> for FosterAssignmentRevision {
    fn from(row: foster_assignment_revision::Model) -> Self {
        let foster_assignment_revision::Model {
            assignment_id: _,
            version,
            foster_parent_id: _,
            region_code: _,
            state,
            action,
            reason,
            recorded_at,
            recorded_by,
            superseded_at,
            request_id,
        } = row;
        Self {
            version,
            state,
            action,
            reason,
            recorded_at,
            recorded_by,
            superseded_at,
            request_id,
        }
    }
}

/// The states that an assignment has had, the first one first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterAssignmentRevisions {
    /// The states.
    pub items: Vec<FosterAssignmentRevision>,
}

/// The offer of an assignment to another foster parent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterTransfer {
    /// Its id.
    pub id: FosterTransferId,
    /// To whom.
    pub to_foster_parent_id: FosterParentId,
    /// What became of it.
    pub state: TransferState,
    /// Why it was made.
    pub reason: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// By whom.
    pub proposed_by: String,
    /// When it was decided.
    #[schema(required)]
    pub decided_at: Option<DateTime<Utc>>,
    /// By whom.
    #[schema(required)]
    pub decided_by: Option<String>,
    /// Why.
    #[schema(required)]
    pub decision_reason: Option<String>,
    /// The assignment that goes on.
    #[schema(required)]
    pub successor_id: Option<FosterAssignmentId>,
}

impl From<foster_transfer::Model> for FosterTransfer {
    fn from(row: foster_transfer::Model) -> Self {
        let foster_transfer::Model {
            id,
            assignment_id: _,
            to_parent_id,
            state,
            reason,
            proposed_at,
            proposed_by,
            decided_at,
            decided_by,
            decision_reason,
            successor_id,
            version: _,
        } = row;
        Self {
            id,
            to_foster_parent_id: to_parent_id,
            state,
            reason,
            proposed_at,
            proposed_by,
            decided_at,
            decided_by,
            decision_reason,
            successor_id,
        }
    }
}

/// The offers of an assignment, the first one first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterTransfers {
    /// The offers.
    pub items: Vec<FosterTransfer>,
}
