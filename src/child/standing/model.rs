//! What the API shows of changes of state, and takes of them.

use chrono::{DateTime, NaiveDate, Utc};
use entity::child_state_change;
use entity::id::{ChildId, ChildStateChangeId};
use entity::kind::{ChildState, Decision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A change of what became of a child.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildStateChange {
    /// Its id.
    pub id: ChildStateChangeId,
    /// Of which child.
    pub child_id: ChildId,
    /// What becomes of it.
    pub to_state: ChildState,
    /// Where it moves to.
    #[schema(required, example = "64.02.08.2001")]
    pub to_region_code: Option<String>,
    /// From which day.
    pub effective_on: NaiveDate,
    /// Why, or how it is known.
    #[schema(example = "Pindah bersama orang tua")]
    pub reason: String,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    #[schema(required)]
    pub decision_reason: Option<String>,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:worker6474")]
    pub proposed_by: String,
    /// When it was decided.
    #[schema(required)]
    pub decided_at: Option<DateTime<Utc>>,
    /// By whom; never who proposed it.
    #[schema(required)]
    pub decided_by: Option<String>,
}

/// The changes of a child's state.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildStateChanges {
    /// The first one first.
    pub items: Vec<ChildStateChange>,
}

impl From<child_state_change::Model> for ChildStateChange {
    fn from(row: child_state_change::Model) -> Self {
        let child_state_change::Model {
            id,
            child_id,
            to_state,
            to_region_code,
            effective_on,
            reason,
            decision,
            decision_reason,
            proposed_at,
            proposed_by,
            decided_at,
            decided_by,
        } = row;
        Self {
            id,
            child_id,
            to_state,
            to_region_code,
            effective_on,
            reason,
            decision,
            decision_reason,
            proposed_at,
            proposed_by,
            decided_at,
            decided_by,
        }
    }
}

/// A change to be proposed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "to_state": "moved", "to_region_code": "64.02.08.2001", "effective_on": "2026-11-20", "reason": "Pindah bersama orang tua"
}))]
pub struct ChildStateChangeCreate {
    /// What becomes of the child: `moved`, `died`, `aged_out`, or `active` again.
    pub to_state: ChildState,
    /// Where it moves to, a district or village anywhere in the country; only with `moved`, and null if nobody knows.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    pub to_region_code: Option<String>,
    /// From which day; not before birth, not after today.
    pub effective_on: NaiveDate,
    /// Why, or how it is known. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// Why a proposal is decided so.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Dikonfirmasi oleh puskesmas"}))]
pub struct ChildDecision {
    /// Why. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}
