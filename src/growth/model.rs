//! Z-scores and curves as they are answered.

use serde::Serialize;
use utoipa::ToSchema;

/// A category of nutritional status.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthCategory {
    /// The code for programs.
    #[schema(example = "stunted")]
    pub code: &'static str,
    /// The name in the regulation.
    #[schema(example = "Pendek")]
    pub name_id: &'static str,
    /// The name in English.
    #[schema(example = "Stunted")]
    pub name_en: &'static str,
}

/// The categories of a child by Permenkes 2/2020; null without a z-score, and of one outside WHO's limits. By weight-for-age
/// alone nobody is "gizi buruk". Head and arm circumference have none.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthCategories {
    /// By weight-for-age (BB/U).
    #[schema(required)]
    pub waz: Option<GrowthCategory>,
    /// By length- or height-for-age (PB/U, TB/U).
    #[schema(required)]
    pub haz: Option<GrowthCategory>,
    /// By weight-for-length or -height (BB/PB, BB/TB).
    #[schema(required)]
    pub whz: Option<GrowthCategory>,
    /// By body-mass-index-for-age (IMT/U).
    #[schema(required)]
    pub baz: Option<GrowthCategory>,
}

/// What was assumed, or why something is not there.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthNote {
    /// The code for programs.
    #[schema(example = "height_as_length")]
    pub code: &'static str,
    /// The same for people.
    #[schema(example = "measured standing below 24 months: 0.7 cm were added")]
    pub detail: &'static str,
}

/// The z-scores of a measurement, to two decimals; null where none can be given.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZScoreItem {
    /// As it was sent.
    #[schema(required)]
    pub r#ref: Option<String>,
    /// The age in completed days.
    #[schema(required)]
    pub age_days: Option<i32>,
    /// Weight-for-age (BB/U).
    #[schema(required)]
    pub waz: Option<f64>,
    /// Length- or height-for-age (PB/U, TB/U).
    #[schema(required)]
    pub haz: Option<f64>,
    /// Weight-for-length or -height (BB/PB, BB/TB).
    #[schema(required)]
    pub whz: Option<f64>,
    /// Body-mass-index-for-age (IMT/U).
    #[schema(required)]
    pub baz: Option<f64>,
    /// Head-circumference-for-age (LK/U).
    #[schema(required)]
    pub hcz: Option<f64>,
    /// Arm-circumference-for-age (LiLA/U).
    #[schema(required)]
    pub acz: Option<f64>,
    /// The indices whose z-score lies outside WHO's limits: a mistake of measuring or writing until it is measured again.
    pub flags: Vec<&'static str>,
    /// The categories.
    pub categories: GrowthCategories,
    /// Length or height as it was judged: after 0.7 cm were added or taken off.
    #[schema(required)]
    pub height_used_cm: Option<f64>,
    /// Length or height as judged less the median of age and sex (height-for-age difference).
    #[schema(required)]
    pub height_difference_cm: Option<f64>,
    /// The body mass index in kg/m², to four decimals.
    #[schema(required)]
    pub bmi: Option<f64>,
    /// What was assumed, and why something is not there.
    pub notes: Vec<GrowthNote>,
}

/// The z-scores of measurements, in the order in which these were sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "standard_version": "WHO_2006_2007+PERMENKES_2_2020",
    "items": [{
        "ref": "baris-1", "age_days": 753, "waz": -1.77, "haz": -2.1, "whz": -0.85, "baz": -0.62, "hcz": null, "acz": -0.62,
        "flags": [],
        "categories": {
            "waz": {"code": "normal", "name_id": "Berat badan normal", "name_en": "Normal weight"},
            "haz": {"code": "stunted", "name_id": "Pendek", "name_en": "Stunted"},
            "whz": {"code": "normal", "name_id": "Gizi baik", "name_en": "Normal"},
            "baz": {"code": "normal", "name_id": "Gizi baik", "name_en": "Normal"}
        },
        "height_used_cm": 79.5, "height_difference_cm": -6.8641, "bmi": 14.8728, "notes": []
    }]
}))]
pub struct ZScores {
    /// The standard by which they are given; to be kept with every result.
    pub standard_version: &'static str,
    /// One per measurement.
    pub items: Vec<ZScoreItem>,
}

/// One point of the seven lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthReferencePoint {
    /// Where it stands, in `at_unit`.
    pub at: f64,
    /// The measure at each of `lines`, in `value_unit`.
    #[schema(min_items = 7, max_items = 7)]
    pub values: [f64; 7],
}

/// The seven lines without a gap.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrowthReferenceCurve {
    /// `lying` or `standing`; null where it makes no difference.
    #[schema(required, example = "lying")]
    pub measured: Option<&'static str>,
    /// The points.
    pub points: Vec<GrowthReferencePoint>,
}

/// The standard of an index and a sex.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "standard_version": "WHO_2006_2007+PERMENKES_2_2020", "index": "haz", "sex": "F", "at_unit": "month", "value_unit": "cm",
    "lines": [-3, -2, -1, 0, 1, 2, 3],
    "curves": [{"measured": "lying", "points": [{"at": 0, "values": [43.559, 45.422, 47.285, 49.148, 51.010, 52.873, 54.736]}]}]
}))]
pub struct GrowthReference {
    /// The standard.
    pub standard_version: &'static str,
    /// The index.
    #[schema(example = "haz")]
    pub index: &'static str,
    /// `M` or `F`.
    #[schema(example = "F")]
    pub sex: &'static str,
    /// `month`, `day` or `cm`.
    #[schema(example = "month")]
    pub at_unit: &'static str,
    /// `kg`, `cm` or `kg/m2`.
    #[schema(example = "cm")]
    pub value_unit: &'static str,
    /// The z-scores of the lines.
    #[schema(min_items = 7, max_items = 7)]
    pub lines: [i32; 7],
    /// One curve, or one for lying and one for standing children.
    pub curves: Vec<GrowthReferenceCurve>,
}
