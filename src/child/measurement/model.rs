//! What the API shows of a measurement, and asks of them.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{ChildId, ChildMeasurementId};
use entity::kind::{MeasurementState, Posture};
use entity::{child_measurement, child_measurement_revision};
use growth::Index;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::words::{findings, meaning};
use crate::child::units::{hundredths, kg};
use crate::text::Language;

/// What was measured of a child on a day, and where that lies by WHO's standard.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildMeasurement {
    /// Its id.
    pub id: ChildMeasurementId,
    /// Of which child.
    pub child_id: ChildId,
    /// Where the child lived then.
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// The day.
    pub measured_on: NaiveDate,
    /// The age then, in completed days.
    #[schema(example = 753)]
    pub age_days: i32,
    /// The weight.
    #[schema(required, example = 9.4)]
    pub weight_kg: Option<f64>,
    /// Length or height as it was read.
    #[schema(required, example = 79.5)]
    pub height_cm: Option<f64>,
    /// Whether the child lay or stood.
    #[schema(required)]
    pub posture: Option<Posture>,
    /// The head circumference.
    #[schema(required)]
    pub head_cm: Option<f64>,
    /// The arm circumference (LiLA).
    #[schema(required)]
    pub muac_cm: Option<f64>,
    /// Whether both feet were swollen.
    pub oedema: bool,
    /// Who measured: a role or an office.
    #[schema(required, example = "kader")]
    pub measurer: Option<String>,
    /// With what.
    #[schema(required)]
    pub device: Option<String>,
    /// The source that it comes from.
    #[schema(example = "EPPGBM")]
    pub source: String,
    /// The import that brought it.
    #[schema(required)]
    pub import_id: Option<Uuid>,
    /// The z-scores.
    pub z: MeasurementZ,
    /// Length or height as judged less the median of age and sex (height-for-age difference).
    #[schema(required, example = -6.86)]
    pub height_difference_cm: Option<f64>,
    /// The indices whose z-score lies outside WHO's limits: kept, and left out of prevalences.
    pub flags: Vec<&'static str>,
    /// The standard by which it was judged.
    #[schema(example = "WHO_2006_2007+PERMENKES_2_2020")]
    pub standard_version: String,
    /// What was assumed, what is odd, and of implausible ones what is impossible.
    pub findings: Vec<MeasurementFinding>,
    /// Why what is odd is right nevertheless.
    #[schema(required)]
    pub waived_reason: Option<String>,
    /// Who says so.
    #[schema(required)]
    pub waived_by: Option<String>,
    /// Whether it counts.
    pub state: MeasurementState,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:worker6474")]
    pub created_by: String,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The z-scores of a measurement, to two decimals.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasurementZ {
    /// Weight-for-age (BB/U).
    #[schema(required, example = -1.77)]
    pub waz: Option<f64>,
    /// Length- or height-for-age (PB/U, TB/U).
    #[schema(required, example = -2.1)]
    pub haz: Option<f64>,
    /// Weight-for-length or -height (BB/PB, BB/TB).
    #[schema(required, example = -0.85)]
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
}

/// Something that was found of a measurement.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasurementFinding {
    /// The code for programs.
    #[schema(example = "height_lower_than_before")]
    pub code: String,
    /// The same for people.
    #[schema(example = "smaller than at an earlier measurement")]
    pub detail: String,
    /// The day of the measurement that it does not go with.
    #[schema(required)]
    pub against: Option<NaiveDate>,
}

impl ChildMeasurement {
    /// A row as it is shown.
    pub fn new(row: child_measurement::Model, language: Language) -> Self {
        Self {
            z: MeasurementZ {
                waz: row.waz_hundredths.map(hundredths),
                haz: row.haz_hundredths.map(hundredths),
                whz: row.whz_hundredths.map(hundredths),
                baz: row.baz_hundredths.map(hundredths),
                hcz: row.hcz_hundredths.map(hundredths),
                acz: row.acz_hundredths.map(hundredths),
            },
            flags: flagged(row.flags),
            findings: findings(&row.findings)
                .into_iter()
                .map(|finding| MeasurementFinding {
                    detail: meaning(&finding.code).in_language(language).to_owned(),
                    code: finding.code,
                    against: finding.against,
                })
                .collect(),
            id: row.id,
            child_id: row.child_id,
            region_code: row.region_code,
            measured_on: row.measured_on,
            age_days: row.age_days,
            weight_kg: row.weight_g.map(kg),
            height_cm: row.height_tenth_mm.map(hundredths),
            posture: row.posture,
            head_cm: row.head_tenth_mm.map(hundredths),
            muac_cm: row.muac_tenth_mm.map(hundredths),
            oedema: row.oedema,
            measurer: row.measurer,
            device: row.device,
            source: row.source_code,
            import_id: row.import_id,
            height_difference_cm: row.had_tenth_mm.map(hundredths),
            standard_version: row.standard_version,
            waived_reason: row.waived_reason,
            waived_by: row.waived_by,
            state: row.state,
            version: row.version,
            created_at: row.created_at,
            created_by: row.created_by,
            updated_at: row.updated_at,
        }
    }
}

/// The codes of the indices of which a bit is set.
pub fn flagged(flags: i32) -> Vec<&'static str> {
    let bits = Index::ALL.into_iter().enumerate();
    bits.filter(|(bit, _)| flags & (1 << bit) != 0)
        .map(|(_, index)| index.code())
        .collect()
}

/// The filters of a child's measurements.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChildMeasurementFilter {
    /// Whether they count.
    #[param(inline)]
    pub state: Option<MeasurementState>,
    /// Of this day or later.
    pub measured_from: Option<NaiveDate>,
    /// Of this day or earlier.
    pub measured_to: Option<NaiveDate>,
}

/// What a measurement was.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildMeasurementRevision {
    /// The version.
    #[schema(minimum = 1, example = 2)]
    pub version: i64,
    /// What was done: `create`, `correct`, `withdraw`, `waive`, `judge`, `merge`, `unmerge`.
    #[schema(example = "correct")]
    pub action: String,
    /// All of it, as it was kept: grams, tenths of a millimetre, hundredths of z.
    #[schema(value_type = Object)]
    pub record: serde_json::Value,
    /// Why.
    #[schema(required)]
    pub reason: Option<String>,
    /// From when.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// Until when; null of the present one.
    #[schema(required)]
    pub superseded_at: Option<DateTime<Utc>>,
    /// By which request.
    pub request_id: Uuid,
}

/// Every version of a measurement.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildMeasurementRevisions {
    /// The newest first.
    pub items: Vec<ChildMeasurementRevision>,
}

impl From<child_measurement_revision::Model> for ChildMeasurementRevision {
    fn from(row: child_measurement_revision::Model) -> Self {
        let child_measurement_revision::Model {
            measurement_id: _,
            version,
            record,
            action,
            reason,
            recorded_at,
            recorded_by,
            superseded_at,
            request_id,
        } = row;
        Self {
            version,
            action,
            record: serde_json::from_str(&record).unwrap_or_default(),
            reason,
            recorded_at,
            recorded_by,
            superseded_at,
            request_id,
        }
    }
}
