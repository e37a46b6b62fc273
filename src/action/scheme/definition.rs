//! What a scheme of convergence actions (skema aksi konvergensi) says: which actions there are, and what proves each.

use entity::kind::RegionLevel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Whether an action is a main one (aksi utama) or supports them (aksi pendukung).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// A main action.
    Main,
    /// A supporting one.
    Supporting,
}

/// What a fact is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A text.
    Text,
    /// A plain date, as 2025-03-20.
    Date,
    /// A whole number that is not negative.
    Integer,
    /// An address on the web.
    Url,
    /// Several texts.
    List,
}

/// A kind of file that proves something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A PDF.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// A workbook.
    Xlsx,
    /// A text document.
    Docx,
    /// A film.
    Mp4,
}

/// A fact that has to be stated, as the date of a meeting or the number of a regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactDefinition {
    /// Its code.
    #[validate(custom(function = "super::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "held_on"
    )]
    pub code: String,
    /// Its name in Indonesian.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Tanggal pelaksanaan")]
    pub name_id: String,
    /// Its name in English.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Date held")]
    pub name_en: String,
    /// What it is written as.
    pub kind: FactKind,
    /// Whether a report without it is incomplete.
    pub mandatory: bool,
}

/// A document that proves an action (bukti dukung).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRequirement {
    /// Its code, within the action.
    #[validate(custom(function = "super::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "minutes"
    )]
    pub code: String,
    /// Its name in Indonesian.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Berita acara Rembuk Stunting"
    )]
    pub name_id: String,
    /// Its name in English.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Signed minutes of the Rembuk Stunting"
    )]
    pub name_en: String,
    /// Whether a report without it is incomplete.
    pub mandatory: bool,
    /// The kinds of files that are taken.
    #[validate(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6)]
    pub accepted: Vec<FileKind>,
    /// How old it may be at the end of the implementation year; null if that does not matter.
    #[validate(range(min = 1, max = 3660))]
    #[schema(required, minimum = 1, maximum = 3660)]
    pub max_age_days: Option<u32>,
    /// How many documents are needed.
    #[validate(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100, example = 1)]
    pub minimum_count: u32,
    /// What has to be stated of each document, as the number and date of a regulation.
    #[validate(length(max = 10), nested)]
    #[schema(max_items = 10)]
    pub fields: Vec<FactDefinition>,
}

/// An action (aksi).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionDefinition {
    /// Its code, within the scheme.
    #[validate(custom(function = "super::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "rembuk_stunting"
    )]
    pub code: String,
    /// Its place among those of its kind.
    #[validate(range(min = 1, max = 50))]
    #[schema(minimum = 1, maximum = 50, example = 3)]
    pub no: u32,
    /// Its name in Indonesian.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Rembuk Stunting")]
    pub name_id: String,
    /// Its name in English.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Stunting consultation")]
    pub name_en: String,
    /// Main or supporting.
    pub kind: ActionKind,
    /// The levels of regions that report on it.
    #[validate(length(min = 1, max = 5))]
    #[schema(min_items = 1, max_items = 5)]
    pub levels: Vec<RegionLevel>,
    /// Who usually leads it; a report can name another.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Bappeda")]
    pub lead_agency: String,
    /// What has to be stated.
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30)]
    pub facts: Vec<FactDefinition>,
    /// What proves it.
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30)]
    pub requirements: Vec<EvidenceRequirement>,
}

/// What became of an action of an earlier scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionMapping {
    /// The earlier scheme.
    #[validate(custom(function = "super::rules::scheme_code"))]
    #[schema(
        min_length = 2,
        max_length = 30,
        pattern = "^[A-Z][A-Z0-9_]{1,29}$",
        example = "BANGDA8"
    )]
    pub from_scheme: String,
    /// Its action.
    #[validate(custom(function = "super::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "regulation"
    )]
    pub from_action: String,
    /// The action of this scheme that follows it; null where none does.
    #[validate(custom(function = "super::rules::code"))]
    #[schema(
        required,
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "regulation"
    )]
    pub to_action: Option<String>,
    /// Whether the two can be held against each other from year to year.
    pub comparable: bool,
    /// Why, in Indonesian.
    #[validate(
        length(min = 1, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 500)]
    pub note_id: String,
    /// Why, in English.
    #[validate(
        length(min = 1, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 500)]
    pub note_en: String,
}

/// What a scheme says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemeDefinition {
    /// Its name in Indonesian.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Delapan aksi konvergensi")]
    pub name_id: String,
    /// Its name in English.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Eight convergence actions"
    )]
    pub name_en: String,
    /// The rule that it rests on; empty where none has been confirmed.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "SE 400.5.7/1685/Bangda/2025")]
    pub legal_basis: String,
    /// The first implementation year (tahun pelaksanaan) that it holds for.
    #[validate(range(min = 2018, max = 2100))]
    #[schema(minimum = 2018, maximum = 2100, example = 2018)]
    pub valid_from_year: i32,
    /// The last one; null while it goes on.
    #[validate(range(min = 2018, max = 2100))]
    #[schema(required, minimum = 2018, maximum = 2100, example = 2024)]
    pub valid_to_year: Option<i32>,
    /// Its actions.
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    pub actions: Vec<ActionDefinition>,
    /// What became of the actions of the scheme before.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub mappings: Vec<ActionMapping>,
}

impl SchemeDefinition {
    /// An action of it.
    pub fn action(&self, code: &str) -> Option<&ActionDefinition> {
        self.actions.iter().find(|action| action.code == code)
    }
}
