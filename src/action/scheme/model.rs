//! A scheme as the API takes and shows it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::definition::SchemeDefinition;

/// A version of a scheme.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionScheme {
    /// Its code.
    #[schema(example = "BANGDA8")]
    pub code: String,
    /// Its version; a season keeps to the one that it began with.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// What it says.
    pub definition: SchemeDefinition,
    /// Why this version was made; null for the first.
    #[schema(required)]
    pub reason: Option<String>,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom; `system:reference` is what the service ships.
    pub recorded_by: String,
}

/// A new scheme.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "KALTIM3", "definition": super::rules::example()}))]
pub struct ActionSchemeCreate {
    /// Its code; it never changes.
    #[validate(custom(function = "super::rules::scheme_code"))]
    #[schema(min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$")]
    pub code: String,
    /// What it says.
    #[validate(nested)]
    pub definition: SchemeDefinition,
}

/// The next version of a scheme.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"definition": super::rules::example(), "reason": "Syarat bukti diperbarui"}))]
pub struct ActionSchemeUpdate {
    /// What it says from now on.
    #[validate(nested)]
    pub definition: SchemeDefinition,
    /// Why it is changed.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// The filters of schemes.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActionSchemeFilter {
    /// Those that hold for this implementation year.
    #[validate(range(min = 2018, max = 2100))]
    #[param(minimum = 2018, maximum = 2100)]
    pub year: Option<i32>,
}

/// Which version of a scheme.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActionSchemeVersion {
    /// The version; the present one if not given.
    #[validate(range(min = 1, max = 1_000_000))]
    #[param(minimum = 1, maximum = 1000000)]
    pub version: Option<i64>,
}
