//! The names of an agency over time: which is current, which held on a day, and which cannot stand beside each other.

use chrono::NaiveDate;
use validator::ValidationError;

use super::model::AgencyName;
use super::validity::{Validity, overlapping};
use crate::problem::Fault;
use crate::region::normalise;
use crate::text::text;
use crate::validation::broken;

/// No longer text has to fit into an index.
const MOST: usize = 200;

impl AgencyName {
    /// When it holds.
    pub fn validity(&self) -> Validity {
        Validity {
            from: self.valid_from,
            to: self.valid_to,
        }
    }

    /// What a part of a name is looked for in: the name and the abbreviation, between which no part can reach.
    pub fn search_text(&self) -> String {
        let abbreviation = self.abbreviation.as_deref().unwrap_or_default();
        format!("{} {}", searchable(&self.name), searchable(abbreviation))
    }
}

/// A name without what people write differently; at most so long that an index can hold it.
pub fn searchable(name: &str) -> String {
    normalise(name).chars().take(MOST).collect()
}

/// The name without an end.
pub fn current(names: &[AgencyName]) -> Option<&AgencyName> {
    names.iter().find(|name| name.valid_to.is_none())
}

/// The name on a day.
pub fn on(names: &[AgencyName], day: NaiveDate) -> Option<&AgencyName> {
    names.iter().find(|name| name.validity().holds_on(day))
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

/// Everything that makes a list of names impossible.
pub fn faults(names: &[AgencyName], today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    let open = names
        .iter()
        .enumerate()
        .filter(|(_, n)| n.valid_to.is_none());
    let open: Vec<usize> = open.map(|(index, _)| index).collect();
    if open.is_empty() {
        faults.push(Fault::body(
            "/names",
            "no_current",
            text(
                "satu nama harus tanpa `valid_to`: nama yang berlaku",
                "one name has to be without `valid_to`: the current one",
            ),
        ));
    }
    for index in open.iter().skip(1) {
        faults.push(Fault::body(
            format!("/names/{index}/valid_to"),
            "several_current",
            text(
                "hanya satu nama boleh tanpa `valid_to`",
                "only one name may be without `valid_to`",
            ),
        ));
    }
    for (index, name) in names.iter().enumerate() {
        if name.validity().is_backwards() {
            faults.push(backwards(&format!("/names/{index}/valid_to")));
        }
        if name.valid_from.is_some_and(|from| from > today) {
            faults.push(Fault::body(
                format!("/names/{index}/valid_from"),
                "future",
                text("belum berlaku", "does not hold yet"),
            ));
        }
    }
    if faults.is_empty() {
        let validities: Vec<Validity> = names.iter().map(AgencyName::validity).collect();
        faults.extend(overlapping(&validities).into_iter().map(overlap));
    }
    faults
}

fn overlap(index: usize) -> Fault {
    Fault::body(
        format!("/names/{index}/valid_from"),
        "overlaps",
        text(
            "berlaku pada hari yang sama dengan nama sebelumnya dalam daftar",
            "holds on a day on which a name before it in the list holds too",
        ),
    )
}

/// The fault of an end that lies before its beginning.
pub fn backwards(pointer: &str) -> Fault {
    Fault::body(
        pointer,
        "before_start",
        text(
            "lebih awal daripada `valid_from`",
            "is earlier than `valid_from`",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    fn name(name: &str, from: &str, to: &str) -> AgencyName {
        AgencyName {
            name: name.to_owned(),
            abbreviation: None,
            valid_from: from.parse().ok(),
            valid_to: to.parse().ok(),
        }
    }

    fn found(names: &[AgencyName]) -> Vec<(String, &'static str)> {
        let today = "2026-11-22".parse().unwrap();
        let place = |fault: &Fault| match &fault.place {
            Place::Pointer(p) | Place::Parameter(p) => p.clone(),
        };
        let faults = faults(names, today);
        faults.iter().map(|f| (place(f), f.code)).collect()
    }

    #[test]
    fn impossible_names() {
        type Found = &'static [(&'static str, &'static str)];
        let cases: Vec<(Vec<AgencyName>, Found)> = vec![
            (vec![name("A", "", "")], &[]),
            (
                vec![name("A", "", "2022-12-31"), name("B", "2023-01-01", "")],
                &[],
            ),
            (
                vec![name("B", "2023-01-01", ""), name("A", "", "2023-01-01")],
                &[("/names/1/valid_from", "overlaps")],
            ),
            (
                vec![name("A", "", "2022-12-31")],
                &[("/names", "no_current")],
            ),
            (
                vec![name("A", "", ""), name("B", "2023-01-01", "")],
                &[("/names/1/valid_to", "several_current")],
            ),
            (
                vec![
                    name("A", "2023-01-01", "2022-01-01"),
                    name("B", "2024-01-01", ""),
                ],
                &[("/names/0/valid_to", "before_start")],
            ),
            (
                vec![name("A", "2027-01-01", "")],
                &[("/names/0/valid_from", "future")],
            ),
        ];
        for (names, expected) in cases {
            let expected: Vec<_> = expected
                .iter()
                .map(|(place, code)| ((*place).to_owned(), *code))
                .collect();
            assert_eq!(found(&names), expected, "{names:?}");
        }
    }

    #[test]
    fn is_found_by_name_and_abbreviation() {
        let mut one = name("Dinas Pemberdayaan Perempuan", "", "");
        one.abbreviation = Some("DP3A".to_owned());
        assert_eq!(one.search_text(), "dinaspemberdayaanperempuan dp3a");
        assert!(searchable(&"\u{fdfa}".repeat(200)).chars().count() <= MOST);
        assert!(has_letter_or_digit("—").is_err() && has_letter_or_digit("PT 1").is_ok());
    }

    #[test]
    fn one_name_holds_on_a_day() {
        let names = [name("A", "", "2022-12-31"), name("B", "2023-01-01", "")];
        let of = |day: &str| on(&names, day.parse().unwrap()).map(|n| n.name.as_str());
        assert_eq!((of("2022-12-31"), of("2023-01-01")), (Some("A"), Some("B")));
        assert_eq!(current(&names).map(|n| n.name.as_str()), Some("B"));
    }
}
