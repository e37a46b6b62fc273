//! How places are spelt, and how near what is written is to a name.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use strsim::normalized_damerau_levenshtein as alike;

use crate::region::normalise;

/// Words that are cut short in names of places.
static ABBREVIATIONS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/eppgbm/abbreviations.csv")
        .lines()
        .skip(1);
    lines.filter_map(|line| line.split_once(',')).collect()
});
/// Words that only say what a place is.
const KINDS: [&str; 8] = [
    "desa",
    "ds",
    "kel",
    "kelurahan",
    "kec",
    "kecamatan",
    "kab",
    "kabupaten",
];
/// How sure it is of a name of which only a part is written.
const PART: f64 = 0.85;

/// A district or village of the regency, listed or not.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name and other spellings, normalised.
    pub spellings: Vec<String>,
    /// Since when it is listed, where that is known.
    pub listed_from: Option<NaiveDate>,
    /// Until when it was listed; none if it is.
    pub listed_until: Option<NaiveDate>,
}

/// How near what is written is to the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// It is the name, or another spelling on record.
    Exact,
    /// It is like one name, and no other.
    Spelling,
    /// The district is that from which the village's was split off.
    Split,
}

pub(super) fn parent(code: &str) -> &str {
    code.rsplit_once('.').map_or("", |(parent, _)| parent)
}

pub(super) fn spaced(name: &str) -> String {
    name.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A name as it is written, with words spelled out that were cut short, without words that only say what it is; normalised.
pub(super) fn forms(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace(['.', ','], " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let long: String = words
        .iter()
        .map(|word| *ABBREVIATIONS.get(word).unwrap_or(word))
        .collect();
    let mut forms = vec![normalise(name), normalise(&long)];
    if let [kind, rest @ ..] = words.as_slice()
        && KINDS.contains(kind)
        && !rest.is_empty()
    {
        forms.push(normalise(&rest.concat()));
    }
    forms.dedup();
    forms
}

pub(super) fn exact<'a>(places: &[&'a Place], wanted: &[String]) -> Vec<&'a Place> {
    let named = |place: &&&Place| place.spellings.iter().any(|name| wanted.contains(name));
    places.iter().filter(named).copied().collect()
}

pub(super) fn likeness(place: &Place, wanted: &[String]) -> f64 {
    let alike = place
        .spellings
        .iter()
        .flat_map(|name| wanted.iter().map(move |wanted| alike(name, wanted)));
    let part = if is_part(&place.name, wanted) {
        PART
    } else {
        0.0
    };
    alike.fold(part, f64::max)
}

/// Whether the first or the last words of a name are all that is written.
fn is_part(name: &str, wanted: &[String]) -> bool {
    let words: Vec<String> = name.split_whitespace().map(normalise).collect();
    (1..words.len()).any(|at| {
        let (first, last) = words.split_at(at);
        [first, last]
            .iter()
            .any(|part| wanted.contains(&part.concat()))
    })
}
