//! What a programme has to keep to beyond the form of its members.

use std::collections::HashSet;

use growth::Index;
use serde_json::{Value, json};
use utoipa::ToSchema;
use validator::ValidationError;

use super::definition::FosterProgrammeDefinition;
use crate::foster::standing::{INDICES, known_needs};
use crate::pct::Pct;
use crate::problem::Fault;
use crate::text::text;
use crate::validation::broken;

/// A code in a list: of a need, or of a kind of foster parent.
#[derive(Debug, ToSchema)]
#[schema(
    min_length = 2,
    max_length = 40,
    pattern = "^[a-z][a-z0-9_]{1,39}$",
    example = "person"
)]
pub struct ListedCode(pub String);

/// The form of codes of programmes.
pub const PROGRAMME_CODE: &str = "^[A-Z][A-Z0-9_]{1,29}$";

/// The code of a kind of aid, a source of funds, a unit, a kind of foster parent.
///
/// # Errors
/// When it is none.
pub fn code(value: &str) -> Result<(), ValidationError> {
    of_form(value, 40, "^[a-z][a-z0-9_]{1,39}$", |b| {
        b.is_ascii_lowercase()
    })
}

/// Such codes.
///
/// # Errors
/// When one is none.
pub fn codes(values: &[String]) -> Result<(), ValidationError> {
    values.iter().try_for_each(|value| code(value))
}

/// The code of a programme.
///
/// # Errors
/// When it is none.
pub fn programme_code(value: &str) -> Result<(), ValidationError> {
    of_form(value, 30, PROGRAMME_CODE, |b| b.is_ascii_uppercase())
}

/// An index of growth by which needs are told.
///
/// # Errors
/// When it is none.
pub fn index(value: &str) -> Result<(), ValidationError> {
    if Index::from_code(value).is_some_and(|index| INDICES.contains(&index)) {
        return Ok(());
    }
    Err(broken(
        "unknown_value",
        "harus haz, waz, atau whz",
        "must be haz, waz or whz",
    ))
}

/// A z-score at which something may be decided.
///
/// # Errors
/// When it lies beyond ±5.
pub fn z_score(value: &Pct) -> Result<(), ValidationError> {
    if value.hundredths().abs() <= 500 {
        return Ok(());
    }
    Err(broken(
        "out_of_range",
        "harus antara -5 dan 5",
        "must be between -5 and 5",
    ))
}

fn of_form(
    value: &str,
    max: usize,
    pattern: &str,
    letter: fn(u8) -> bool,
) -> Result<(), ValidationError> {
    let good = (2..=max).contains(&value.len())
        && value.bytes().next().is_some_and(letter)
        && value
            .bytes()
            .all(|b| letter(b) || b.is_ascii_digit() || b == b'_');
    if good {
        return Ok(());
    }
    Err(broken(
        "pattern",
        &format!("harus berbentuk {pattern}"),
        &format!("must be of the form {pattern}"),
    ))
}

/// What contradicts itself, with pointers below `/definition`; `kinds` are the kinds of foster parents that there are.
pub fn contradictions(
    programme: &FosterProgrammeDefinition,
    kinds: &HashSet<String>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |at: String, code: &'static str, id: &'static str, en: &'static str| {
        faults.push(Fault::body(format!("/definition{at}"), code, text(id, en)));
    };
    if programme
        .valid_to
        .is_some_and(|to| to < programme.valid_from)
    {
        let (id, en) = ("lebih awal dari valid_from", "is before valid_from");
        fault("/valid_to".to_owned(), "out_of_order", id, en);
    }
    let receiver = &programme.receiver;
    if receiver.age_to_months < receiver.age_from_months {
        let (id, en) = (
            "lebih muda dari age_from_months",
            "is below age_from_months",
        );
        fault("/receiver/age_to_months".to_owned(), "out_of_order", id, en);
    }
    let known = known_needs();
    for (n, need) in receiver.needs.iter().enumerate() {
        if !known.contains(&need.as_str()) {
            let (id, en) = ("kebutuhan ini tidak dikenal", "is no need that is known");
            fault(format!("/receiver/needs/{n}"), "unknown_value", id, en);
        }
    }
    let known = crate::mother::known_needs();
    for (n, need) in receiver.mother_needs.iter().enumerate() {
        if !known.contains(need.as_str()) {
            let (id, en) = ("kebutuhan ini tidak dikenal", "is no need that is known");
            fault(
                format!("/receiver/mother_needs/{n}"),
                "unknown_value",
                id,
                en,
            );
        }
    }
    for (n, kind) in programme.giver_kinds.iter().enumerate() {
        if !kinds.contains(kind) {
            let (id, en) = ("bukan jenis orang tua asuh", "is no kind of foster parent");
            fault(format!("/giver_kinds/{n}"), "unknown_value", id, en);
        }
    }
    let aid = programme.aid_kinds.iter().map(|kind| kind.code.as_str());
    for n in twice(aid) {
        let (id, en) = ("kode ini sudah dipakai", "this code is taken");
        fault(format!("/aid_kinds/{n}/code"), "repeated", id, en);
    }
    let funding = programme.funding.iter().map(|one| one.code.as_str());
    for n in twice(funding) {
        let (id, en) = ("kode ini sudah dipakai", "this code is taken");
        fault(format!("/funding/{n}/code"), "repeated", id, en);
    }
    faults
}

/// The places of codes that stand before already.
fn twice<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut seen = HashSet::new();
    codes
        .enumerate()
        .filter(|(_, code)| !seen.insert(*code))
        .map(|(n, _)| n)
        .collect()
}

/// A small programme for the document.
pub fn example() -> Value {
    json!({
        "name_id": "Anak asuh kota", "name_en": "Foster children of the city", "legal_basis": "", "sources": "",
        "valid_from": "2026-01-01", "valid_to": null, "giver_kinds": ["opd", "company"],
        "receiver": {"age_from_months": 6, "age_to_months": 23, "needs": ["stunted", "severely_stunted"], "mother_needs": []},
        "aid_kinds": [{
            "code": "milk", "name_id": "Susu", "name_en": "Milk", "group": "nutrition", "unit": "portion",
            "usual": {"amount_idr": 300_000, "per": "month"}, "minimum_idr_per_day": null
        }],
        "funding": [{"code": "csr", "name_id": "CSR perusahaan", "name_en": "Corporate funds", "allowed": true}],
        "minimum_days": 90, "measuring_interval_days": 14,
        "graduation": {"index": "haz", "at_least_z": -2, "visits": 2, "days_apart": 28},
        "alerts": {"days_without_delivery": 35, "days_without_weighing": 21, "intervals_without_gain": 2}
    })
}
