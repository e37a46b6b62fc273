//! A worklist as the API asks and shows it.

use chrono::{DateTime, Utc};
use entity::id::ActionReportId;
use entity::kind::ReportState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::missing::MissingItem;

/// Of which season, and how much.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorklistQuery {
    /// Of this season alone.
    #[validate(length(min = 7, max = 40))]
    #[param(
        min_length = 7,
        max_length = 40,
        pattern = "^[0-9]{4}-[A-Z][A-Z0-9_]{1,29}$",
        example = "2024-BANGDA8"
    )]
    pub season: Option<String>,
    /// How many of the reports that wait.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 200))]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: u64,
}

const fn default_limit() -> u64 {
    50
}

/// A report that the caller's own region has to hand in, begun or not.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OwedReport {
    /// In which season.
    #[schema(example = "2024-BANGDA8")]
    pub season: String,
    /// Of which action.
    #[schema(example = "rembuk_stunting")]
    pub action: String,
    /// The action's name in the caller's language.
    #[schema(example = "Rembuk Stunting")]
    pub name: String,
    /// The report; null if it is not begun.
    #[schema(required)]
    pub report_id: Option<ActionReportId>,
    /// Where it stands; null if it is not begun.
    #[schema(required)]
    pub state: Option<ReportState>,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// From when nothing is handed in any more.
    pub locks_at: DateTime<Utc>,
    /// By how many days it was handed in late, or is late by now if it never was.
    #[schema(minimum = 0, example = 0)]
    pub days_late: i64,
    /// Mandatory facts and documents.
    #[schema(minimum = 0, example = 7)]
    pub mandatory: u32,
    /// Those of them that are there.
    #[schema(minimum = 0, example = 5)]
    pub satisfied: u32,
    /// What is wanting, by name.
    pub missing: Vec<MissingItem>,
    /// How many comments on it are not resolved.
    #[schema(minimum = 0, example = 2)]
    pub unresolved_comments: u32,
}

/// A report of a region below that waits for a reviewer, or for the end of a review.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WaitingReport {
    /// The report.
    pub report_id: ActionReportId,
    /// In which season.
    #[schema(example = "2024-BANGDA8")]
    pub season: String,
    /// Of which action.
    #[schema(example = "rembuk_stunting")]
    pub action: String,
    /// The action's name in the caller's language.
    #[schema(example = "Rembuk Stunting")]
    pub name: String,
    /// By which region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// The region's name.
    #[schema(example = "Kota Bontang")]
    pub region_name: String,
    /// `submitted` or `in_review`.
    pub state: ReportState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// When it was last handed in.
    pub submitted_at: DateTime<Utc>,
    /// How many whole days ago that was.
    #[schema(minimum = 0, example = 3)]
    pub waiting_days: i64,
    /// By how many days it was handed in late.
    #[schema(minimum = 0, example = 0)]
    pub days_late: i64,
    /// How many of its documents are not decided on.
    #[schema(minimum = 0, example = 2)]
    pub undecided_documents: u32,
    /// How many comments on it are not resolved.
    #[schema(minimum = 0, example = 0)]
    pub unresolved_comments: u32,
    /// Whether the caller wrote or handed in some state of it, and so cannot review it.
    pub own: bool,
}

/// What waits for whom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Worklist {
    /// What the caller's own region has to hand in, what is due first in front; empty for who does not write reports.
    pub owes: Vec<OwedReport>,
    /// What of the regions below waits for a reviewer, what has waited longest in front; empty for who does not review.
    pub waits: Vec<WaitingReport>,
    /// How many wait in all.
    #[schema(minimum = 0, example = 1)]
    pub waits_total: u64,
}
