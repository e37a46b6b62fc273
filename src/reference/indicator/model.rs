//! What the API shows of an indicator.

use chrono::{DateTime, Utc};
use entity::indicator;
use entity::kind::Better;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::reference::lists;

/// What is measured, with the metadata that Satu Data asks for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Indicator {
    /// Its code, in figures too.
    #[schema(example = "stunting")]
    pub code: String,
    /// Its name in Indonesian.
    #[schema(example = "Prevalensi stunting (pendek dan sangat pendek)")]
    pub name_id: String,
    /// Its name in English.
    #[schema(example = "Prevalence of stunting (stunted and severely stunted)")]
    pub name_en: String,
    /// What it is, in Indonesian.
    pub definition_id: String,
    /// What it is, in English.
    pub definition_en: String,
    /// The unit of its figures.
    #[schema(example = "percent")]
    pub unit: String,
    /// Who is counted, in Indonesian.
    pub numerator_id: String,
    /// Who is counted, in English.
    pub numerator_en: String,
    /// Of whom, in Indonesian.
    pub denominator_id: String,
    /// Of whom, in English.
    pub denominator_en: String,
    /// The direction in which better lies.
    pub better: Better,
    /// Other indicators with whose figures its own may be compared.
    pub comparable_with: Vec<String>,
    /// The cut-offs and standards that it follows.
    pub classification: String,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The filters of indicators.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IndicatorFilter {
    /// The direction in which better lies.
    #[param(inline)]
    pub better: Option<Better>,
}

impl From<indicator::Model> for Indicator {
    fn from(row: indicator::Model) -> Self {
        let indicator::Model {
            code,
            name_id,
            name_en,
            definition_id,
            definition_en,
            unit,
            numerator_id,
            numerator_en,
            denominator_id,
            denominator_en,
            better,
            comparable_with,
            classification,
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            code,
            name_id,
            name_en,
            definition_id,
            definition_en,
            unit,
            numerator_id,
            numerator_en,
            denominator_id,
            denominator_en,
            better,
            comparable_with: lists::words(&comparable_with),
            classification,
            version,
            created_at,
            updated_at,
        }
    }
}
