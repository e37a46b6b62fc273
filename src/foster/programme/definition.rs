//! What a foster programme says: who may give, who may receive, what is given, by which funds, and when a child needs no more.

use chrono::NaiveDate;
use entity::kind::AmountPer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::pct::Pct;

/// Whether an aid is food or something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AidGroup {
    /// Food (nutrisi).
    Nutrition,
    /// Anything else (non-nutrisi).
    NonNutrition,
}

/// Who may receive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FosterReceiver {
    /// The youngest age in completed months.
    #[validate(range(min = 0, max = 59))]
    #[schema(minimum = 0, maximum = 59, example = 0)]
    pub age_from_months: i32,
    /// The oldest one.
    #[validate(range(min = 0, max = 59))]
    #[schema(minimum = 0, maximum = 59, example = 23)]
    pub age_to_months: i32,
    /// Any of these: categories of growth, as `stunted`, or `at_risk` for a family at risk (KRS).
    #[validate(length(min = 1, max = 10), custom(function = "super::rules::codes"))]
    #[schema(min_items = 1, max_items = 10, value_type = Vec<super::rules::ListedCode>, example = json!(["stunted", "severely_stunted", "at_risk"]))]
    pub needs: Vec<String>,
    /// Expectant mothers with any of these: `at_risk`, or a risk of what is measured, as `kek` or `anaemia`; none receives where
    /// it is empty.
    #[serde(default)]
    #[validate(length(max = 10), custom(function = "super::rules::codes"))]
    #[schema(max_items = 10, value_type = Vec<super::rules::ListedCode>, default = json!([]), example = json!(["at_risk", "kek"]))]
    pub mother_needs: Vec<String>,
}

/// An amount of money, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FosterAmount {
    /// In rupiah.
    #[validate(range(min = 0, max = 1_000_000_000_000_i64))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = 450_000)]
    pub amount_idr: i64,
    /// How often.
    pub per: AmountPer,
}

/// A kind of aid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FosterAidKind {
    /// Its code.
    #[validate(custom(function = "super::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "food"
    )]
    pub code: String,
    /// Its name in Indonesian.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Makanan tambahan")]
    pub name_id: String,
    /// Its name in English.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Supplementary food")]
    pub name_en: String,
    /// Food or something else.
    pub group: AidGroup,
    /// What quantities count, as `portion`; quantities are whole numbers.
    #[validate(custom(function = "super::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "portion"
    )]
    pub unit: String,
    /// What is usual; null where nothing is.
    #[validate(nested)]
    #[schema(required)]
    pub usual: Option<FosterAmount>,
    /// The least that has to be promised for a child and day; null where nothing has.
    #[validate(range(min = 1, max = 1_000_000_000_i64))]
    #[schema(required, minimum = 1, maximum = 1_000_000_000_i64, example = 15_000)]
    pub minimum_idr_per_day: Option<i64>,
}

/// A source of funds, and whether the programme may be paid from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FosterFunding {
    /// Its code.
    #[validate(custom(function = "super::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "csr"
    )]
    pub code: String,
    /// Its name in Indonesian.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "CSR perusahaan")]
    pub name_id: String,
    /// Its name in English.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Corporate funds")]
    pub name_en: String,
    /// Whether it may be used.
    pub allowed: bool,
}

/// When a child needs no more: an index is high enough at several visits in a row, each so long after the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FosterGraduation {
    /// The index: `haz`, `waz` or `whz`.
    #[validate(custom(function = "super::rules::index"))]
    #[schema(
        min_length = 3,
        max_length = 3,
        pattern = "^[hw][ah]z$",
        example = "haz"
    )]
    pub index: String,
    /// The lowest z-score.
    #[validate(custom(function = "super::rules::z_score"))]
    #[schema(value_type = f64, minimum = -5, maximum = 5, example = -2)]
    pub at_least_z: Pct,
    /// At how many visits in a row.
    #[validate(range(min = 1, max = 12))]
    #[schema(minimum = 1, maximum = 12, example = 2)]
    pub visits: u32,
    /// How many days lie between two of them at least.
    #[validate(range(min = 0, max = 366))]
    #[schema(minimum = 0, maximum = 366, example = 28)]
    pub days_apart: i64,
}

/// When somebody has to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FosterAlertRule {
    /// After how many days without anything delivered.
    #[validate(range(min = 1, max = 366))]
    #[schema(minimum = 1, maximum = 366, example = 35)]
    pub days_without_delivery: i64,
    /// After how many days without a weighing.
    #[validate(range(min = 1, max = 366))]
    #[schema(minimum = 1, maximum = 366, example = 45)]
    pub days_without_weighing: i64,
    /// After how many weighings in a row without gain.
    #[validate(range(min = 1, max = 12))]
    #[schema(minimum = 1, maximum = 12, example = 2)]
    pub intervals_without_gain: u32,
}

/// What a programme says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FosterProgrammeDefinition {
    /// Its name in Indonesian.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Bapak/Bunda Asuh Anak Stunting"
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
        example = "Foster parents of stunted children"
    )]
    pub name_en: String,
    /// What it rests on; empty where nothing has been confirmed.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "Panduan BAAS BKKBN")]
    pub legal_basis: String,
    /// From where its rules and amounts are taken, and what has not been confirmed.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    pub sources: String,
    /// The first day on which assignments begin.
    #[validate(custom(function = "crate::foster::days::near"))]
    pub valid_from: NaiveDate,
    /// The last one; null while it goes on.
    #[validate(custom(function = "crate::foster::days::near"))]
    #[schema(required)]
    pub valid_to: Option<NaiveDate>,
    /// Who may give: codes of `/foster-parent-kinds`.
    #[validate(length(min = 1, max = 30), custom(function = "super::rules::codes"))]
    #[schema(min_items = 1, max_items = 30, value_type = Vec<super::rules::ListedCode>, example = json!(["person", "company"]))]
    pub giver_kinds: Vec<String>,
    /// Who may receive.
    #[serde(deserialize_with = "crate::validation::object")]
    #[validate(nested)]
    pub receiver: FosterReceiver,
    /// What can be given.
    #[serde(deserialize_with = "crate::validation::objects")]
    #[validate(length(min = 1, max = 30), nested)]
    #[schema(min_items = 1, max_items = 30)]
    pub aid_kinds: Vec<FosterAidKind>,
    /// Sources of funds; others are not known to it.
    #[serde(deserialize_with = "crate::validation::objects")]
    #[validate(length(min = 1, max = 30), nested)]
    #[schema(min_items = 1, max_items = 30)]
    pub funding: Vec<FosterFunding>,
    /// The shortest assignment, in days.
    #[validate(range(min = 1, max = 1830))]
    #[schema(minimum = 1, maximum = 1830, example = 90)]
    pub minimum_days: i64,
    /// How many days lie between two measurements at most.
    #[validate(range(min = 1, max = 366))]
    #[schema(minimum = 1, maximum = 366, example = 30)]
    pub measuring_interval_days: i64,
    /// When a child needs no more; null if the programme has no such rule.
    #[validate(nested)]
    #[schema(required)]
    pub graduation: Option<FosterGraduation>,
    /// When somebody has to look.
    #[serde(deserialize_with = "crate::validation::object")]
    #[validate(nested)]
    pub alerts: FosterAlertRule,
}

impl FosterProgrammeDefinition {
    /// A kind of aid of it.
    pub fn aid_kind(&self, code: &str) -> Option<&FosterAidKind> {
        self.aid_kinds.iter().find(|kind| kind.code == code)
    }

    /// A source of funds that it knows.
    pub fn funding(&self, code: &str) -> Option<&FosterFunding> {
        self.funding.iter().find(|source| source.code == code)
    }

    /// Whether an assignment may begin on a day.
    pub fn begins_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}
