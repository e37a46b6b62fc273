//! What a scheme has to keep to beyond the form of its members.

use std::collections::HashSet;

use serde_json::{Value, json};
use validator::ValidationError;

use super::definition::{FactDefinition, SchemeDefinition};
use crate::problem::Fault;
use crate::text::text;
use crate::validation::broken;

/// The code of an action, a requirement or a fact.
///
/// # Errors
/// When it is none.
pub fn code(value: &str) -> Result<(), ValidationError> {
    of_form(value, 40, "^[a-z][a-z0-9_]{1,39}$", |b| {
        b.is_ascii_lowercase()
    })
}

/// The code of a scheme.
///
/// # Errors
/// When it is none.
pub fn scheme_code(value: &str) -> Result<(), ValidationError> {
    of_form(value, 30, "^[A-Z][A-Z0-9_]{1,29}$", |b| {
        b.is_ascii_uppercase()
    })
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

/// What contradicts itself, with pointers below `/definition`.
pub fn contradictions(scheme: &SchemeDefinition) -> Vec<Fault> {
    let mut faults = Vec::new();
    if scheme
        .valid_to_year
        .is_some_and(|to| to < scheme.valid_from_year)
    {
        faults.push(fault(
            "/definition/valid_to_year".to_owned(),
            "out_of_order",
            "lebih awal dari valid_from_year",
            "is before valid_from_year",
        ));
    }
    let codes = scheme.actions.iter().map(|action| action.code.as_str());
    twice(codes, "/definition/actions", &mut faults);
    let mut places = HashSet::new();
    for (n, action) in scheme.actions.iter().enumerate() {
        let at = format!("/definition/actions/{n}");
        if !places.insert((format!("{:?}", action.kind), action.no)) {
            let (id, en) = ("nomor ini sudah dipakai", "this number is taken");
            faults.push(fault(format!("{at}/no"), "repeated", id, en));
        }
        facts(&action.facts, &format!("{at}/facts"), &mut faults);
        let below = format!("{at}/requirements");
        let codes = action.requirements.iter().map(|one| one.code.as_str());
        twice(codes, &below, &mut faults);
        for (n, one) in action.requirements.iter().enumerate() {
            facts(&one.fields, &format!("{below}/{n}/fields"), &mut faults);
        }
    }
    for (n, mapping) in scheme.mappings.iter().enumerate() {
        let unknown = |code: &String| scheme.action(code).is_none();
        if mapping.to_action.as_ref().is_some_and(unknown) {
            let at = format!("/definition/mappings/{n}/to_action");
            let (id, en) = (
                "tidak ada aksi itu di skema ini",
                "is no action of this scheme",
            );
            faults.push(fault(at, "unknown_value", id, en));
        }
    }
    faults
}

fn facts(facts: &[FactDefinition], at: &str, faults: &mut Vec<Fault>) {
    twice(facts.iter().map(|fact| fact.code.as_str()), at, faults);
}

fn twice<'a>(codes: impl Iterator<Item = &'a str>, at: &str, faults: &mut Vec<Fault>) {
    let mut seen = HashSet::new();
    for (n, code) in codes.enumerate() {
        if !seen.insert(code) {
            let (id, en) = ("kode ini sudah dipakai", "this code is taken");
            faults.push(fault(format!("{at}/{n}/code"), "repeated", id, en));
        }
    }
}

fn fault(pointer: String, code: &'static str, id: &'static str, en: &'static str) -> Fault {
    Fault::body(pointer, code, text(id, en))
}

/// A small scheme for the document.
pub fn example() -> Value {
    json!({
        "name_id": "Aksi provinsi", "name_en": "Actions of the province", "legal_basis": "",
        "valid_from_year": 2026, "valid_to_year": null,
        "actions": [{
            "code": "rembuk", "no": 1, "name_id": "Rembuk Stunting", "name_en": "Stunting consultation", "kind": "main",
            "levels": ["regency"], "lead_agency": "Bappeda",
            "facts": [{"code": "held_on", "name_id": "Tanggal pelaksanaan", "name_en": "Date held", "kind": "date", "mandatory": true}],
            "requirements": [{
                "code": "minutes", "name_id": "Berita acara", "name_en": "Signed minutes", "mandatory": true,
                "accepted": ["pdf"], "max_age_days": null, "minimum_count": 1, "fields": []
            }]
        }],
        "mappings": []
    })
}
