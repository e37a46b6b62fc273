//! A season as the API takes and shows it.

use chrono::{DateTime, Utc};
use entity::id::SeasonExceptionId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// When an action is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionDue {
    /// The action's code.
    #[validate(custom(function = "crate::action::scheme::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "rembuk_stunting"
    )]
    pub action: String,
    /// When it is due.
    #[schema(example = "2025-05-31T16:00:00Z")]
    pub due_at: DateTime<Utc>,
}

/// A season (musim pelaporan). The implementation year (tahun pelaksanaan) is that in which the actions were done, the
/// assessment year (tahun penilaian) that in which they are judged, and when they are reported is a third thing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportingSeason {
    /// Its code: the implementation year and the scheme.
    #[schema(example = "2024-BANGDA8")]
    pub code: String,
    /// In which year the actions were done.
    #[schema(minimum = 2018, maximum = 2100, example = 2024)]
    pub implementation_year: i32,
    /// In which year they are judged.
    #[schema(minimum = 2018, maximum = 2100, example = 2025)]
    pub assessment_year: i32,
    /// By which scheme.
    #[schema(example = "BANGDA8")]
    pub scheme: String,
    /// By which version of it.
    #[schema(minimum = 1, example = 1)]
    pub scheme_version: i64,
    /// From when reports are taken.
    pub opens_at: DateTime<Utc>,
    /// From when nothing is handed in any more.
    pub locks_at: DateTime<Utc>,
    /// How many days after it was due a report still counts as in time.
    #[schema(minimum = 0, maximum = 366, example = 7)]
    pub grace_days: i32,
    /// When each action is due.
    pub due: Vec<ActionDue>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A new season.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "implementation_year": 2023, "assessment_year": 2024, "scheme": "BANGDA8",
    "opens_at": "2024-01-01T00:00:00Z", "locks_at": "2024-12-31T16:00:00Z", "grace_days": 7,
    "due": [
        {"action": "situation_analysis", "due_at": "2024-02-28T16:00:00Z"}, {"action": "planning", "due_at": "2024-03-31T16:00:00Z"},
        {"action": "rembuk_stunting", "due_at": "2024-05-31T16:00:00Z"}, {"action": "regulation", "due_at": "2024-06-30T16:00:00Z"},
        {"action": "village_actors", "due_at": "2024-11-30T16:00:00Z"}, {"action": "data_management", "due_at": "2024-11-30T16:00:00Z"},
        {"action": "measurement_publication", "due_at": "2024-10-31T16:00:00Z"}, {"action": "performance_review", "due_at": "2024-11-30T16:00:00Z"}
    ]
}))]
pub struct ReportingSeasonCreate {
    /// In which year the actions were done.
    #[validate(range(min = 2018, max = 2100))]
    #[schema(minimum = 2018, maximum = 2100)]
    pub implementation_year: i32,
    /// In which year they are judged.
    #[validate(range(min = 2018, max = 2100))]
    #[schema(minimum = 2018, maximum = 2100)]
    pub assessment_year: i32,
    /// By which scheme; its present version.
    #[validate(custom(function = "crate::action::scheme::rules::scheme_code"))]
    #[schema(min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$")]
    pub scheme: String,
    /// From when reports are taken.
    pub opens_at: DateTime<Utc>,
    /// From when nothing is handed in any more.
    pub locks_at: DateTime<Utc>,
    /// How many days after it was due a report still counts as in time.
    #[validate(range(min = 0, max = 366))]
    #[schema(minimum = 0, maximum = 366)]
    pub grace_days: i32,
    /// When each action of the scheme is due, each once.
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    pub due: Vec<ActionDue>,
}

/// What a season is to be from now on; year and scheme stay.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "assessment_year": 2025, "opens_at": "2025-01-01T00:00:00Z", "locks_at": "2025-12-31T16:00:00Z", "grace_days": 14,
    "due": [{"action": "situation_analysis", "due_at": "2025-02-28T16:00:00Z"}], "reason": "Tenggat diperpanjang oleh provinsi"
}))]
pub struct ReportingSeasonUpdate {
    /// In which year they are judged.
    #[validate(range(min = 2018, max = 2100))]
    #[schema(minimum = 2018, maximum = 2100)]
    pub assessment_year: i32,
    /// From when reports are taken.
    pub opens_at: DateTime<Utc>,
    /// From when nothing is handed in any more.
    pub locks_at: DateTime<Utc>,
    /// How many days after it was due a report still counts as in time.
    #[validate(range(min = 0, max = 366))]
    #[schema(minimum = 0, maximum = 366)]
    pub grace_days: i32,
    /// When each action of the scheme is due, each once.
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    pub due: Vec<ActionDue>,
    /// Why it is changed.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// The filters of seasons.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportingSeasonFilter {
    /// In which year the actions were done.
    #[validate(range(min = 2018, max = 2100))]
    #[param(minimum = 2018, maximum = 2100)]
    pub implementation_year: Option<i32>,
}

/// A longer deadline for a region, with its reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SeasonException {
    /// Its id.
    pub id: SeasonExceptionId,
    /// Of which season.
    #[schema(example = "2024-BANGDA8")]
    pub season: String,
    /// For which region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// For which action; null for all.
    #[schema(required, example = "rembuk_stunting")]
    pub action: Option<String>,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// From when nothing is handed in any more.
    pub locks_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// When it was granted; of several the last one holds.
    pub granted_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "province64")]
    pub granted_by: String,
}

/// A longer deadline that is to be granted.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "region_code": "64.74", "action": "rembuk_stunting", "due_at": "2025-06-30T16:00:00Z", "locks_at": "2026-01-31T16:00:00Z",
    "reason": "Banjir di tiga kecamatan pada bulan Mei"
}))]
pub struct SeasonExceptionCreate {
    /// For which region, within and below the caller's.
    #[validate(length(min = 2, max = 13))]
    #[schema(min_length = 2, max_length = 13)]
    pub region_code: String,
    /// For which action; null for all.
    #[validate(custom(function = "crate::action::scheme::rules::code"))]
    #[schema(min_length = 2, max_length = 40, pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub action: Option<String>,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// From when nothing is handed in any more.
    pub locks_at: DateTime<Utc>,
    /// Why.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// The filters of exceptions.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeasonExceptionFilter {
    /// For this region.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13)]
    pub region_code: Option<String>,
}
