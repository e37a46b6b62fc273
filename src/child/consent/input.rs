//! What the API takes of a consent.

use chrono::NaiveDate;
use entity::kind::ConsentScope;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::validation::broken;

/// A consent to be recorded.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "scope": "donor_disclosure", "relation": "mother", "given_by": "IBU CONTOH", "text_version": "PERSETUJUAN-2026-1",
    "given_on": "2026-11-20", "evidence_sha256": null
}))]
pub struct ChildConsentCreate {
    /// To what.
    pub scope: ConsentScope,
    /// What who gives it is to the child: `mother`, `father`, `guardian`, or another word.
    #[validate(custom(function = "word"))]
    #[schema(min_length = 2, max_length = 30, pattern = "^[a-z][a-z_]{1,29}$")]
    pub relation: String,
    /// Who gives it; sealed with the child's key.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub given_by: String,
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
    #[validate(custom(function = "sha256"))]
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub evidence_sha256: Option<String>,
}

/// A consent to be taken back.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"withdrawn_on": "2026-11-22", "reason": "Ditarik oleh orang tua"}))]
pub struct ChildConsentWithdrawal {
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

/// A word of small letters.
///
/// # Errors
/// When it is none.
pub fn word(value: &str) -> Result<(), ValidationError> {
    let letters = value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if (2..=30).contains(&value.len()) && letters && !value.starts_with('_') {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus kata dengan huruf kecil dan garis bawah",
        "must be a word of small letters and underscores",
    ))
}

/// A SHA-256 in hexadecimal digits.
///
/// # Errors
/// When it is none.
pub fn sha256(value: &str) -> Result<(), ValidationError> {
    let digits = value
        .bytes()
        .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if value.len() == 64 && digits {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus 64 angka heksadesimal dengan huruf kecil",
        "must be 64 hexadecimal digits in small letters",
    ))
}
