//! A programme as the API takes and shows it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::definition::FosterProgrammeDefinition;

/// A version of a foster programme.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterProgramme {
    /// Its code.
    #[schema(example = "BAAS")]
    pub code: String,
    /// Its version; an assignment keeps to the one that it began with.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// What it says.
    pub definition: FosterProgrammeDefinition,
    /// Why this version was made; null for the first.
    #[schema(required)]
    pub reason: Option<String>,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom; `system:reference` is what the service ships.
    pub recorded_by: String,
}

/// A new programme.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "KOTA_ASUH", "definition": super::rules::example()}))]
pub struct FosterProgrammeCreate {
    /// Its code; it never changes.
    #[validate(custom(function = "super::rules::programme_code"))]
    #[schema(min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$")]
    pub code: String,
    /// What it says.
    #[validate(nested)]
    pub definition: FosterProgrammeDefinition,
}

/// The next version of a programme.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"definition": super::rules::example(), "reason": "Batas umur diperbarui"}))]
pub struct FosterProgrammeUpdate {
    /// What it says from now on.
    #[serde(deserialize_with = "crate::validation::object")]
    #[validate(nested)]
    pub definition: FosterProgrammeDefinition,
    /// Why it is changed.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// The filters of programmes.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterProgrammeFilter {
    /// Those by which an assignment may begin on this day.
    #[validate(custom(function = "crate::foster::days::near"))]
    #[param(example = "2026-11-22")]
    pub valid_on: Option<NaiveDate>,
}

/// Which version of a programme.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterProgrammeVersion {
    /// The version; the present one if not given.
    #[validate(range(min = 1, max = 1_000_000))]
    #[param(minimum = 1, maximum = 1000000)]
    pub version: Option<i64>,
}
