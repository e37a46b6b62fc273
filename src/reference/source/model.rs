//! What the API shows of a source.

use chrono::{DateTime, Utc};
use entity::kind::{RegionLevel, SourceKind};
use entity::{comparability_group, source, survey_design};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::pct::Pct;
use crate::period::PeriodKind;
use crate::reference::lists;
use crate::validation::broken;

/// Where figures come from, with the metadata that Satu Data asks for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Source {
    /// Its code, in figures too.
    #[schema(example = "SSGI")]
    pub code: String,
    /// Its name in Indonesian.
    #[schema(example = "Survei Status Gizi Indonesia (SSGI)")]
    pub name_id: String,
    /// Its name in English.
    #[schema(example = "Indonesian Nutritional Status Survey (SSGI)")]
    pub name_en: String,
    /// What it is, in Indonesian.
    pub definition_id: String,
    /// What it is, in English.
    pub definition_en: String,
    /// The unit of its figures.
    #[schema(example = "percent")]
    pub unit: String,
    /// Who makes it.
    #[schema(example = "Kementerian Kesehatan")]
    pub producer: String,
    /// Who is measured, in Indonesian.
    pub population_id: String,
    /// Who is measured, in English.
    pub population_en: String,
    /// How often, in Indonesian.
    pub frequency_id: String,
    /// How often, in English.
    pub frequency_en: String,
    /// A sample, a count of those who came, or a statement.
    pub kind: SourceKind,
    /// The group of sources with which it may stand in one series; null if with none.
    #[schema(required, example = "national_survey")]
    pub comparability_group: Option<String>,
    /// That group and its caveat.
    #[schema(required)]
    pub comparability: Option<ComparabilityGroup>,
    /// The kinds of periods that its figures can have.
    pub period_kinds: Vec<PeriodKind>,
    /// The years in which it was carried out; null if in any.
    #[schema(required, example = json!([2021, 2022, 2024]))]
    pub rounds: Option<Vec<i32>>,
    /// The first year from which on any year is accepted beside `rounds`.
    #[schema(required, example = 2025)]
    pub open_from: Option<i32>,
    /// Under which terms its figures may be used.
    pub licence: String,
    /// The rule that it rests on; empty where none has been confirmed.
    pub legal_basis: String,
    /// The sample that is assumed where it publishes no interval, per level of region.
    pub designs: Vec<SurveyDesign>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Sources whose figures may stand in one series, and with which caveat.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparabilityGroup {
    /// Its code.
    #[schema(example = "national_survey")]
    pub code: String,
    /// Its name in Indonesian.
    #[schema(example = "Survei status gizi nasional")]
    pub name_id: String,
    /// Its name in English.
    #[schema(example = "National nutrition status surveys")]
    pub name_en: String,
    /// What to mind when comparing, in Indonesian.
    pub caveat_id: String,
    /// What to mind when comparing, in English.
    pub caveat_en: String,
}

/// The sample that is assumed for a survey at a level of region; an assumption, never a published figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyDesign {
    /// The level of region.
    pub level: RegionLevel,
    /// Children measured in one such region.
    #[validate(range(min = 1, max = 100_000_000))]
    #[schema(minimum = 1, maximum = 100_000_000, example = 671)]
    pub children: i64,
    /// The variance relative to simple random sampling, at most two decimals.
    #[validate(custom(function = "design_effect"))]
    #[schema(value_type = f64, minimum = 0.1, maximum = 100, multiple_of = 0.01, example = 1.75)]
    pub design_effect: Pct,
    /// On what it rests, in Indonesian.
    #[validate(
        length(min = 1, max = 2000),
        custom(function = "crate::reference::request::prose")
    )]
    #[schema(min_length = 1, max_length = 2000)]
    pub basis_id: String,
    /// On what it rests, in English.
    #[validate(
        length(min = 1, max = 2000),
        custom(function = "crate::reference::request::prose")
    )]
    #[schema(min_length = 1, max_length = 2000)]
    pub basis_en: String,
}

fn design_effect(value: &Pct) -> Result<(), ValidationError> {
    if (10..=10_000).contains(&value.hundredths()) {
        return Ok(());
    }
    Err(broken(
        "out_of_range",
        "harus antara 0.1 dan 100",
        "must be between 0.1 and 100",
    ))
}

/// The filters of sources.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SourceFilter {
    /// A sample, a count of those who came, or a statement.
    #[param(inline)]
    pub kind: Option<SourceKind>,
}

impl Source {
    /// A source with its group and designs.
    pub fn new(
        row: source::Model,
        group: Option<comparability_group::Model>,
        designs: Vec<survey_design::Model>,
    ) -> Self {
        let source::Model {
            code,
            name_id,
            name_en,
            definition_id,
            definition_en,
            unit,
            producer,
            population_id,
            population_en,
            frequency_id,
            frequency_en,
            kind,
            comparability_group_code,
            period_kinds,
            rounds,
            open_from,
            licence,
            legal_basis,
            version,
            created_at,
            updated_at,
        } = row;
        let mut designs: Vec<SurveyDesign> = designs.into_iter().map(SurveyDesign::from).collect();
        designs.sort_by_key(|design| design.level);
        Self {
            code,
            name_id,
            name_en,
            definition_id,
            definition_en,
            unit,
            producer,
            population_id,
            population_en,
            frequency_id,
            frequency_en,
            kind,
            comparability_group: comparability_group_code,
            comparability: group.map(ComparabilityGroup::from),
            period_kinds: lists::kinds(&period_kinds),
            rounds: rounds.as_deref().map(lists::years),
            open_from,
            licence,
            legal_basis,
            designs,
            version,
            created_at,
            updated_at,
        }
    }
}

impl From<comparability_group::Model> for ComparabilityGroup {
    fn from(row: comparability_group::Model) -> Self {
        let comparability_group::Model {
            code,
            name_id,
            name_en,
            caveat_id,
            caveat_en,
        } = row;
        Self {
            code,
            name_id,
            name_en,
            caveat_id,
            caveat_en,
        }
    }
}

impl From<survey_design::Model> for SurveyDesign {
    fn from(row: survey_design::Model) -> Self {
        let survey_design::Model {
            source_code: _,
            level,
            children,
            design_effect_hundredths,
            basis_id,
            basis_en,
        } = row;
        Self {
            level,
            children,
            design_effect: Pct::from_hundredths(design_effect_hundredths),
            basis_id,
            basis_en,
        }
    }
}
