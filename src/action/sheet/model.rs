//! Templates and their import, as the API asks and shows them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::table::BatchMode;

/// For what a template is made.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateQuery {
    /// The season, which is one of the scheme.
    #[validate(length(min = 7, max = 40))]
    #[param(
        min_length = 7,
        max_length = 40,
        pattern = "^[0-9]{4}-[A-Z][A-Z0-9_]{1,29}$",
        example = "2024-BANGDA8"
    )]
    pub season: String,
    /// The region that reports.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?$",
        example = "64.74"
    )]
    pub region_code: String,
}

/// How a filled-in template is taken.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportImportParams {
    /// Only say what would happen.
    #[serde(default)]
    #[param(default = false)]
    pub dry_run: bool,
    /// All or nothing, or each report for itself.
    #[serde(default)]
    #[param(inline, default = "atomic")]
    pub mode: BatchMode,
    /// Why reports are changed; kept with every one that is.
    #[validate(
        length(min = 3, max = 1000),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 3, max_length = 1000)]
    pub reason: Option<String>,
}

/// What an import did to a report, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportOutcome {
    /// It is begun.
    Created,
    /// It is written further.
    Revised,
    /// It says that already, or nothing is filled in and it is not begun.
    Unchanged,
    /// Something is wrong with it.
    Rejected,
}

/// A report in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportedReport {
    /// Its first line in the file; the header is line 1.
    #[schema(minimum = 2, example = 2)]
    pub line: u64,
    /// The season.
    #[schema(example = "2024-BANGDA8")]
    pub season: String,
    /// The region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// The action.
    #[schema(example = "rembuk_stunting")]
    pub action: String,
    /// What was done.
    pub outcome: ReportOutcome,
}

/// Why a report was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"line": 31, "region_code": "64.74", "action": "rembuk_stunting", "pointer": "/content/facts/0/values",
    "code": "type", "value": "20/03/2025", "detail": "harus satu tanggal seperti 2025-03-20", "suggestion": "2025-03-20"}))]
pub struct RejectedEntry {
    /// The line in the file.
    pub line: u64,
    /// The region.
    pub region_code: String,
    /// The action.
    pub action: String,
    /// What is wrong, as a pointer: into the report, or to a column.
    pub pointer: String,
    /// What is wrong, for programs.
    pub code: String,
    /// The value that is wrong.
    #[schema(required)]
    pub value: Option<String>,
    /// What is wrong, for people.
    pub detail: String,
    /// What would be right, where that is known.
    #[schema(required)]
    pub suggestion: Option<String>,
}

/// What the import of a template did, or would do.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"rows_read": 210, "reports_read": 8, "created": 2, "revised": 1, "unchanged": 5, "rejected": 0,
    "reports": [{"line": 2, "season": "2024-BANGDA8", "region_code": "64.74", "action": "situation_analysis", "outcome": "created"}],
    "rejected_rows": []}))]
pub struct ReportImport {
    /// Rows read.
    pub rows_read: u64,
    /// Reports read; the next four add up to it.
    pub reports_read: u64,
    /// Reports that were begun.
    pub created: u64,
    /// Reports that were written further.
    pub revised: u64,
    /// Reports that say that already, and those that are neither begun nor filled in.
    pub unchanged: u64,
    /// Reports that were not taken.
    pub rejected: u64,
    /// Each of them, in the order of the file, at most 5,000.
    pub reports: Vec<ImportedReport>,
    /// Why, in the order of the file, at most 5,000.
    pub rejected_rows: Vec<RejectedEntry>,
}
