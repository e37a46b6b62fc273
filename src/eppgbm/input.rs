//! What the API takes of imports.

use entity::id::ChildId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::table::TableFormat;
use crate::validation::{broken, line, objects, paragraph};

/// The formats of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EppgbmFormat {
    /// CSV with any delimiter.
    Csv,
    /// An Excel workbook; the first sheet counts.
    Xlsx,
}

impl From<EppgbmFormat> for TableFormat {
    fn from(format: EppgbmFormat) -> Self {
        match format {
            EppgbmFormat::Csv => Self::Csv,
            EppgbmFormat::Xlsx => Self::Xlsx,
        }
    }
}

/// How a file is looked through.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EppgbmParams {
    /// The regency or city of the file, where the caller's region holds several and the file does not name one.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13)]
    pub region_code: Option<String>,
    /// Whether children that are not on record are written down at the commit.
    #[serde(default)]
    #[param(default = false)]
    pub create_children: bool,
    /// The format, where the Content-Type does not say it (as with application/gzip).
    #[param(inline)]
    pub format: Option<EppgbmFormat>,
}

/// What is done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowDecision {
    /// It is of the child `child_id`.
    Child,
    /// It is of the same child as the row at `same_as_line`.
    SameAsLine,
    /// It is of a new child.
    New,
    /// It is left out.
    Skip,
}

/// A decision about a row.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "complete"))]
pub struct ImportDecision {
    /// The row's line in the file.
    #[validate(range(min = 1, max = 2_000_000_000))]
    #[schema(minimum = 1, maximum = 2_000_000_000)]
    pub line: i32,
    /// What is done with it.
    pub decision: RowDecision,
    /// The child, with `child`.
    pub child_id: Option<ChildId>,
    /// The other row, with `same_as_line`.
    #[validate(range(min = 1, max = 2_000_000_000))]
    #[schema(minimum = 1, maximum = 2_000_000_000)]
    pub same_as_line: Option<i32>,
}

/// A decision names what it needs and nothing else.
fn complete(decision: &ImportDecision) -> Result<(), ValidationError> {
    let member = |name: &'static str, wanted: bool, given: bool| {
        if wanted == given {
            return Ok(());
        }
        let mut error = if wanted {
            broken(
                "required",
                "wajib diisi dengan keputusan itu",
                "is required with that decision",
            )
        } else {
            broken(
                "unexpected",
                "tidak berlaku dengan keputusan itu",
                "does not go with that decision",
            )
        };
        error.add_param("member".into(), &name);
        Err(error)
    };
    let kind = decision.decision;
    member(
        "child_id",
        kind == RowDecision::Child,
        decision.child_id.is_some(),
    )?;
    member(
        "same_as_line",
        kind == RowDecision::SameAsLine,
        decision.same_as_line.is_some(),
    )
}

/// Decisions about rows.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decisions": [
    {"line": 17, "decision": "child", "child_id": "0192d3a0-0000-7000-8000-000000000001"},
    {"line": 42, "decision": "new"}
]}))]
pub struct ImportDecisions {
    /// The decisions; a later one about the same row takes the place of an earlier one.
    #[serde(deserialize_with = "objects")]
    #[validate(length(min = 1, max = 1000), nested)]
    #[schema(min_items = 1, max_items = 1000)]
    pub decisions: Vec<ImportDecision>,
}

/// How many children there are to be measured in a village (sasaran).
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VillageTarget {
    /// The village.
    #[validate(length(min = 13, max = 13))]
    #[schema(min_length = 13, max_length = 13, example = "64.74.01.1003")]
    pub region_code: String,
    /// Children below 60 months who live there.
    #[validate(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub children: i64,
}

/// How an import is written down.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"publish_prevalence": true, "publisher": "Dinas Kesehatan Kota Bontang",
    "targets": [{"region_code": "64.74.01.1003", "children": 60}]}))]
pub struct ImportCommit {
    /// Whether the file's prevalences are stated as claims of e-PPGBM, to be verified.
    #[serde(default)]
    #[schema(default = false)]
    pub publish_prevalence: bool,
    /// Who states them; the health office of the regency if nobody is named.
    #[validate(length(min = 1, max = 200), custom(function = line))]
    #[schema(min_length = 1, max_length = 200)]
    pub publisher: Option<String>,
    /// How many children there are, for the coverage; of a region all of whose villages in the file are named.
    #[serde(default, deserialize_with = "objects")]
    #[validate(length(max = 2000), nested)]
    #[schema(max_items = 2000, required = false)]
    pub targets: Vec<VillageTarget>,
}

/// The filters of imports.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportFilter {}

/// The filters of an import's rows.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportRowFilter {
    /// What becomes of them.
    #[param(inline)]
    pub outcome: Option<entity::kind::RowOutcome>,
    /// Whether a z-score or a category of the file differs from that computed anew.
    pub z_differs: Option<bool>,
}

/// Why an import is given up.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Berkas bulan yang salah."}))]
pub struct ImportDiscard {
    /// Why, if there is something to say.
    #[validate(length(min = 3, max = 1000), custom(function = paragraph))]
    #[schema(min_length = 3, max_length = 1000)]
    pub reason: Option<String>,
}
