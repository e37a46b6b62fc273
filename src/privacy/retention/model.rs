//! What the API shows of a rule of retention.

use chrono::{DateTime, NaiveDate, Utc};
use entity::retention_rule;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A rule by which the service erases who children are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RetentionRule {
    /// Its code.
    #[schema(example = "AGED_OUT_5_YEARS")]
    pub code: String,
    /// Where it holds: here and below, but for regions with rules of their own.
    #[schema(example = "ID")]
    pub region_code: String,
    /// At which age in months who a child is is erased.
    #[schema(minimum = 60, maximum = 600, example = 120)]
    pub erase_at_age_months: i32,
    /// Why.
    pub basis: String,
    /// From when it holds.
    pub valid_from: NaiveDate,
    /// Until when; null if it goes on.
    #[schema(required)]
    pub valid_to: Option<NaiveDate>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was laid down.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<retention_rule::Model> for RetentionRule {
    fn from(row: retention_rule::Model) -> Self {
        let retention_rule::Model {
            code,
            region_code,
            erase_at_age_months,
            basis,
            valid_from,
            valid_to,
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            code,
            region_code,
            erase_at_age_months,
            basis,
            valid_from,
            valid_to,
            version,
            created_at,
            updated_at,
        }
    }
}

/// The filters of rules of retention.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RetentionRuleFilter {
    /// Those that hold on this day.
    pub valid_on: Option<NaiveDate>,
}
