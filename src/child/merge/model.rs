//! What the API shows of merges and of suspected duplicates, and takes of them.

use chrono::{DateTime, Utc};
use entity::child_merge;
use entity::id::{ChildId, ChildMeasurementId, ChildMergeId, ChildStateChangeId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::child::matching::Ground;

/// What a merge moved; by it the merge is undone.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct MergeMoved {
    /// The measurements that are the kept record's since.
    pub measurements: Vec<ChildMeasurementId>,
    /// The members of the identity that the kept record lacked and took over.
    #[schema(example = json!(["nik"]))]
    pub identity: Vec<String>,
    /// The state of the merged record before.
    #[schema(example = "active")]
    pub state: String,
    /// Since when it had it.
    pub state_since: chrono::NaiveDate,
    /// The proposal of another state that waited at the merged record and was rejected by the merge; it waits again when the
    /// merge is undone.
    #[serde(default)]
    #[schema(required)]
    pub state_change: Option<ChildStateChangeId>,
}

/// Two records that were put together.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildMerge {
    /// Its id.
    pub id: ChildMergeId,
    /// The record that goes on.
    pub kept_id: ChildId,
    /// The record that went up in it.
    pub merged_id: ChildId,
    /// What was moved.
    #[schema(required)]
    pub moved: Option<MergeMoved>,
    /// Why.
    pub reason: String,
    /// When.
    pub merged_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:regency6474")]
    pub merged_by: String,
    /// When it was undone.
    #[schema(required)]
    pub undone_at: Option<DateTime<Utc>>,
    /// By whom.
    #[schema(required)]
    pub undone_by: Option<String>,
    /// Why.
    #[schema(required)]
    pub undone_reason: Option<String>,
}

/// The merges of a child.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildMerges {
    /// The first one first.
    pub items: Vec<ChildMerge>,
}

impl From<child_merge::Model> for ChildMerge {
    fn from(row: child_merge::Model) -> Self {
        let child_merge::Model {
            id,
            kept_id,
            merged_id,
            moved,
            reason,
            merged_at,
            merged_by,
            undone_at,
            undone_by,
            undone_reason,
        } = row;
        Self {
            id,
            kept_id,
            merged_id,
            moved: serde_json::from_str(&moved).ok(),
            reason,
            merged_at,
            merged_by,
            undone_at,
            undone_by,
            undone_reason,
        }
    }
}

/// The record that is the same child.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "other_id": "0192d3a0-0000-7000-8000-000000000002", "reason": "Anak yang sama, tercatat dua kali di dua posyandu"
}))]
pub struct ChildMergeCreate {
    /// The record that goes up in the one of the path.
    pub other_id: ChildId,
    /// How it is known that they are one child. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// Where suspected duplicates are looked for.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DuplicateFilter {
    /// A regency, or a region below one.
    #[validate(
        length(min = 5, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 5, max_length = 13, example = "64.74")]
    pub region_code: String,
}

/// Two records that might be one child.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SuspectedPair {
    /// The older record.
    pub first_id: ChildId,
    /// Its code.
    #[schema(example = "baku-timo-rasi")]
    pub first_code: String,
    /// The newer record.
    pub second_id: ChildId,
    /// Its code.
    #[schema(example = "soda-kela-mupi")]
    pub second_code: String,
    /// Whether it is one child as good as certainly.
    pub certain: bool,
    /// How alike they are, from 0 to 100.
    #[schema(minimum = 0, maximum = 100, example = 97)]
    pub score: u8,
    /// By what.
    pub grounds: Vec<Ground>,
}
