//! A document of a report as the API takes and shows it.

use chrono::{DateTime, Utc};
use entity::id::{ActionReportId, EvidenceId};
use entity::kind::EvidenceState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::action::report::content::ReportedFact;
use crate::http::binary::Binary;
use crate::validation::broken;

/// The code of a requirement.
#[derive(Debug, ToSchema)]
#[schema(
    min_length = 2,
    max_length = 40,
    pattern = "^[a-z][a-z0-9_]{1,39}$",
    example = "minutes"
)]
pub struct RequirementCode(pub String);

/// What is said of a document that is handed in.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"requirements": ["regulation"], "fields": [{"code": "number", "values": ["12 Tahun 2025"]}], "replaces": null}))]
pub struct EvidenceMeta {
    /// The requirements of the action that it proves.
    #[validate(length(min = 1, max = 10))]
    #[schema(value_type = Vec<RequirementCode>, min_items = 1, max_items = 10)]
    pub requirements: Vec<String>,
    /// What the requirements ask to be stated of it, as number and date of a regulation.
    #[validate(length(max = 10), nested)]
    #[schema(max_items = 10)]
    pub fields: Vec<ReportedFact>,
    /// The document that it replaces, which stays on record.
    pub replaces: Option<uuid::Uuid>,
}

/// A form with a document.
#[derive(ToSchema)]
pub struct EvidenceUpload {
    /// The file: PDF, JPEG, PNG, XLSX, DOCX or MP4.
    #[schema(value_type = Binary)]
    #[expect(dead_code, reason = "describes a form")]
    file: Vec<u8>,
    /// What is said of it, as JSON.
    #[schema(value_type = EvidenceMeta)]
    #[expect(dead_code, reason = "describes a form")]
    meta: String,
}

/// Another report in which the same file stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EvidenceUse {
    /// The report.
    pub report_id: ActionReportId,
    /// Of which season.
    #[schema(example = "2023-BANGDA8")]
    pub season: String,
    /// Of which action.
    #[schema(example = "rembuk_stunting")]
    pub action: String,
    /// By which region.
    #[schema(example = "64.74")]
    pub region_code: String,
}

/// A document of a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// Of which report.
    pub report_id: ActionReportId,
    /// The requirements that it proves.
    pub requirements: Vec<String>,
    /// What is stated of it.
    pub fields: Vec<ReportedFact>,
    /// The name that the file had with its sender.
    #[schema(example = "berita-acara.pdf")]
    pub file_name: String,
    /// What it is.
    #[schema(example = "application/pdf")]
    pub media_type: String,
    /// How many bytes.
    #[schema(minimum = 1)]
    pub size_bytes: i64,
    /// SHA-256 of what is kept; of a picture without its position.
    #[schema(min_length = 64, max_length = 64)]
    pub sha256: String,
    /// What was decided of it.
    pub state: EvidenceState,
    /// Why.
    #[schema(required)]
    pub reason: Option<String>,
    /// The document that it replaced.
    #[schema(required)]
    pub replaces: Option<EvidenceId>,
    /// When it was handed in.
    pub uploaded_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:regency6474")]
    pub uploaded_by: String,
    /// When was decided.
    #[schema(required)]
    pub decided_at: Option<DateTime<Utc>>,
    /// By whom.
    #[schema(required)]
    pub decided_by: Option<String>,
    /// When another one replaced it.
    #[schema(required)]
    pub superseded_at: Option<DateTime<Utc>>,
    /// The same bytes in reports of another region or season, as far as the caller may see them: a reviewer should look.
    pub also_in: Vec<EvidenceUse>,
    /// In how many reports beyond the caller's region the same bytes stand; where is not told.
    #[schema(minimum = 0)]
    pub also_elsewhere: i64,
    /// Its version.
    #[schema(minimum = 1)]
    pub version: i64,
}

/// The filters of documents.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EvidenceFilter {
    /// Words that stand in its file name or, of a PDF, in its text.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100, example = "berita acara")]
    pub q: Option<String>,
    /// Of this region itself.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub region_code: Option<String>,
    /// Of this region or one below it.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13, example = "64")]
    pub within: Option<String>,
    /// In this season.
    #[validate(length(min = 7, max = 40))]
    #[param(min_length = 7, max_length = 40, example = "2024-BANGDA8")]
    pub season: Option<String>,
    /// Handed in for this requirement.
    #[validate(length(min = 2, max = 40), custom(function = "code"))]
    #[param(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "minutes"
    )]
    pub requirement: Option<String>,
    /// In this state.
    pub state: Option<EvidenceState>,
}

fn code(value: &str) -> Result<(), ValidationError> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if value.chars().all(allowed) && value.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "bukan kode syarat",
        "is no code of a requirement",
    ))
}

/// The documents of a report, the first one first.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceList {
    /// The documents.
    pub items: Vec<Evidence>,
}
