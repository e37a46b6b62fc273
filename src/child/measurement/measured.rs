//! What is measured of a child, and what is found of it.

use chrono::NaiveDate;
use entity::kind::{Posture, Sex};
use serde::{Deserialize, Serialize};

/// Of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The sex.
    pub sex: Sex,
    /// The day of birth.
    pub birth_date: NaiveDate,
}

/// What was measured on a day; anything may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// The day.
    pub measured_on: NaiveDate,
    /// In grams.
    pub weight_g: Option<i32>,
    /// Length or height as it was read, in tenths of a millimetre.
    pub height_tenth_mm: Option<i32>,
    /// How it was measured.
    pub posture: Option<Posture>,
    /// The circumference of the head, in tenths of a millimetre.
    pub head_tenth_mm: Option<i32>,
    /// The circumference of the upper arm (LiLA), in tenths of a millimetre.
    pub muac_tenth_mm: Option<i32>,
    /// Whether both feet are swollen.
    pub oedema: bool,
}

/// Something odd or impossible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The code for programs.
    pub code: String,
    /// The day of the other measurement that it does not go with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<NaiveDate>,
}

impl Finding {
    pub(super) fn new(code: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            against: None,
        }
    }

    pub(super) fn against(code: &str, day: NaiveDate) -> Self {
        Self {
            code: code.to_owned(),
            against: Some(day),
        }
    }
}

/// Completed days since birth; below zero before it.
pub fn age_days(of: Subject, on: NaiveDate) -> i64 {
    on.signed_duration_since(of.birth_date).num_days()
}
