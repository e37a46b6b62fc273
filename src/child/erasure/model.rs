//! What the API takes of an erasure, and shows of the rules by which the service erases by itself.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::ChildId;
use entity::retention_rule;
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

/// A rule by which the service erases who children are.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionRule {
    /// Its code.
    #[schema(example = "AGED_OUT_5_YEARS")]
    pub code: String,
    /// At which age in months who a child is is erased.
    #[schema(example = 120)]
    pub erase_at_age_months: i32,
    /// Why.
    pub basis: String,
    /// From when it holds.
    pub valid_from: NaiveDate,
    /// Until when; null if it holds.
    #[schema(required)]
    pub valid_to: Option<NaiveDate>,
}

/// The rules of retention.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionRules {
    /// By code.
    pub items: Vec<RetentionRule>,
}

impl From<retention_rule::Model> for RetentionRule {
    fn from(row: retention_rule::Model) -> Self {
        let retention_rule::Model {
            code,
            erase_at_age_months,
            basis,
            valid_from,
            valid_to,
        } = row;
        Self {
            code,
            erase_at_age_months,
            basis,
            valid_from,
            valid_to,
        }
    }
}
