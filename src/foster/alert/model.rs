//! Alerts as the API shows them.

use chrono::NaiveDate;
use entity::id::{FosterAssignmentId, FosterParentId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules::FosterAlertKind;

/// Something that is wrong with an assignment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterAlert {
    /// What.
    pub kind: FosterAlertKind,
    /// Since when.
    pub since: NaiveDate,
    /// How many days, or weighings in a row without gain.
    #[schema(minimum = 0, example = 46)]
    pub count: i64,
    /// The assignment.
    pub assignment_id: FosterAssignmentId,
    /// Of which foster parent.
    pub foster_parent_id: FosterParentId,
    /// By which programme.
    #[schema(example = "BAAS")]
    pub programme: String,
    /// The child's code; null of an expectant mother.
    #[schema(required, example = "baku-timo-rasi")]
    pub child_code: Option<String>,
    /// The expectant mother's code; null of a child.
    #[schema(required)]
    pub mother_code: Option<String>,
    /// Where it belongs to.
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
}

/// Everything that is wrong in a region.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterAlerts {
    /// The region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// The day on which it was asked.
    pub on: NaiveDate,
    /// How many assignments are active.
    #[schema(minimum = 0)]
    pub active_count: u64,
    /// What is wrong: children without gain first, of each kind what has been so for longest.
    pub items: Vec<FosterAlert>,
}

/// Of which region.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterAlertQuery {
    /// This region and everything below it, within the caller's.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub region: String,
}
