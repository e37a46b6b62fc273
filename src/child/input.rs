//! What the API takes of a child. What holds names is not printed, so none of it derives `Debug`.

use chrono::NaiveDate;
use entity::kind::{RiskStatus, Sex};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::enroll::NewChild;
use super::identity::Identity;
use super::units::{grams, tenth_mm};
use crate::validation::broken;

/// Who a child is; it is sealed at once, and shown only for a purpose.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChildIdentityInput {
    /// The child's name.
    #[validate(length(min = 1, max = 200), custom(function = "with_letter"))]
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "[A-Za-z]",
        example = "ANAK CONTOH"
    )]
    pub name: String,
    /// Its NIK, 16 digits; null if it has none yet.
    #[validate(custom(function = "whole_nik"))]
    #[schema(min_length = 16, max_length = 16, pattern = "^[0-9]{16}$")]
    pub nik: Option<String>,
    /// The mother's name.
    #[validate(length(min = 1, max = 200), custom(function = "with_letter"))]
    #[schema(min_length = 1, max_length = 200, pattern = "[A-Za-z]")]
    pub mother_name: Option<String>,
    /// The father's name.
    #[validate(length(min = 1, max = 200), custom(function = "with_letter"))]
    #[schema(min_length = 1, max_length = 200, pattern = "[A-Za-z]")]
    pub father_name: Option<String>,
    /// Where it lives, below the village.
    #[validate(
        length(min = 1, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 500)]
    pub address: Option<String>,
}

impl From<ChildIdentityInput> for Identity {
    fn from(input: ChildIdentityInput) -> Self {
        Self {
            name: input.name,
            nik: input.nik,
            mother_name: input.mother_name,
            father_name: input.father_name,
            address: input.address,
        }
    }
}

/// A name that can be compared.
///
/// # Errors
/// When it has no letter.
pub fn with_letter(value: &str) -> Result<(), validator::ValidationError> {
    crate::validation::line(value)?;
    if value.bytes().any(|b| b.is_ascii_alphabetic()) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus memuat huruf A sampai Z",
        "must contain a letter from A to Z",
    ))
}

/// A whole NIK, not a masked one.
///
/// # Errors
/// When it is none.
pub fn whole_nik(value: &str) -> Result<(), validator::ValidationError> {
    if super::identity::usable_nik(value).as_deref() == Some(value) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus 16 angka yang utuh",
        "must be 16 digits, none of them masked",
    ))
}

/// A child to be written down.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "sex": "F", "birth_date": "2024-11-02", "region_code": "64.74.01.1003", "puskesmas": "Puskesmas Contoh",
    "posyandu": "Posyandu Contoh", "birth_weight_kg": 3.1, "birth_length_cm": 49.5, "risk_status": "unknown",
    "identity": {"name": "ANAK CONTOH", "nik": null, "mother_name": "IBU CONTOH", "father_name": null, "address": "RT 00"}
}))]
pub struct ChildCreate {
    /// Its sex.
    pub sex: Sex,
    /// Its day of birth.
    pub birth_date: NaiveDate,
    /// Where it lives: a district or village within the caller's region.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    pub region_code: String,
    /// The health centre that looks after it.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub puskesmas: Option<String>,
    /// The health post at which it is weighed.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub posyandu: Option<String>,
    /// The weight at birth in kilograms.
    #[validate(range(min = 0.3, max = 8.0))]
    #[schema(minimum = 0.3, maximum = 8)]
    pub birth_weight_kg: Option<f64>,
    /// The length at birth in centimetres.
    #[validate(range(min = 20.0, max = 70.0))]
    #[schema(minimum = 20, maximum = 70)]
    pub birth_length_cm: Option<f64>,
    /// Whether its family is at risk.
    #[serde(default = "unknown_risk")]
    #[schema(default = "unknown")]
    pub risk_status: RiskStatus,
    /// Who it is.
    #[serde(deserialize_with = "crate::validation::object")]
    #[validate(nested)]
    pub identity: ChildIdentityInput,
    /// That it is another child than the one that it was taken for.
    #[serde(default)]
    pub confirm_distinct: bool,
    /// How that is known; needed with `confirm_distinct`. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub distinct_reason: Option<String>,
}

const fn unknown_risk() -> RiskStatus {
    RiskStatus::Unknown
}

impl ChildCreate {
    /// The child that it becomes.
    pub fn new_child(self) -> NewChild {
        NewChild {
            sex: self.sex,
            birth_date: self.birth_date,
            region_code: self.region_code,
            puskesmas: self.puskesmas,
            posyandu: self.posyandu,
            birth_weight_g: self.birth_weight_kg.and_then(grams),
            birth_length_tenth_mm: self.birth_length_cm.and_then(tenth_mm),
            risk_status: self.risk_status,
            identity: self.identity.into(),
            origin: "manual",
        }
    }
}

/// What a child's record is to be from now on.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "sex": "F", "birth_date": "2024-11-03", "region_code": "64.74.01.1003", "puskesmas": "Puskesmas Contoh",
    "posyandu": "Posyandu Contoh", "birth_weight_kg": 3.1, "birth_length_cm": 49.5, "risk_status": "at_risk",
    "reason": "Tanggal lahir diperbaiki sesuai buku KIA"
}))]
pub struct ChildUpdate {
    /// Its sex; another one gives every measurement other z-scores.
    pub sex: Sex,
    /// Its day of birth; another one gives every measurement other z-scores.
    pub birth_date: NaiveDate,
    /// Where it lives: a district or village within the caller's region.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    pub region_code: String,
    /// The health centre that looks after it.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub puskesmas: Option<String>,
    /// The health post at which it is weighed.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub posyandu: Option<String>,
    /// The weight at birth in kilograms.
    #[validate(range(min = 0.3, max = 8.0))]
    #[schema(minimum = 0.3, maximum = 8)]
    pub birth_weight_kg: Option<f64>,
    /// The length at birth in centimetres.
    #[validate(range(min = 20.0, max = 70.0))]
    #[schema(minimum = 20, maximum = 70)]
    pub birth_length_cm: Option<f64>,
    /// Whether its family is at risk.
    pub risk_status: RiskStatus,
    /// Who it is, all of it; left out, it stays as it is.
    #[validate(nested)]
    pub identity: Option<ChildIdentityInput>,
    /// Why it is changed. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}
