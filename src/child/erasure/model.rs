//! What the API takes of an erasure, and shows of it.

use chrono::{DateTime, Utc};
use entity::id::ChildId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Why who a child is is to be erased.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Permintaan orang tua", "basis": "UU 27/2022 Pasal 8"}))]
pub struct ChildErasure {
    /// Why. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
    /// The lawful basis.
    #[validate(
        length(min = 3, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 200)]
    pub basis: String,
}

/// What was erased. It cannot be undone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildErased {
    /// The child.
    pub child_id: ChildId,
    /// Its code, which stays.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// When.
    pub erased_at: DateTime<Utc>,
    /// Records that were merged into it, and were erased with it.
    pub merged_records: Vec<ChildId>,
    /// The version of the child now.
    #[schema(minimum = 1, example = 2)]
    pub version: i64,
}
