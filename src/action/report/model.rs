//! A report as the API takes and shows it.

use chrono::{DateTime, Utc};
use entity::id::ActionReportId;
use entity::kind::ReportState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::content::ReportContent;
use super::missing::MissingItem;
use crate::action::comment::model::ReportComment;

/// Until when a report is due, and how late it is or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportDeadline {
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// From when nothing is handed in any more.
    pub locks_at: DateTime<Utc>,
    /// By how many days it was handed in late, or is late by now if it was not; 0 if in time or within the grace.
    #[schema(minimum = 0, example = 0)]
    pub days_late: i64,
}

/// What a region reports of an action in a season (laporan aksi konvergensi).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionReport {
    /// Its id.
    pub id: ActionReportId,
    /// In which season.
    #[schema(example = "2024-BANGDA8")]
    pub season: String,
    /// Of which action.
    #[schema(example = "rembuk_stunting")]
    pub action: String,
    /// By which region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// Where it stands.
    pub state: ReportState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// Why it was returned or opened again, as long as it is; what is found wanting in single documents stands with these.
    #[schema(required)]
    pub back_because: Option<String>,
    /// When it was last handed in; null if never.
    #[schema(required)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// Until when it is due.
    pub deadline: ReportDeadline,
    /// What it says.
    pub content: ReportContent,
    /// How many mandatory facts and documents there are.
    #[schema(minimum = 0, example = 7)]
    pub mandatory: u32,
    /// How many of them are there.
    #[schema(minimum = 0, example = 5)]
    pub satisfied: u32,
    /// What is wanting, by name.
    pub missing: Vec<MissingItem>,
    /// How many comments on it are not resolved.
    #[schema(minimum = 0, example = 0)]
    pub unresolved_comments: u32,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// By whom, as `user:regency6474`.
    #[schema(example = "user:regency6474")]
    pub updated_by: String,
}

/// A report that was returned, with what is still to be done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReturnedReport {
    /// The report.
    #[serde(flatten)]
    pub report: ActionReport,
    /// The first 200 comments that are not resolved, the first one first.
    pub comments: Vec<ReportComment>,
}

/// A state that a report has had.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionReportRevision {
    /// Its version.
    #[schema(minimum = 1, example = 2)]
    pub version: i64,
    /// What was done, as `create`, `edit`, `submit`, `return`.
    #[schema(example = "return")]
    pub action: String,
    /// Why.
    #[schema(required)]
    pub reason: Option<String>,
    /// Where it stood.
    pub state: ReportState,
    /// What it said.
    pub content: ReportContent,
    /// From when.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:province64")]
    pub recorded_by: String,
    /// Until when; null if it still is.
    #[schema(required)]
    pub superseded_at: Option<DateTime<Utc>>,
    /// By which request.
    pub request_id: uuid::Uuid,
}

/// Every state that a report has had, the first one first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionReportRevisions {
    /// The states.
    pub items: Vec<ActionReportRevision>,
}

/// A report that is to be begun.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "season": "2025-BANGDA4P2", "action": "regulation", "region_code": "64.74",
    "content": {
        "narrative": {"done": "Perwali disusun bersama DPRD.", "obstacles": "", "next_steps": ""},
        "facts": [{"code": "number", "values": ["12 Tahun 2025"]}], "lead_agency": null,
        "contributors": [{"agency": "Bagian Hukum", "contribution": "Penyusunan"}],
        "budget": [{"item": "Rapat penyusunan", "planned_idr": 25000000, "realised_idr": null, "source": "APBD"}], "locus": null
    }
}))]
pub struct ActionReportCreate {
    /// In which season.
    #[validate(length(min = 7, max = 40))]
    #[schema(min_length = 7, max_length = 40)]
    pub season: String,
    /// Of which action of its scheme.
    #[validate(custom(function = "crate::action::scheme::rules::code"))]
    #[schema(min_length = 2, max_length = 40, pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub action: String,
    /// By which region, of a level that reports on the action.
    #[validate(length(min = 2, max = 13))]
    #[schema(min_length = 2, max_length = 13)]
    pub region_code: String,
    /// What it says so far.
    #[validate(nested)]
    pub content: ReportContent,
}

/// What a report says from now on.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "content": {
        "narrative": {"done": "Perwali ditetapkan.", "obstacles": "", "next_steps": "Sosialisasi ke kelurahan."},
        "facts": [{"code": "number", "values": ["12 Tahun 2025"]}, {"code": "dated_on", "values": ["2025-06-02"]}],
        "lead_agency": null, "contributors": [], "budget": [], "locus": null
    }, "reason": "Nomor dan tanggal dilengkapi"
}))]
pub struct ActionReportUpdate {
    /// What it says.
    #[validate(nested)]
    pub content: ReportContent,
    /// Why it is changed.
    #[validate(
        length(min = 3, max = 1000),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 1000)]
    pub reason: String,
}

/// Why a report is returned or opened again.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Berita acara belum ditandatangani Ketua DPRD."}))]
pub struct ReportDecision {
    /// Why: what is wanting.
    #[validate(
        length(min = 3, max = 5000),
        custom(function = "crate::validation::paragraph")
    )]
    #[schema(min_length = 3, max_length = 5000)]
    pub reason: String,
}

/// A step that needs no reason.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Lengkap."}))]
pub struct ReportApproval {
    /// What is to be remembered of it.
    #[validate(
        length(min = 3, max = 5000),
        custom(function = "crate::validation::paragraph")
    )]
    #[schema(min_length = 3, max_length = 5000)]
    pub reason: Option<String>,
}

/// The filters of reports.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActionReportFilter {
    /// In this season.
    #[validate(length(min = 7, max = 40))]
    #[param(min_length = 7, max_length = 40, example = "2024-BANGDA8")]
    pub season: Option<String>,
    /// Of this action.
    #[validate(length(min = 2, max = 40))]
    #[param(min_length = 2, max_length = 40, example = "rembuk_stunting")]
    pub action: Option<String>,
    /// By this region.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub region_code: Option<String>,
    /// By this region or one below it.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13, example = "64")]
    pub within: Option<String>,
    /// In this state.
    pub state: Option<ReportState>,
}
