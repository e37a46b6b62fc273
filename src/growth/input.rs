//! Measurements as they are sent: liberal in what may be missing, strict in what is named.

use chrono::NaiveDate;
use growth::{Index, Measurement, Micro, Posture, Sex, Step};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::validation::broken;

/// The sex of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum GrowthSex {
    /// A boy.
    M,
    /// A girl.
    F,
}

impl From<GrowthSex> for Sex {
    fn from(sex: GrowthSex) -> Self {
        match sex {
            GrowthSex::M => Self::Male,
            GrowthSex::F => Self::Female,
        }
    }
}

/// How length or height was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrowthPosture {
    /// Length, lying down.
    Lying,
    /// Height, standing.
    Standing,
}

impl From<GrowthPosture> for Posture {
    fn from(posture: GrowthPosture) -> Self {
        match posture {
            GrowthPosture::Lying => Self::Lying,
            GrowthPosture::Standing => Self::Standing,
        }
    }
}

/// A child as it was measured on a day. Everything may be missing or null; what is missing shows in the answer.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrowthMeasurement {
    /// Comes back in the answer as it is. Not the place for a name or a NIK.
    #[validate(length(max = 100))]
    #[schema(max_length = 100)]
    pub r#ref: Option<String>,
    /// The sex; without it there is no z-score.
    pub sex: Option<GrowthSex>,
    /// The age in days; a fraction of a day is dropped. Goes before the dates.
    #[validate(range(min = -1e9, max = 1e9))]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    pub age_days: Option<f64>,
    /// The day of birth; together with `measured_on` instead of `age_days`.
    #[validate(custom(function = "four_digit_year"))]
    pub birth_date: Option<NaiveDate>,
    /// The day of the measurement.
    #[validate(custom(function = "four_digit_year"))]
    pub measured_on: Option<NaiveDate>,
    /// The weight in kilograms.
    #[validate(range(min = -1e9, max = 1e9))]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    pub weight_kg: Option<f64>,
    /// Length or height as it was read, in centimetres, before any correction.
    #[validate(range(min = -1e9, max = 1e9))]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    pub height_cm: Option<f64>,
    /// Whether the child lay or stood.
    pub posture: Option<GrowthPosture>,
    /// Whether both feet are swollen (pitting oedema); false if missing.
    pub oedema: Option<bool>,
    /// The head circumference in centimetres.
    #[validate(range(min = -1e9, max = 1e9))]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    pub head_cm: Option<f64>,
    /// The mid-upper arm circumference (LiLA) in centimetres.
    #[validate(range(min = -1e9, max = 1e9))]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    pub muac_cm: Option<f64>,
}

fn four_digit_year(day: &NaiveDate) -> Result<(), ValidationError> {
    use chrono::Datelike;
    if (0..=9999).contains(&day.year()) {
        return Ok(());
    }
    Err(broken(
        "year",
        "tahunnya harus empat angka",
        "its year must have four digits",
    ))
}

impl GrowthMeasurement {
    fn days_by_dates(&self) -> Option<i64> {
        let (born, measured) = self.birth_date.zip(self.measured_on)?;
        Some(measured.signed_duration_since(born).num_days())
    }

    fn days(&self) -> Option<i64> {
        let given = self.age_days.and_then(Micro::from_f64);
        given
            .map(|days| days.millionths().div_euclid(1_000_000))
            .or_else(|| self.days_by_dates())
    }

    /// Whether `age_days` is not what the dates say.
    pub(super) fn ages_differ(&self) -> bool {
        self.days_by_dates()
            .is_some_and(|by| self.days() != Some(by))
    }

    /// The measurement as it is judged.
    pub(super) fn measurement(&self) -> Measurement {
        Measurement {
            sex: self.sex.map(Into::into),
            age_days: self.days().and_then(|days| i32::try_from(days).ok()),
            weight_kg: self.weight_kg.and_then(Micro::from_f64),
            height_cm: self.height_cm.and_then(Micro::from_f64),
            posture: self.posture.map(Into::into),
            oedema: self.oedema.unwrap_or(false),
            head_cm: self.head_cm.and_then(Micro::from_f64),
            muac_cm: self.muac_cm.and_then(Micro::from_f64),
        }
    }
}

/// Measurements that are to be judged.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"measurements": [{
    "ref": "baris-1", "sex": "F", "birth_date": "2024-11-02", "measured_on": "2026-11-25", "weight_kg": 9.4, "height_cm": 79.5,
    "posture": "standing", "oedema": false, "head_cm": null, "muac_cm": 14.2
}]}))]
pub struct ZScoreRequest {
    /// The measurements.
    #[validate(length(max = 1000), nested)]
    #[serde(deserialize_with = "crate::validation::objects")]
    #[schema(max_items = 1000)]
    pub measurements: Vec<GrowthMeasurement>,
}

/// An index of growth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrowthIndex {
    /// Weight-for-age (BB/U).
    Waz,
    /// Length- or height-for-age (PB/U, TB/U).
    Haz,
    /// Weight-for-length or -height (BB/PB, BB/TB).
    Whz,
    /// Body-mass-index-for-age (IMT/U).
    Baz,
    /// Head-circumference-for-age (LK/U).
    Hcz,
    /// Arm-circumference-for-age (LiLA/U).
    Acz,
}

impl From<GrowthIndex> for Index {
    fn from(index: GrowthIndex) -> Self {
        match index {
            GrowthIndex::Waz => Self::Waz,
            GrowthIndex::Haz => Self::Haz,
            GrowthIndex::Whz => Self::Whz,
            GrowthIndex::Baz => Self::Baz,
            GrowthIndex::Hcz => Self::Hcz,
            GrowthIndex::Acz => Self::Acz,
        }
    }
}

/// How close the points of a curve lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrowthStep {
    /// Each month; of weight-for-length and -height each half centimetre.
    #[default]
    Month,
    /// Each day; of weight-for-length and -height each millimetre.
    Day,
}

impl From<GrowthStep> for Step {
    fn from(step: GrowthStep) -> Self {
        match step {
            GrowthStep::Month => Self::Month,
            GrowthStep::Day => Self::Day,
        }
    }
}

/// Which curves are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GrowthReferenceQuery {
    /// The index.
    #[param(inline, example = "haz")]
    pub index: GrowthIndex,
    /// The sex.
    #[param(inline, example = "F")]
    pub sex: GrowthSex,
    /// The curve of lying or of standing children alone; only of `haz`, `whz` and `baz`.
    #[param(inline)]
    pub measured: Option<GrowthPosture>,
    /// How close the points lie.
    #[serde(default)]
    #[param(inline, default = "month")]
    pub step: GrowthStep,
}
