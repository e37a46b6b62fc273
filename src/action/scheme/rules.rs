//! What a scheme has to keep to beyond the form of its members.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use validator::ValidationError;

use super::definition::{
    ActionMapping, EvidenceRequirement, FactDefinition, FactKind, SchemeDefinition,
};
use crate::problem::Fault;
use crate::text::text;
use crate::validation::broken;

/// The fact of a document that says when it was made; its age is counted from it.
pub const DATED_ON: &str = "dated_on";

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
            let at = format!("{below}/{n}/fields");
            facts(&one.fields, &at, &mut faults);
            if one.max_age_days.is_some() && !is_dated(one) {
                let (id, en) = (
                    "max_age_days memerlukan isian wajib `dated_on` berjenis tanggal",
                    "max_age_days needs a mandatory field `dated_on` that is a date",
                );
                faults.push(fault(at, "required", id, en));
            }
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

/// Whether the age of each of its documents can be told.
fn is_dated(one: &EvidenceRequirement) -> bool {
    let dates = |field: &FactDefinition| {
        field.code == DATED_ON && field.kind == FactKind::Date && field.mandatory
    };
    one.fields.iter().any(dates)
}

/// Mappings from what is no action of another scheme or another version; `known` are the actions of each.
pub fn unfounded(
    scheme: &SchemeDefinition,
    known: &HashMap<String, HashSet<String>>,
) -> Vec<Fault> {
    let mappings = scheme.mappings.iter().enumerate();
    let judge = |(n, mapping): (usize, &ActionMapping)| {
        let (member, id, en) = match known.get(&mapping.from_scheme) {
            None => ("from_scheme", "tidak ada skema itu", "is no scheme"),
            Some(actions) if !actions.contains(&mapping.from_action) => (
                "from_action",
                "tidak ada aksi itu di skema asalnya",
                "is no action of the earlier scheme",
            ),
            Some(_) => return None,
        };
        let at = format!("/definition/mappings/{n}/{member}");
        Some(fault(at, "unknown_value", id, en))
    };
    mappings.filter_map(judge).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    fn found(faults: &[Fault]) -> Vec<(&str, &str)> {
        let pairs = faults.iter().map(|fault| match &fault.place {
            Place::Pointer(place) | Place::Parameter(place) => (place.as_str(), fault.code),
        });
        pairs.collect()
    }

    fn scheme(at: &str, value: Value) -> SchemeDefinition {
        let mut scheme = example();
        *scheme.pointer_mut(at).unwrap() = value;
        serde_json::from_value(scheme).unwrap()
    }

    #[test]
    fn what_has_an_age_has_a_date() {
        let requirement = |kind: &str, mandatory: bool| {
            json!([{
                "code": "minutes", "name_id": "A", "name_en": "A", "mandatory": true, "accepted": ["pdf"],
                "max_age_days": 365, "minimum_count": 1,
                "fields": [{"code": "dated_on", "name_id": "A", "name_en": "A", "kind": kind, "mandatory": mandatory}]
            }])
        };
        for (kind, mandatory, good) in [
            ("date", true, true),
            ("date", false, false),
            ("text", true, false),
        ] {
            let stated = scheme("/actions/0/requirements", requirement(kind, mandatory));
            let faults = contradictions(&stated);
            let expected = [("/definition/actions/0/requirements/0/fields", "required")];
            let expected = if good { &[][..] } else { &expected };
            assert_eq!(found(&faults), expected, "{kind} {mandatory}");
        }
        let aged = scheme("/actions/0/requirements/0/max_age_days", json!(30));
        assert_eq!(contradictions(&aged).len(), 1);
    }

    #[test]
    fn what_is_mapped_was_there() {
        let mapping = |scheme: &str, action: &str| {
            json!({"from_scheme": scheme, "from_action": action, "to_action": null, "comparable": false,
                "note_id": "A", "note_en": "A"})
        };
        let mappings = json!([
            mapping("OLD", "plan"),
            mapping("OLD", "none"),
            mapping("NONE", "plan")
        ]);
        let known = HashMap::from([("OLD".to_owned(), HashSet::from(["plan".to_owned()]))]);
        assert_eq!(
            found(&unfounded(&scheme("/mappings", mappings), &known)),
            [
                ("/definition/mappings/1/from_action", "unknown_value"),
                ("/definition/mappings/2/from_scheme", "unknown_value"),
            ]
        );
    }
}
