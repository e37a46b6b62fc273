//! Which rows of a file are of one child: the same comparison as with children on record. Rows that are merely alike stay
//! apart, and are named to each other.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::child::{Features, Ground, Verdict, compare, near_days};

/// With how many rows of one day of birth, or one NIK, a row is compared: more than any regency has born on a day, so that a
/// file of look-alikes costs no more than a real one.
const OF_A_DAY: usize = 200;
/// How many others are named to a row that is merely like them.
const NAMED: usize = 20;

/// Rows put together by child.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    /// The group of each row, by the number of the group's first row.
    pub of: Vec<usize>,
    /// Of a group, by its first row: another group that might be the same child, how alike, and by what.
    pub alike: HashMap<usize, Vec<Alike>>,
}

/// A row that might be of the same child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The row.
    pub row: usize,
    /// From 0 to 100.
    pub score: u8,
    /// By what.
    pub grounds: Vec<Ground>,
}

/// Puts rows together; `said` are pairs of which a person has said that they are of one child.
pub fn groups(rows: &[Features], said: &[(usize, usize)]) -> Groups {
    let mut sets = Sets::new(rows);
    for (a, b) in said {
        sets.join(*a, *b);
    }
    let mut alike = Vec::new();
    let mut seen = Seen::default();
    for (at, row) in rows.iter().enumerate() {
        let earlier = seen.near(row);
        if let Some(same) = earlier
            .iter()
            .find(|other| rows.get(**other).is_some_and(|other| same(row, other)))
        {
            sets.join(*same, at);
            continue;
        }
        let mut named = 0;
        for other in earlier {
            let Some(likeness) = rows.get(other).and_then(|other| compare(row, other)) else {
                continue;
            };
            // A row without a NIK may go with one of two that have different ones, but does not make them one child.
            if likeness.verdict == Verdict::Match && sets.may_join(other, at) {
                sets.join(other, at);
            } else if named < NAMED {
                named += 1;
                alike.push((at, other, likeness));
            }
        }
        seen.add(at, row);
    }
    let of: Vec<usize> = (0..rows.len()).map(|row| sets.first(row)).collect();
    let mut groups = Groups {
        of,
        alike: HashMap::new(),
    };
    for (row, other, likeness) in alike {
        let (mine, theirs) = (sets.first(row), sets.first(other));
        if mine == theirs {
            continue;
        }
        // Of two groups the later one is asked about.
        let (later, earlier) = (mine.max(theirs), mine.min(theirs));
        groups.alike.entry(later).or_default().push(Alike {
            row: earlier,
            score: likeness.score,
            grounds: likeness.grounds,
        });
    }
    for others in groups.alike.values_mut() {
        others.sort_by_key(|other| (std::cmp::Reverse(other.score), other.row));
        others.dedup_by_key(|other| other.row);
    }
    groups
}

/// Whether two rows say the same of who the child is, so that nothing has to be compared.
fn same(one: &Features, other: &Features) -> bool {
    one.sex == other.sex
        && one.birth_date == other.birth_date
        && one.name.is_some()
        && one.name == other.name
        && one.parents == other.parents
        && one.nik_index == other.nik_index
}

/// The rows so far that are compared with others, by what they could have in common.
#[derive(Default)]
struct Seen {
    by_birth: HashMap<NaiveDate, Vec<usize>>,
    by_nik: HashMap<Vec<u8>, Vec<usize>>,
}

impl Seen {
    fn near(&self, row: &Features) -> Vec<usize> {
        let days = near_days(row.birth_date);
        let by_birth = days.iter().filter_map(|day| self.by_birth.get(day));
        let by_nik = row.nik_index.as_ref().and_then(|nik| self.by_nik.get(nik));
        let latest = |rows: &Vec<usize>| {
            rows.iter()
                .rev()
                .take(OF_A_DAY)
                .copied()
                .collect::<Vec<_>>()
        };
        let mut found: Vec<usize> = by_birth.chain(by_nik).flat_map(latest).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn add(&mut self, at: usize, row: &Features) {
        self.by_birth.entry(row.birth_date).or_default().push(at);
        if let Some(nik) = &row.nik_index {
            self.by_nik.entry(nik.clone()).or_default().push(at);
        }
    }
}

/// Sets that grow together; each is named by its first member and has at most one NIK.
struct Sets<'a> {
    up: Vec<usize>,
    nik: Vec<Option<&'a [u8]>>,
}

impl<'a> Sets<'a> {
    fn new(rows: &'a [Features]) -> Self {
        Self {
            up: (0..rows.len()).collect(),
            nik: rows.iter().map(|row| row.nik_index.as_deref()).collect(),
        }
    }

    fn first(&mut self, mut at: usize) -> usize {
        while let Some(up) = self.up.get(at).copied().filter(|up| *up != at) {
            let above = self.up.get(up).copied().unwrap_or(up);
            if let Some(place) = self.up.get_mut(at) {
                *place = above;
            }
            at = up;
        }
        at
    }

    fn nik(&mut self, at: usize) -> Option<&'a [u8]> {
        let first = self.first(at);
        self.nik.get(first).copied().flatten()
    }

    fn may_join(&mut self, a: usize, b: usize) -> bool {
        match (self.nik(a), self.nik(b)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let nik = self.nik(a).or_else(|| self.nik(b));
        let (a, b) = (self.first(a), self.first(b));
        let (first, other) = (a.min(b), a.max(b));
        if let Some(place) = self.up.get_mut(other) {
            *place = first;
        }
        if let Some(place) = self.nik.get_mut(first) {
            *place = nik;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::child::Comparable;
    use entity::kind::Sex;

    fn features(nik: &str, day: &str, name: &str, mother: &str) -> Features {
        Features {
            nik_index: (!nik.is_empty()).then(|| nik.as_bytes().to_vec()),
            sex: Sex::Male,
            birth_date: day.parse().unwrap(),
            region_code: "64.74.01.1001".to_owned(),
            name: Comparable::new(name),
            parents: Comparable::new(mother).into_iter().collect(),
        }
    }

    #[test]
    fn rows_of_one_child_come_together_and_twins_stay_apart() {
        let rows = [
            features("1", "2022-03-04", "Rizky Contoh", "Anisa"),
            features("", "2022-03-04", "RISKI  CONTOH ", "ANISA"),
            features("", "2022-03-04", "Bagus Sembarang", "Anisa"),
            features("", "2022-04-03", "Rizky Contoh", "Anisa"),
            features("1", "2022-03-04", "Rizky Contoh", "Anisa"),
            features("2", "2022-03-04", "Rizky Contoh", "Anisa"),
        ];
        let found = groups(&rows, &[]);
        assert_eq!(
            found.of,
            [0, 0, 2, 3, 0, 5],
            "two NIK are two children until a person says otherwise"
        );
        assert_eq!((found.alike[&3][0].row, found.alike[&5][0].row), (0, 0));
        assert!(!found.alike.contains_key(&2));
        let said = groups(&rows, &[(3, 0)]);
        assert_eq!(said.of, [0, 0, 2, 0, 0, 5]);
        assert!(!said.alike.contains_key(&3));
    }
    #[test]
    fn a_file_of_look_alikes_is_compared_with_few_and_names_fewer() {
        // Of one day and one name, each with a NIK of its own: everybody might be everybody.
        let rows: Vec<Features> = (0..5000)
            .map(|n| features(&n.to_string(), "2022-03-04", "Rizky Contoh", "Anisa"))
            .collect();
        let found = groups(&rows, &[]);
        assert_eq!(found.of, (0..5000).collect::<Vec<_>>());
        assert_eq!(found.alike.len(), 4999, "all but the first are asked about");
        for (row, others) in &found.alike {
            assert_eq!(others.len(), NAMED.min(*row));
            let near = |other: &Alike| other.row < *row && row - other.row <= OF_A_DAY;
            assert!(others.iter().all(near), "{row}");
        }
    }
}
