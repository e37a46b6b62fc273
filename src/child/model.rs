//! What the API shows of a child: nothing that tells who it is.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::ChildId;
use entity::kind::{ChildState, RiskStatus, Sex};
use entity::{child, child_revision};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::units::{age_months, hundredths, kg};

/// A child by its code. Name, NIK, parents and address lie sealed and are no part of this.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Child {
    /// Its id.
    pub id: ChildId,
    /// By what people speak of it.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// Its sex.
    pub sex: Sex,
    /// Its day of birth.
    #[schema(example = "2024-11-02")]
    pub birth_date: NaiveDate,
    /// Its age today, in completed months of 30.4375 days.
    #[schema(minimum = 0, example = 24)]
    pub age_months: i32,
    /// Where it lives (domisili).
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// The health centre that looks after it.
    #[schema(required, example = "Puskesmas Contoh")]
    pub puskesmas: Option<String>,
    /// The health post at which it is weighed.
    #[schema(required, example = "Posyandu Contoh")]
    pub posyandu: Option<String>,
    /// The weight at birth.
    #[schema(required, example = 3.1)]
    pub birth_weight_kg: Option<f64>,
    /// The length at birth.
    #[schema(required, example = 49.5)]
    pub birth_length_cm: Option<f64>,
    /// Whether its family is at risk of stunting (KRS).
    pub risk_status: RiskStatus,
    /// What became of it.
    pub state: ChildState,
    /// Since which day.
    pub state_since: NaiveDate,
    /// The record that goes on in its place.
    #[schema(required)]
    pub merged_into: Option<ChildId>,
    /// How it came here: `manual`, or the kind of import.
    #[schema(example = "manual")]
    pub origin: String,
    /// When who it is was erased; then nobody can know it any more.
    #[schema(required)]
    pub erased_at: Option<DateTime<Utc>>,
    /// Its latest measurement that counts.
    #[schema(required)]
    pub latest: Option<LatestMeasurement>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:worker6474")]
    pub updated_by: String,
}

/// The latest measurement of a child that counts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LatestMeasurement {
    /// The day.
    pub measured_on: NaiveDate,
    /// Weight-for-age (BB/U).
    #[schema(required, example = -1.82)]
    pub waz: Option<f64>,
    /// Length- or height-for-age (PB/U, TB/U).
    #[schema(required, example = -2.31)]
    pub haz: Option<f64>,
    /// Weight-for-length or -height (BB/PB, BB/TB).
    #[schema(required, example = -0.85)]
    pub whz: Option<f64>,
    /// Whether one of its z-scores lies outside WHO's limits.
    pub flagged: bool,
}

impl From<entity::child_measurement::Model> for LatestMeasurement {
    fn from(row: entity::child_measurement::Model) -> Self {
        Self {
            measured_on: row.measured_on,
            waz: row.waz_hundredths.map(hundredths),
            haz: row.haz_hundredths.map(hundredths),
            whz: row.whz_hundredths.map(hundredths),
            flagged: row.flags != 0,
        }
    }
}

impl Child {
    /// A child on a day.
    pub fn new(row: child::Model, latest: Option<LatestMeasurement>, today: NaiveDate) -> Self {
        let child::Model {
            id,
            code,
            sex,
            birth_date,
            region_code,
            puskesmas,
            posyandu,
            birth_weight_g,
            birth_length_tenth_mm,
            risk_status,
            state,
            state_since,
            merged_into,
            identity_sealed: _,
            nik_index: _,
            origin,
            erased_at,
            version,
            created_at,
            updated_at,
            updated_by,
        } = row;
        Self {
            id,
            code,
            sex,
            birth_date,
            age_months: age_months(today.signed_duration_since(birth_date).num_days()).max(0),
            region_code,
            puskesmas,
            posyandu,
            birth_weight_kg: birth_weight_g.map(kg),
            birth_length_cm: birth_length_tenth_mm.map(hundredths),
            risk_status,
            state,
            state_since,
            merged_into,
            origin,
            erased_at,
            latest,
            version,
            created_at,
            updated_at,
            updated_by,
        }
    }
}

/// The filters of children.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChildFilter {
    /// Who live in this region or below it.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub within: Option<String>,
    /// In this state; without it all but merged ones.
    #[param(inline)]
    pub state: Option<ChildState>,
    /// Of families of this risk.
    #[param(inline)]
    pub risk_status: Option<RiskStatus>,
    /// Of this sex.
    #[param(inline)]
    pub sex: Option<Sex>,
    /// Born on this day or later.
    pub birth_from: Option<NaiveDate>,
    /// Born on this day or earlier.
    pub birth_to: Option<NaiveDate>,
    /// Of this code.
    #[validate(custom(function = "child_code"))]
    #[param(min_length = 14, max_length = 14, example = "baku-timo-rasi")]
    pub code: Option<String>,
}

/// The code of a child or of a mother.
///
/// # Errors
/// When it is none.
pub fn child_code(code: &str) -> Result<(), validator::ValidationError> {
    if super::code::is_code(code) {
        return Ok(());
    }
    Err(crate::validation::broken(
        "pattern",
        "bukan kode anak",
        "is no code of a child",
    ))
}

/// A child that was written down.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildEnrolled {
    /// The child.
    pub child: Child,
    /// Others whom it might be: a person has to look.
    pub suspected_duplicates: Vec<SuspectedDuplicate>,
}

/// A child that another record might be of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SuspectedDuplicate {
    /// The other child.
    pub id: ChildId,
    /// Its code.
    #[schema(example = "soda-kela-mupi")]
    pub code: String,
    /// How alike they are, from 0 to 100.
    #[schema(minimum = 0, maximum = 100, example = 92)]
    pub score: u8,
    /// By what.
    pub grounds: Vec<super::matching::Ground>,
}

/// What was recorded of a child.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildRevision {
    /// The version.
    #[schema(minimum = 1, example = 2)]
    pub version: i64,
    /// What was done: `create`, `update`, `state`, `merge`, `unmerge`, `erase`.
    #[schema(example = "update")]
    pub action: String,
    /// Everything but who the child is, as it was kept: weights in grams, lengths in tenths of a millimetre.
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

/// Every version of a child.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildRevisions {
    /// The newest first.
    pub items: Vec<ChildRevision>,
}

impl From<child_revision::Model> for ChildRevision {
    fn from(row: child_revision::Model) -> Self {
        let child_revision::Model {
            child_id: _,
            version,
            record,
            identity_sealed: _,
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
