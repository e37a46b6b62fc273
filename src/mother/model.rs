//! What the API shows of an expectant mother: nothing that tells who she is.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{ChildId, ExpectantMotherId, MotherConsentId};
use entity::kind::{ConsentScope, MotherState, RiskStatus};
use entity::{expectant_mother, expectant_mother_consent, expectant_mother_revision};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::risk::{needs, trimester};
use super::store::facts;

/// An expectant mother by her code. Name, NIK, address and telephone lie sealed and are no part of this.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExpectantMother {
    /// Her id.
    pub id: ExpectantMotherId,
    /// By what people speak of her.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// Where she lives (domisili).
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// When her child is due (HPL).
    #[schema(example = "2027-03-01")]
    pub due_on: NaiveDate,
    /// The trimester today; null of one who is not expecting any more.
    #[schema(required, minimum = 1, maximum = 3, example = 2)]
    pub trimester: Option<u8>,
    /// Whether her family is at risk of stunting (KRS).
    pub risk_status: RiskStatus,
    /// The circumference of her upper arm (LiLA), in centimetres.
    #[schema(required, example = 22.8)]
    pub muac_cm: Option<f64>,
    /// When it was measured.
    #[schema(required)]
    pub muac_on: Option<NaiveDate>,
    /// Haemoglobin, in grams a decilitre.
    #[schema(required, example = 10.4)]
    pub haemoglobin_g_dl: Option<f64>,
    /// When it was measured.
    #[schema(required)]
    pub haemoglobin_on: Option<NaiveDate>,
    /// What she is in need of: `at_risk` of her family, and the codes of what was measured too low, as `kek` or `anaemia`.
    #[schema(example = json!(["at_risk", "kek"]))]
    pub needs: Vec<&'static str>,
    /// What became of her pregnancy, and of her.
    pub state: MotherState,
    /// Since which day.
    pub state_since: NaiveDate,
    /// The record of the child to whom she gave birth.
    #[schema(required)]
    pub child_id: Option<ChildId>,
    /// When who she is was erased; then nobody can know it any more.
    #[schema(required)]
    pub erased_at: Option<DateTime<Utc>>,
    /// Her version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When she was written down.
    pub created_at: DateTime<Utc>,
    /// When the record was last changed.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:worker6474")]
    pub updated_by: String,
}

impl ExpectantMother {
    /// A row on a day.
    pub fn new(row: expectant_mother::Model, today: NaiveDate) -> Self {
        let needs = needs(facts(&row)).into_iter().collect();
        let expecting = row.state == MotherState::Active;
        let expectant_mother::Model {
            id,
            code,
            region_code,
            due_on,
            risk_status,
            muac_mm,
            muac_on,
            haemoglobin_g_l,
            haemoglobin_on,
            state,
            state_since,
            child_id,
            identity_sealed: _,
            nik_index: _,
            erased_at,
            version,
            created_at,
            updated_at,
            updated_by,
        } = row;
        let tenths = |value: i32| f64::from(value) / 10.0;
        Self {
            id,
            code,
            region_code,
            due_on,
            trimester: expecting.then(|| trimester(due_on, today)),
            risk_status,
            muac_cm: muac_mm.map(tenths),
            muac_on,
            haemoglobin_g_dl: haemoglobin_g_l.map(tenths),
            haemoglobin_on,
            needs,
            state,
            state_since,
            child_id,
            erased_at,
            version,
            created_at,
            updated_at,
            updated_by,
        }
    }
}

/// The filters of expectant mothers.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MotherFilter {
    /// Who live in this region or below it.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub within: Option<String>,
    /// In this state.
    #[param(inline)]
    pub state: Option<MotherState>,
    /// Of families of this risk.
    #[param(inline)]
    pub risk_status: Option<RiskStatus>,
    /// Whose child is due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Whose child is due on this day or earlier.
    pub due_to: Option<NaiveDate>,
    /// Of this code.
    #[validate(custom(function = "crate::child::child_code"))]
    #[param(min_length = 14, max_length = 14, example = "baku-timo-rasi")]
    pub code: Option<String>,
}

/// What was recorded of an expectant mother.
#[derive(Debug, Serialize, ToSchema)]
pub struct MotherRevision {
    /// The version.
    #[schema(minimum = 1, example = 2)]
    pub version: i64,
    /// What was done: `create`, `update`, `state`, `erase`.
    #[schema(example = "update")]
    pub action: String,
    /// Everything but who she is, as it was kept.
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

/// Every version of an expectant mother.
#[derive(Debug, Serialize, ToSchema)]
pub struct MotherRevisions {
    /// The newest first.
    pub items: Vec<MotherRevision>,
}

impl From<expectant_mother_revision::Model> for MotherRevision {
    fn from(row: expectant_mother_revision::Model) -> Self {
        let expectant_mother_revision::Model {
            mother_id: _,
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

/// What an expectant mother agreed to (persetujuan).
#[derive(Debug, Serialize, ToSchema)]
pub struct MotherConsent {
    /// Its id.
    pub id: MotherConsentId,
    /// Whose.
    pub mother_id: ExpectantMotherId,
    /// To what.
    pub scope: ConsentScope,
    /// Who gave it: `self`, or what they are to her.
    #[schema(example = "self")]
    pub relation: String,
    /// The text that was agreed to, by its version.
    #[schema(example = "PERSETUJUAN-2026-1")]
    pub text_version: String,
    /// When it was given.
    pub given_on: NaiveDate,
    /// The SHA-256 of the document that proves it.
    #[schema(required)]
    pub evidence_sha256: Option<String>,
    /// From which day it holds no more.
    #[schema(required)]
    pub withdrawn_on: Option<NaiveDate>,
    /// Why.
    #[schema(required)]
    pub withdrawn_reason: Option<String>,
    /// When that was recorded.
    #[schema(required)]
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// By whom.
    #[schema(required)]
    pub withdrawn_by: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:worker6474")]
    pub recorded_by: String,
    /// Its version, for `If-Match`.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
}

/// The consents of an expectant mother.
#[derive(Debug, Serialize, ToSchema)]
pub struct MotherConsents {
    /// The first one first.
    pub items: Vec<MotherConsent>,
}

impl From<expectant_mother_consent::Model> for MotherConsent {
    fn from(row: expectant_mother_consent::Model) -> Self {
        let expectant_mother_consent::Model {
            id,
            mother_id,
            scope,
            relation,
            text_version,
            given_on,
            evidence_sha256,
            recorded_at,
            recorded_by,
            withdrawn_on,
            withdrawn_reason,
            withdrawn_at,
            withdrawn_by,
            version,
        } = row;
        Self {
            id,
            mother_id,
            scope,
            relation,
            text_version,
            given_on,
            evidence_sha256,
            withdrawn_on,
            withdrawn_reason,
            withdrawn_at,
            withdrawn_by,
            recorded_at,
            recorded_by,
            version,
        }
    }
}
