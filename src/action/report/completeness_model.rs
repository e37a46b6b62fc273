//! How far the regions are, as the API asks and shows it.

use chrono::{DateTime, Utc};
use entity::id::ActionReportId;
use entity::kind::ReportState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::missing::MissingItem;

/// Of which season and regions.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompletenessQuery {
    /// The season.
    #[validate(length(min = 7, max = 40))]
    #[param(
        min_length = 7,
        max_length = 40,
        pattern = "^[0-9]{4}-[A-Z][A-Z0-9_]{1,29}$",
        example = "2024-BANGDA8"
    )]
    pub season: String,
    /// The region whose children are shown; of the country (`ID`) all its regencies and cities. If neither this nor `region` is
    /// named, those below the caller's own.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64"
    )]
    pub parent: Option<String>,
    /// The one region that is shown, as a regency asks for itself.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64.74"
    )]
    pub region: Option<String>,
    /// The answer as it was at that time.
    pub as_of: Option<DateTime<Utc>>,
}

/// How far a region is with an action.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionCompleteness {
    /// The action.
    #[schema(example = "rembuk_stunting")]
    pub action: String,
    /// Its name in the caller's language.
    pub name: String,
    /// The report; null if it is not begun.
    #[schema(required)]
    pub report_id: Option<ActionReportId>,
    /// Where the report stands; null if it is not begun.
    #[schema(required)]
    pub state: Option<ReportState>,
    /// When it was last handed in.
    #[schema(required)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// By how many days it was handed in late, or is late by now.
    #[schema(minimum = 0)]
    pub days_late: i64,
    /// Mandatory facts and documents.
    #[schema(minimum = 0)]
    pub mandatory: u32,
    /// Those of them that are there.
    #[schema(minimum = 0)]
    pub satisfied: u32,
    /// What is wanting, by name.
    pub missing: Vec<MissingItem>,
}

/// Sums over actions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompletenessSum {
    /// Mandatory facts and documents.
    #[schema(minimum = 0, example = 40)]
    pub mandatory: u32,
    /// Those of them that are there.
    #[schema(minimum = 0, example = 31)]
    pub satisfied: u32,
    /// Reports that are due from these regions.
    #[schema(minimum = 0, example = 8)]
    pub reports: u32,
    /// Reports that have been handed in and were not opened or returned since.
    #[schema(minimum = 0, example = 6)]
    pub handed_in: u32,
    /// Those of them that were handed in on time.
    #[schema(minimum = 0, example = 5)]
    pub on_time: u32,
    /// Reports that are accepted.
    #[schema(minimum = 0, example = 4)]
    pub accepted: u32,
    /// Reports that are late, handed in or not.
    #[schema(minimum = 0, example = 2)]
    pub late: u32,
}

/// How far a region is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegionCompleteness {
    /// The region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// Its name.
    #[schema(example = "Kota Bontang")]
    pub name: String,
    /// Over its actions.
    pub sum: CompletenessSum,
    /// Each action on which a region of its level reports, in the order of the scheme.
    pub actions: Vec<ActionCompleteness>,
}

/// How far the regions are with a season.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Completeness {
    /// The season.
    #[schema(example = "2024-BANGDA8")]
    pub season: String,
    /// The regions, by code.
    pub items: Vec<RegionCompleteness>,
    /// Over all of them.
    pub sum: CompletenessSum,
}
