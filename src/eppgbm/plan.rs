//! What would become of each row: the same function for the dry run, after a decision, and at the commit, so that these can be
//! compared.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::id::ChildId;
use entity::kind::{Posture, RowOutcome};
use serde::{Deserialize, Serialize};

use super::group::Groups;
use super::record::Record;
use crate::child::Ground;

/// What a person decided of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// It is this child.
    Child(ChildId),
    /// It is the child of another row of the file.
    SameAs(i32),
    /// It is a new child.
    New,
    /// It is left out.
    Skip,
}

/// Who a row might be of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// A child on record.
    pub child_id: Option<ChildId>,
    /// Or the child of another row of the file.
    pub line: Option<i32>,
    /// How alike, from 0 to 100.
    pub score: u8,
    /// By what.
    pub grounds: Vec<Ground>,
    /// Whether it is clear.
    pub clear: bool,
}

/// Who the rows of a group are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A child on record.
    Child(ChildId, Option<Candidate>),
    /// Nobody who is on record.
    New,
    /// A person has to say.
    Unclear(Vec<Candidate>),
}

/// What of a measurement tells whether it is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Values {
    /// In grams.
    pub weight_g: Option<i32>,
    /// In tenths of a millimetre.
    pub height_tenth_mm: Option<i32>,
    /// How it was measured.
    pub posture: Option<Posture>,
    /// Arm circumference in tenths of a millimetre.
    pub muac_tenth_mm: Option<i32>,
}

impl Values {
    /// Of a row.
    pub fn of(record: &Record) -> Self {
        Self {
            weight_g: record.weight_g,
            height_tenth_mm: record.height_tenth_mm,
            posture: record.posture,
            muac_tenth_mm: record.muac_tenth_mm,
        }
    }
}

/// A child of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// On record.
    Known(ChildId),
    /// By its first row.
    Group(usize),
}

/// What would become of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// In a word.
    pub outcome: RowOutcome,
    /// Of whom it is.
    pub person: Person,
    /// Who it might be of, or is.
    pub candidates: Vec<Candidate>,
    /// The row that it repeats.
    pub repeats: Option<i32>,
    /// Whether it is the one by which the child counts: the latest.
    pub counted: bool,
    /// What is noted of it beside what its cells say.
    pub notes: Vec<&'static str>,
}

/// Who the rows of each group are of, by what was found on record for any of them and what was decided.
pub fn who(
    records: &[Record],
    groups: &Groups,
    found: &[Vec<Candidate>],
    decided: &HashMap<i32, Decided>,
) -> BTreeMap<usize, Who> {
    let mut by_group: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, group) in groups.of.iter().enumerate() {
        by_group.entry(*group).or_default().push(row);
    }
    by_group
        .into_iter()
        .map(|(group, rows)| {
            let lines = rows
                .iter()
                .filter_map(|row| records.get(*row))
                .map(|record| record.line);
            let mut said = lines.filter_map(|line| decided.get(&line));
            let answer = said.find_map(|decided| match decided {
                Decided::Child(id) => Some(Who::Child(*id, None)),
                Decided::New => Some(Who::New),
                Decided::SameAs(_) | Decided::Skip => None,
            });
            let who = answer.unwrap_or_else(|| by_likeness(records, groups, group, &rows, found));
            (group, who)
        })
        .collect()
}

fn by_likeness(
    records: &[Record],
    groups: &Groups,
    group: usize,
    rows: &[usize],
    found: &[Vec<Candidate>],
) -> Who {
    let mut best: BTreeMap<Option<ChildId>, Candidate> = BTreeMap::new();
    for candidate in rows.iter().filter_map(|row| found.get(*row)).flatten() {
        let known = best
            .entry(candidate.child_id)
            .or_insert_with(|| candidate.clone());
        if (candidate.clear, candidate.score) > (known.clear, known.score) {
            *known = candidate.clone();
        }
    }
    let mut candidates: Vec<Candidate> = best.into_values().collect();
    candidates.sort_by_key(|c| (std::cmp::Reverse((c.clear, c.score)), c.child_id));
    let clear = candidates
        .iter()
        .filter(|candidate| candidate.clear)
        .count();
    match (clear, candidates.first()) {
        (1, Some(candidate)) => {
            if let Some(id) = candidate.child_id {
                return Who::Child(id, Some(candidate.clone()));
            }
        }
        (0, None) if !groups.alike.contains_key(&group) => return Who::New,
        _ => {}
    }
    let alike = groups.alike.get(&group).into_iter().flatten();
    candidates.extend(alike.map(|alike| Candidate {
        child_id: None,
        line: records.get(alike.row).map(|record| record.line),
        score: alike.score,
        grounds: alike.grounds.clone(),
        clear: false,
    }));
    candidates.truncate(10);
    Who::Unclear(candidates)
}

/// The day of a child.
type Day = (Person, NaiveDate);

/// What would become of the rows, in their order; `measured` is what is on record of the children that were found.
pub fn fates(
    records: &[Record],
    groups: &Groups,
    who: &BTreeMap<usize, Who>,
    measured: &HashMap<(ChildId, NaiveDate), Values>,
    decided: &HashMap<i32, Decided>,
) -> Vec<Fate> {
    let mut first: HashMap<Day, (i32, Values)> = HashMap::new();
    let mut latest: HashMap<Person, (NaiveDate, usize)> = HashMap::new();
    let mut fates = Vec::with_capacity(records.len());
    for (row, record) in records.iter().enumerate() {
        let group = groups.of.get(row).copied().unwrap_or(row);
        let (person, clear, candidates) = match who.get(&group) {
            Some(Who::Child(id, by)) => (Person::Known(*id), true, by.iter().cloned().collect()),
            Some(Who::Unclear(candidates)) => (Person::Group(group), false, candidates.clone()),
            Some(Who::New) | None => (Person::Group(group), true, Vec::new()),
        };
        let mut fate = Fate {
            outcome: RowOutcome::Ambiguous,
            person,
            candidates,
            repeats: None,
            counted: false,
            notes: Vec::new(),
        };
        if decided.contains_key(&record.line) {
            fate.notes.push("decided");
        }
        if decided.get(&record.line) == Some(&Decided::Skip) {
            fate.outcome = RowOutcome::Skipped;
        } else {
            let repeated = repeats(&mut fate, record, &mut first);
            if clear {
                settle(&mut fate, record, measured, repeated);
            }
            let best = latest.entry(person).or_insert((record.measured_on, row));
            if record.measured_on > best.0 {
                *best = (record.measured_on, row);
            }
        }
        fates.push(fate);
    }
    for (_, row) in latest.into_values() {
        if let Some(fate) = fates.get_mut(row) {
            fate.counted = true;
        }
    }
    fates
}

/// Whether an earlier row is of the same child and day.
fn repeats(fate: &mut Fate, record: &Record, first: &mut HashMap<Day, (i32, Values)>) -> bool {
    let values = Values::of(record);
    match first.get(&(fate.person, record.measured_on)) {
        Some((line, earlier)) => {
            fate.repeats = Some(*line);
            if *earlier != values {
                fate.notes.push("differs_from_first");
            }
            true
        }
        None => {
            first.insert((fate.person, record.measured_on), (record.line, values));
            false
        }
    }
}

fn settle(
    fate: &mut Fate,
    record: &Record,
    measured: &HashMap<(ChildId, NaiveDate), Values>,
    repeated: bool,
) {
    let on_record = match fate.person {
        Person::Known(id) => measured.get(&(id, record.measured_on)),
        Person::Group(_) => None,
    };
    fate.outcome = match on_record {
        Some(values) if *values == Values::of(record) => RowOutcome::Unchanged,
        Some(_) => {
            fate.notes.push("measured_already");
            RowOutcome::Duplicate
        }
        None if repeated => RowOutcome::Duplicate,
        None if matches!(fate.person, Person::Known(_)) => RowOutcome::Match,
        None => RowOutcome::New,
    };
}
