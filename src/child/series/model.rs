//! What the API shows of a child's growth.

use chrono::NaiveDate;
use entity::id::{ChildId, ChildMeasurementId};
use entity::kind::{Posture, Sex};
use growth::{GainVerdict, Index, Micro, Z, category};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::text::Language;

/// How a child grows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildGrowth {
    /// The child.
    pub child_id: ChildId,
    /// Its code.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// Its sex.
    pub sex: Sex,
    /// The measurements that count, the first one first.
    pub points: Vec<GrowthPoint>,
    /// What calls for a referral: `not_gained_twice` (2T), `below_red_line` (weight-for-age below -3, BGM), `oedema`.
    #[schema(example = json!(["not_gained_twice"]))]
    pub alerts: Vec<&'static str>,
}

/// A measurement in a child's growth.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthPoint {
    /// The measurement.
    pub measurement_id: ChildMeasurementId,
    /// The day.
    pub measured_on: NaiveDate,
    /// The age, in completed days.
    #[schema(example = 753)]
    pub age_days: i32,
    /// The age, in completed months of 30.4375 days.
    #[schema(example = 24)]
    pub age_months: i32,
    /// The weight.
    #[schema(required, example = 9.4)]
    pub weight_kg: Option<f64>,
    /// Length or height as it was read.
    #[schema(required, example = 79.5)]
    pub height_cm: Option<f64>,
    /// Whether the child lay or stood.
    #[schema(required)]
    pub posture: Option<Posture>,
    /// Weight-for-age (BB/U).
    #[schema(required)]
    pub waz: Option<GrowthScore>,
    /// Length- or height-for-age (PB/U, TB/U).
    #[schema(required)]
    pub haz: Option<GrowthScore>,
    /// Weight-for-length or -height (BB/PB, BB/TB).
    #[schema(required)]
    pub whz: Option<GrowthScore>,
    /// Body-mass-index-for-age (IMT/U).
    #[schema(required)]
    pub baz: Option<GrowthScore>,
    /// Height less the median of age and sex (height-for-age difference).
    #[schema(required, example = -6.86)]
    pub height_difference_cm: Option<f64>,
    /// The weight gain since last month.
    #[schema(required)]
    pub gain: Option<GrowthGain>,
    /// The indices whose z-score lies outside WHO's limits.
    pub flags: Vec<&'static str>,
    /// The standard by which it was judged.
    #[schema(example = "WHO_2006_2007+PERMENKES_2_2020")]
    pub standard_version: String,
}

/// A z-score and its category by Permenkes 2/2020.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthScore {
    /// The z-score.
    #[schema(example = -2.1)]
    pub z: f64,
    /// The category for programs; null of a z-score outside WHO's limits.
    #[schema(required, example = "stunted")]
    pub category: Option<&'static str>,
    /// The same for people.
    #[schema(required, example = "Pendek")]
    pub category_name: Option<&'static str>,
}

impl GrowthScore {
    /// A kept z-score of an index.
    pub fn new(index: Index, hundredths: i32, flags: i32, language: Language) -> Self {
        let z = Z::from_hundredths(hundredths);
        let bit = Index::ALL.iter().position(|other| *other == index);
        let flagged = bit.is_some_and(|bit| flags & (1 << bit) != 0);
        let category = category(index, z).filter(|_| !flagged);
        Self {
            z: z.as_f64(),
            category: category.map(|category| category.code),
            category_name: category.map(|category| match language {
                Language::Indonesian => category.name_id,
                Language::English => category.name_en,
            }),
        }
    }
}

/// Weight gain as posyandu judge it.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthGain {
    /// `N` enough, `T` not enough, `O` not weighed last month, `B` weighed for the first time.
    #[schema(example = "N")]
    pub status: String,
    /// The gain.
    #[schema(required, example = 0.3)]
    pub gain_kg: Option<f64>,
    /// The minimum gain at this age (KBM).
    #[schema(required, example = 200)]
    pub minimum_gain_g: Option<i32>,
}

impl From<GainVerdict> for GrowthGain {
    fn from(verdict: GainVerdict) -> Self {
        Self {
            status: verdict.status.letter().to_string(),
            gain_kg: verdict.gain_kg.map(Micro::as_f64),
            minimum_gain_g: verdict.minimum_gain_g,
        }
    }
}

/// An index that has a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChartIndex {
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

impl From<ChartIndex> for Index {
    fn from(index: ChartIndex) -> Self {
        match index {
            ChartIndex::Waz => Self::Waz,
            ChartIndex::Haz => Self::Haz,
            ChartIndex::Whz => Self::Whz,
            ChartIndex::Baz => Self::Baz,
            ChartIndex::Hcz => Self::Hcz,
            ChartIndex::Acz => Self::Acz,
        }
    }
}

/// Which chart is wanted.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChartQuery {
    /// The index.
    #[param(inline, example = "haz")]
    pub index: ChartIndex,
}
