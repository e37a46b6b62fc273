//! What the API shows of imports.

use chrono::{DateTime, Utc};
use entity::id::{ChildId, EppgbmImportId};
use entity::kind::{ImportState, RowOutcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::count::RegionCount;
use super::coverage::ImportCoverage;
use super::fault::RowFault;
use super::limits::QualityClass;
use super::record::Record;
use super::summary::{MonthCount, RowOutcomes, ScoreDifference};
use crate::child::Ground;

/// How often something was noted, or kept rows from being taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoteCount {
    /// The column of what is wrong; null of a note.
    #[schema(required, example = "desa_kel")]
    pub column: Option<String>,
    /// The code.
    #[schema(example = "unknown_village")]
    pub code: String,
    /// What it means.
    pub meaning: String,
    /// How many rows.
    pub rows: i64,
}

/// What was written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportResult {
    /// Children that are new.
    pub children_created: i64,
    /// Measurements that are new.
    pub measurements_recorded: i64,
    /// Rows left out: nobody said whose they are, or that their children may be written down.
    pub left_out: i64,
    /// Claims of prevalences that are new, if they were asked for.
    pub claims_created: i64,
    /// Claims that were corrected.
    pub claims_revised: i64,
}

/// A file of e-PPGBM, looked through.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EppgbmImport {
    /// Its id.
    pub id: EppgbmImportId,
    /// The region within which its rows are taken.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// Where it stands.
    pub state: ImportState,
    /// SHA-256 of the file as it was sent.
    #[schema(min_length = 64, max_length = 64)]
    pub file_sha256: String,
    /// Whether children that are not on record are written down at the commit.
    pub create_children: bool,
    /// The line of the header.
    pub header_line: i32,
    /// Whether something was no UTF-8 and was taken for Windows-1252.
    pub encoding_guessed: bool,
    /// Columns that are not read.
    pub columns_passed_over: Vec<String>,
    /// Rows that are not blank; the outcomes add up to them.
    pub rows_read: i64,
    /// Rows by outcome.
    pub outcomes: RowOutcomes,
    /// Children that the commit writes down.
    pub children_to_create: i64,
    /// Measurements that the commit writes down.
    pub measurements_to_record: i64,
    /// Rows of children not on record that the commit leaves out, since `create_children` was not asked for.
    pub new_left_out: i64,
    /// Months of measuring.
    pub months: Vec<MonthCount>,
    /// Counts by village: each child of the file once, by its latest measurement, with z-scores computed anew.
    pub villages: Vec<RegionCount>,
    /// The same summed up.
    pub total: RegionCount,
    /// Where the file's own figures differ from those computed anew.
    pub z_differences: Vec<ScoreDifference>,
    /// What was noted, and what is wrong with rows that cannot be taken.
    pub notes: Vec<NoteCount>,
    /// The quality of the measurements of the whole file.
    pub quality: Vec<QualityValue>,
    /// What the commit wrote down; null before.
    #[schema(required)]
    pub result: Option<ImportResult>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was looked through.
    pub created_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:bontang")]
    pub created_by: String,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    pub updated_by: String,
}

/// An import in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EppgbmImportSummary {
    /// Its id.
    pub id: EppgbmImportId,
    /// The region.
    pub region_code: String,
    /// Where it stands.
    pub state: ImportState,
    /// SHA-256 of the file.
    pub file_sha256: String,
    /// Rows that are not blank.
    pub rows_read: i64,
    /// Rows by outcome.
    pub outcomes: RowOutcomes,
    /// Its version.
    pub version: i64,
    /// When it was looked through.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
}

/// A measure of quality with what it means.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QualityValue {
    /// The measure.
    #[schema(example = "digit_preference_height")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// The value; null where there are too few children.
    #[schema(required)]
    pub value: Option<f64>,
    /// The unit of the value.
    #[schema(example = "score")]
    pub unit: String,
    /// Of how many children, or rows.
    pub of: usize,
    /// How good it is by the usual limits; null where there are none.
    #[schema(required)]
    pub class: Option<QualityClass>,
    /// What it means when it is bad.
    pub meaning: String,
    /// Where the limits come from.
    #[schema(required)]
    pub source: Option<String>,
}

/// The quality of a part of the file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QualityUnit {
    /// The village; null of the whole file.
    #[schema(required)]
    pub region_code: Option<String>,
    /// The health post; null of a whole village.
    #[schema(required)]
    pub posyandu: Option<String>,
    /// Children, each once.
    pub children: usize,
    /// Boys among them.
    pub boys: usize,
    /// The measures.
    pub values: Vec<QualityValue>,
}

/// The quality of a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportQuality {
    /// The whole file, then village by village, each followed by its health posts.
    pub items: Vec<QualityUnit>,
    /// How many of the children there are it covers: of each village, and of what lies above it.
    pub coverage: Vec<ImportCoverage>,
}

/// Who a row might be of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowCandidate {
    /// A child on record; null of one elsewhere in the regency.
    #[schema(required)]
    pub child_id: Option<ChildId>,
    /// Or the child of another row of the file.
    #[schema(required)]
    pub line: Option<i32>,
    /// How alike, from 0 to 100.
    pub score: u8,
    /// By what.
    pub grounds: Vec<Ground>,
}

/// What is wrong with a row, or noted of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowNote {
    /// The column of what is wrong, as a pointer; null of a note.
    #[schema(required, example = "/desa_kel")]
    pub pointer: Option<String>,
    /// The code.
    pub code: String,
    /// What it means.
    pub detail: String,
    /// The value that is wrong; only for who may know children and says for what.
    #[schema(required)]
    pub value: Option<String>,
    /// What would be right, where that is known; only for who may know children and says for what.
    #[schema(required)]
    pub suggestion: Option<String>,
}

/// What a row says of a child; only for who may know children and says for what.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowPerson {
    /// The name.
    pub name: String,
    /// The sex.
    pub sex: entity::kind::Sex,
    /// The day of birth.
    pub birth_date: chrono::NaiveDate,
    /// The NIK, masked.
    #[schema(required)]
    pub nik: Option<String>,
    /// The mother's name.
    #[schema(required)]
    pub mother_name: Option<String>,
    /// The father's name.
    #[schema(required)]
    pub father_name: Option<String>,
    /// The health post.
    #[schema(required)]
    pub posyandu: Option<String>,
    /// The day of measuring.
    pub measured_on: chrono::NaiveDate,
    /// Kilograms.
    #[schema(required)]
    pub weight_kg: Option<f64>,
    /// Length or height, centimetres.
    #[schema(required)]
    pub height_cm: Option<f64>,
    /// How it was measured.
    #[schema(required)]
    pub posture: Option<entity::kind::Posture>,
    /// Weight-for-age, computed anew.
    #[schema(required)]
    pub waz: Option<f64>,
    /// Height-for-age.
    #[schema(required)]
    pub haz: Option<f64>,
    /// Weight-for-height.
    #[schema(required)]
    pub whz: Option<f64>,
    /// The same as the file states them: weight-for-age, height-for-age, weight-for-height.
    #[schema(min_items = 3, max_items = 3)]
    pub stated_z: [Option<f64>; 3],
}

/// A row of an import.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportRow {
    /// Its line in the file; of a workbook the row of the sheet.
    pub line: i32,
    /// What becomes, or became, of it.
    pub outcome: RowOutcome,
    /// Whether its child counts by it.
    pub counted: bool,
    /// Whether a z-score or a category of the file differs from that computed anew.
    pub z_differs: bool,
    /// The village.
    #[schema(required)]
    pub region_code: Option<String>,
    /// The child on record.
    #[schema(required)]
    pub child_id: Option<ChildId>,
    /// The line of the same child and day that it repeats.
    #[schema(required)]
    pub repeats_line: Option<i32>,
    /// Whether a person decided.
    pub decided: bool,
    /// Who it might be of, the likeliest first.
    pub candidates: Vec<RowCandidate>,
    /// What is wrong with it, or noted of it.
    pub notes: Vec<RowNote>,
    /// What it says of a child; null without a purpose, and when the import is settled.
    #[schema(required)]
    pub person: Option<RowPerson>,
}

/// What is shown of a row beyond what is in clear.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// What it says.
    pub record: Option<Record>,
    /// What is wrong with it, with the values.
    pub faults: Vec<RowFault>,
}
