//! What callers may ask of the figures.

use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::{Validate, ValidationError};

use crate::period::Period;
use crate::validation::broken;

/// The trends of which regions.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TrendQuery {
    /// This region alone, by its dotted code. Either this or `parent`.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64.74"
    )]
    pub region_code: Option<String>,
    /// All listed direct children of this region, by its dotted code. Either this or `region_code`.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$"
    )]
    pub parent: Option<String>,
    /// The code of an indicator; `stunting` if it is not given.
    #[validate(length(min = 1, max = 50))]
    #[param(min_length = 1, max_length = 50, example = "stunting")]
    pub indicator: Option<String>,
    /// The figures as they were at that time.
    #[validate(custom(function = "four_digit_year"))]
    pub as_of: Option<DateTime<Utc>>,
}

/// The ranking of which figures.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RankingQuery {
    /// The region whose direct children are ranked, by its dotted code.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64"
    )]
    pub parent: String,
    /// The code of an indicator; `stunting` if it is not given.
    #[validate(length(min = 1, max = 50))]
    #[param(min_length = 1, max_length = 50, example = "stunting")]
    pub indicator: Option<String>,
    /// The code of a source: figures of two sources are never ranked together.
    #[validate(length(min = 1, max = 30))]
    #[param(min_length = 1, max_length = 30, example = "SSGI")]
    pub source: String,
    /// Exactly this period.
    #[param(example = "2024")]
    pub period: Period,
    /// The figures as they were at that time.
    #[validate(custom(function = "four_digit_year"))]
    pub as_of: Option<DateTime<Utc>>,
}

/// Which claims are set side by side.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ComparisonQuery {
    /// The region, by its dotted code.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64.74"
    )]
    pub region_code: String,
    /// Claims of periods that overlap this one: with `2024` also those of `2024-08`.
    #[param(example = "2023")]
    pub period: Period,
    /// The code of an indicator; `stunting` if it is not given.
    #[validate(length(min = 1, max = 50))]
    #[param(min_length = 1, max_length = 50, example = "stunting")]
    pub indicator: Option<String>,
}

/// Where discrepancies are looked for.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DiscrepancyQuery {
    /// The region, which is looked at itself, with its listed direct children; by its dotted code.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64"
    )]
    pub parent: String,
    /// The code of an indicator; `stunting` if it is not given.
    #[validate(length(min = 1, max = 50))]
    #[param(min_length = 1, max_length = 50, example = "stunting")]
    pub indicator: Option<String>,
}

/// Whose progress.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProgressQuery {
    /// The region, by its dotted code.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64"
    )]
    pub region_code: String,
    /// The code of an indicator; `stunting` if it is not given.
    #[validate(length(min = 1, max = 50))]
    #[param(min_length = 1, max_length = 50, example = "stunting")]
    pub indicator: Option<String>,
}

/// Times beyond these do not compare alike on both databases.
fn four_digit_year(at: &DateTime<Utc>) -> Result<(), ValidationError> {
    if (0..=9999).contains(&at.year()) {
        return Ok(());
    }
    Err(broken(
        "out_of_range",
        "tahun harus empat angka",
        "the year must have four digits",
    ))
}
