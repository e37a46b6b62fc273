//! What callers may ask of regions.

use chrono::NaiveDate;
use entity::kind::RegionLevel;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::{Validate, ValidationError};

use crate::validation::broken;

/// The filters of the list of regions.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegionFilter {
    /// The level.
    pub level: Option<RegionLevel>,
    /// The region of which these are direct children, by its dotted code.
    #[param(
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64"
    )]
    pub parent: Option<String>,
    /// The region and everything below it, by its dotted code.
    #[param(
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64.74"
    )]
    pub within: Option<String>,
    /// A part of the name or of another spelling; accents, case, blanks and hyphens are ignored.
    #[validate(length(min = 1, max = 100), custom(function = "has_letter_or_digit"))]
    #[param(
        min_length = 1,
        max_length = 100,
        pattern = "[0-9A-Za-z]",
        example = "loktuan"
    )]
    pub q: Option<String>,
    /// The regions listed on this day, with the names of that day; by the decrees since 2015. Default: those listed now.
    #[validate(custom(function = "four_digit_year"))]
    #[param(example = "2021-12-31")]
    pub as_of: Option<NaiveDate>,
    /// The number at BPS (Statistics Indonesia).
    #[validate(custom(function = "bps_number"))]
    #[param(
        min_length = 2,
        max_length = 10,
        pattern = "^[0-9]{2,10}$",
        example = "6402"
    )]
    pub bps_code: Option<String>,
}

/// A name that is to be resolved.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegionNameQuery {
    /// The name as somebody wrote it, as `Kab. Kutai Barat` or `loktuan`.
    #[validate(length(min = 1, max = 100), custom(function = "has_letter_or_digit"))]
    #[param(
        min_length = 1,
        max_length = 100,
        pattern = "[0-9A-Za-z]",
        example = "Sumber Sari"
    )]
    pub name: String,
    /// The region in which it lies, by its dotted code. Without one only regencies and provinces are searched for names
    /// much like it.
    #[param(
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64.02"
    )]
    pub within: Option<String>,
    /// The level.
    pub level: Option<RegionLevel>,
    /// The most candidates; of names that are only much like it there are never more than 10.
    #[serde(default = "default_limit")]
    #[validate(range(min = 1, max = 200))]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: usize,
}

const fn default_limit() -> usize {
    50
}

fn has_letter_or_digit(value: &str) -> Result<(), ValidationError> {
    if value.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus memuat huruf atau angka",
        "must contain a letter or a digit",
    ))
}

fn bps_number(value: &str) -> Result<(), ValidationError> {
    if (2..=10).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus 2 sampai 10 angka",
        "must be 2 to 10 digits",
    ))
}

/// Days beyond these do not compare alike on both databases.
fn four_digit_year(value: &NaiveDate) -> Result<(), ValidationError> {
    if (0..=9999).contains(&chrono::Datelike::year(value)) {
        return Ok(());
    }
    Err(broken(
        "out_of_range",
        "tahun harus empat angka",
        "the year must have four digits",
    ))
}
