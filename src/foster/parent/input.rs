//! What the API takes of a foster parent.

use entity::id::{AgencyId, UserId};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::reference::requests;
use crate::validation::{broken, line};

/// The code of a region in a list.
#[derive(Debug, ToSchema)]
#[schema(min_length = 2, max_length = 13, example = "64.74")]
pub struct ServedRegion(pub String);

requests! {
    /// A new foster parent.
    #[schema(example = json!({
        "region_code": "64.74", "kind": "company", "name": "PT Contoh Sejahtera", "agency_id": null,
        "capacity_children": 10, "serves": ["64.74"], "note": null
    }))]
    create FosterParentCreate {}
    /// What a foster parent is to be from now on; its region never changes.
    #[schema(example = json!({
        "region_code": "64.74", "kind": "company", "name": "PT Contoh Sejahtera", "agency_id": null,
        "capacity_children": 15, "serves": ["64.74", "64.71"], "note": null, "reason": "Kapasitas bertambah"
    }))]
    update FosterParentUpdate
    members {
        /// The region to which it belongs; within the caller's.
        #[validate(length(min = 1, max = 20))]
        #[schema(min_length = 1, max_length = 20)]
        region_code: [String],
        /// What it is: a code of `/foster-parent-kinds`.
        #[validate(length(min = 1, max = 40), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 40)]
        kind: [String],
        /// Its name; of two persons of one name one is told apart by an addition.
        #[validate(
            length(min = 1, max = 200),
            custom(function = "crate::validation::line"),
            custom(function = "super::input::has_letter_or_digit")
        )]
        #[schema(min_length = 1, max_length = 200, pattern = "[0-9A-Za-z]")]
        name: [String],
        /// The agency that it is, within the caller's region; null if it is none.
        agency_id: [Option<AgencyId>],
        /// How many children it can look after at once.
        #[validate(range(min = 1, max = 100_000))]
        #[schema(minimum = 1, maximum = 100_000)]
        capacity_children: [i32],
        /// The regions in which it serves, each with all below it.
        #[validate(length(min = 1, max = 100), custom(function = "super::input::region_codes"))]
        #[schema(min_items = 1, max_items = 100, value_type = Vec<super::input::ServedRegion>)]
        serves: [Vec<String>],
        /// What else has to be known; nobody's telephone number or address.
        #[validate(length(min = 1, max = 500), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 500)]
        note: [Option<String>],
    }
}

/// Codes as long as those of regions, each once.
///
/// # Errors
/// When one is not.
pub fn region_codes(values: &[String]) -> Result<(), ValidationError> {
    let fits = values
        .iter()
        .all(|value| (2..=13).contains(&value.chars().count()) && line(value).is_ok());
    if !fits {
        return Err(broken(
            "pattern",
            "kode wilayah panjangnya 2 sampai 13",
            "codes of regions have 2 to 13 characters",
        ));
    }
    let once: std::collections::HashSet<&String> = values.iter().collect();
    if once.len() < values.len() {
        return Err(broken(
            "repeated",
            "ada wilayah yang disebut dua kali",
            "a region is named twice",
        ));
    }
    Ok(())
}

/// A name has something by which it can be found.
///
/// # Errors
/// When it has no letter and no digit.
pub fn has_letter_or_digit(value: &str) -> Result<(), ValidationError> {
    if value.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus memuat huruf atau angka",
        "must contain a letter or a digit",
    ))
}

/// An account that is to act for a foster parent, or no longer.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"user_id": "0192d3a0-0000-7000-8000-000000000001"}))]
pub struct FosterParentAccount {
    /// The account: of role `foster_parent`, within the caller's region.
    pub user_id: UserId,
}

/// Why a step is taken.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Berkas lengkap"}))]
pub struct FosterReason {
    /// Why.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}
