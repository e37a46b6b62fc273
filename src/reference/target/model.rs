//! What the API shows of a target.

use chrono::{DateTime, Utc};
use entity::id::TargetId;
use entity::target;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::pct::Pct;

/// A figure that is to be reached in a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Target {
    /// Its id.
    pub id: TargetId,
    /// Where.
    #[schema(example = "64")]
    pub region_code: String,
    /// Of what.
    #[schema(example = "stunting")]
    pub indicator: String,
    /// By which year.
    #[schema(minimum = 2000, maximum = 2100, example = 2026)]
    pub year: i32,
    /// The figure, in percent.
    #[schema(value_type = f64, minimum = 0, maximum = 100, multiple_of = 0.01, example = 19)]
    pub value_pct: Pct,
    /// The rule or decision that sets it.
    #[schema(example = "Peraturan Presiden Nomor 12 Tahun 2025 (RPJMN 2025–2029)")]
    pub legal_basis: String,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The filters of targets.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TargetFilter {
    /// Where: this region itself.
    #[validate(length(min = 1, max = 20))]
    #[param(min_length = 1, max_length = 20)]
    pub region_code: Option<String>,
    /// Of what.
    #[validate(length(min = 1, max = 50))]
    #[param(min_length = 1, max_length = 50)]
    pub indicator: Option<String>,
    /// By which year.
    #[validate(range(min = 2000, max = 2100))]
    #[param(minimum = 2000, maximum = 2100)]
    pub year: Option<i32>,
}

impl From<target::Model> for Target {
    fn from(row: target::Model) -> Self {
        let target::Model {
            id,
            region_code,
            indicator_code,
            year,
            value_hundredths,
            legal_basis,
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            region_code,
            indicator: indicator_code,
            year,
            value_pct: Pct::from_hundredths(value_hundredths),
            legal_basis,
            version,
            created_at,
            updated_at,
        }
    }
}
