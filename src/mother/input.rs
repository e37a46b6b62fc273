//! What the API takes of an expectant mother. What holds names is not printed, so none of it derives `Debug`.

use chrono::NaiveDate;
use entity::id::ChildId;
use entity::kind::{ConsentScope, MotherState, RiskStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use super::identity::MotherIdentity;
use crate::validation::broken;

/// Who an expectant mother is; it is sealed at once, and shown only for a purpose.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MotherIdentityInput {
    /// Her name.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::child::with_letter")
    )]
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "[A-Za-z]",
        example = "IBU CONTOH"
    )]
    pub name: String,
    /// Her NIK, 16 digits; null if it is not known.
    #[validate(custom(function = "crate::child::whole_nik"))]
    #[schema(min_length = 16, max_length = 16, pattern = "^[0-9]{16}$")]
    pub nik: Option<String>,
    /// Where she lives, below the village.
    #[validate(
        length(min = 1, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 500)]
    pub address: Option<String>,
    /// Her telephone number.
    #[validate(
        length(min = 3, max = 40),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 40)]
    pub telephone: Option<String>,
}

impl From<MotherIdentityInput> for MotherIdentity {
    fn from(input: MotherIdentityInput) -> Self {
        Self {
            name: input.name,
            nik: input.nik,
            address: input.address,
            telephone: input.telephone,
        }
    }
}

/// What was measured of an expectant mother: the latest of each.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "each_with_its_day"))]
#[schema(example = json!({"muac_cm": 22.8, "muac_on": "2026-11-10", "haemoglobin_g_dl": 10.4, "haemoglobin_on": "2026-11-10"}))]
pub struct MotherMeasured {
    /// The circumference of her upper arm (LiLA), in centimetres.
    #[validate(range(min = 10.0, max = 60.0))]
    #[schema(minimum = 10, maximum = 60)]
    pub muac_cm: Option<f64>,
    /// When it was measured; not after today.
    pub muac_on: Option<NaiveDate>,
    /// Haemoglobin, in grams a decilitre.
    #[validate(range(min = 2.0, max = 25.0))]
    #[schema(minimum = 2, maximum = 25)]
    pub haemoglobin_g_dl: Option<f64>,
    /// When it was measured; not after today.
    pub haemoglobin_on: Option<NaiveDate>,
}

/// A value has a day, and a day a value.
fn each_with_its_day(measured: &MotherMeasured) -> Result<(), ValidationError> {
    let member = if measured.muac_cm.is_some() != measured.muac_on.is_some() {
        "muac_on"
    } else if measured.haemoglobin_g_dl.is_some() != measured.haemoglobin_on.is_some() {
        "haemoglobin_on"
    } else {
        return Ok(());
    };
    let mut error = broken(
        "incomplete",
        "nilai dan harinya harus disebut bersama",
        "a value and its day are named together",
    );
    error.add_param("member".into(), &member);
    Err(error)
}

/// An expectant mother to be written down.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "region_code": "64.74.01.1003", "due_on": "2027-03-01", "risk_status": "at_risk",
    "measured": {"muac_cm": 22.8, "muac_on": "2026-11-10", "haemoglobin_g_dl": null, "haemoglobin_on": null},
    "identity": {"name": "IBU CONTOH", "nik": null, "address": "RT 00", "telephone": null}
}))]
pub struct MotherCreate {
    /// Where she lives: a district or village within the caller's region.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    pub region_code: String,
    /// When her child is due (HPL): from 60 days ago to 294 days ahead.
    pub due_on: NaiveDate,
    /// Whether her family is at risk.
    #[serde(default = "unknown_risk")]
    #[schema(default = "unknown")]
    pub risk_status: RiskStatus,
    /// What was measured of her.
    #[serde(default)]
    #[validate(nested)]
    pub measured: MotherMeasured,
    /// Who she is.
    #[serde(deserialize_with = "crate::validation::object")]
    #[validate(nested)]
    pub identity: MotherIdentityInput,
}

const fn unknown_risk() -> RiskStatus {
    RiskStatus::Unknown
}

/// What an expectant mother's record is to be from now on.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "region_code": "64.74.01.1003", "due_on": "2027-03-08", "risk_status": "at_risk",
    "measured": {"muac_cm": 23.1, "muac_on": "2026-11-20", "haemoglobin_g_dl": null, "haemoglobin_on": null},
    "reason": "HPL diperbaiki menurut USG"
}))]
pub struct MotherUpdate {
    /// Where she lives: a district or village within the caller's region.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    pub region_code: String,
    /// When her child is due (HPL): from 60 days ago to 294 days ahead, or as it was.
    pub due_on: NaiveDate,
    /// Whether her family is at risk.
    pub risk_status: RiskStatus,
    /// What was measured of her.
    #[serde(deserialize_with = "crate::validation::object")]
    #[validate(nested)]
    pub measured: MotherMeasured,
    /// Who she is, all of it; left out, it stays as it is.
    #[validate(nested)]
    pub identity: Option<MotherIdentityInput>,
    /// Why it is changed. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// What becomes of an expectant mother.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "to_state": "delivered", "effective_on": "2026-11-20", "child_id": null, "to_region_code": null,
    "reason": "Lahir di puskesmas"
}))]
pub struct MotherStateChange {
    /// What: `delivered`, `lost` (a child that was not born alive), `moved`, `died`, or `active` again.
    pub to_state: MotherState,
    /// From which day; not after today.
    pub effective_on: NaiveDate,
    /// The record of the child to whom she gave birth, within the caller's region; only with `delivered`.
    pub child_id: Option<ChildId>,
    /// Where she moves to, a district or village anywhere in the country; only with `moved`, and null if nobody knows.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    pub to_region_code: Option<String>,
    /// Why, or how it is known. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// Why who an expectant mother is is to be erased.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Permintaan yang bersangkutan", "basis": "UU 27/2022 Pasal 8"}))]
pub struct MotherErasure {
    /// Why. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
    /// The lawful basis.
    #[validate(
        length(min = 3, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 200)]
    pub basis: String,
}

/// A consent to be recorded.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "scope": "donor_disclosure", "relation": "self", "text_version": "PERSETUJUAN-2026-1", "given_on": "2026-11-20",
    "evidence_sha256": null
}))]
pub struct MotherConsentCreate {
    /// To what.
    pub scope: ConsentScope,
    /// Who gives it: `self`, or of one who is not of age `guardian`, or another word.
    #[validate(custom(function = "crate::child::word"))]
    #[schema(min_length = 2, max_length = 30, pattern = "^[a-z][a-z_]{1,29}$")]
    pub relation: String,
    /// The text that is agreed to, by its version.
    #[validate(
        length(min = 1, max = 50),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 50)]
    pub text_version: String,
    /// When it is given; not after today.
    pub given_on: NaiveDate,
    /// The SHA-256 of the document that proves it, in hexadecimal digits.
    #[validate(custom(function = "crate::child::sha256"))]
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub evidence_sha256: Option<String>,
}

/// A consent to be taken back.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"withdrawn_on": "2026-11-22", "reason": "Ditarik oleh yang bersangkutan"}))]
pub struct MotherConsentWithdrawal {
    /// From which day it holds no more; not before it was given, not after today.
    pub withdrawn_on: NaiveDate,
    /// Why. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}
