//! What a file would do, in numbers: kept with the import, without anything of a person.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::Datelike;
use entity::kind::RowOutcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::count::{RegionCount, by_village};
use super::fault::RowFault;
use super::judge::INDICES;
use super::plan::{Decided, Person};
use super::quality::{Seen, Unit, units};
use super::sheet::Sheet;
use super::world::Planned;

/// How many rows have which outcome; they add up to the rows read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct RowOutcomes {
    /// Of children that are not on record.
    pub new: i64,
    /// Of children on record.
    pub r#match: i64,
    /// Of which a person has to say whom they are of.
    pub ambiguous: i64,
    /// That repeat another row, or a day that is on record otherwise.
    pub duplicate: i64,
    /// That cannot be taken.
    pub rejected: i64,
    /// That are on record as they are.
    pub unchanged: i64,
    /// That are left out, as a person said.
    pub skipped: i64,
}

impl RowOutcomes {
    fn add(&mut self, outcome: RowOutcome) {
        *match outcome {
            RowOutcome::New => &mut self.new,
            RowOutcome::Match => &mut self.r#match,
            RowOutcome::Ambiguous => &mut self.ambiguous,
            RowOutcome::Duplicate => &mut self.duplicate,
            RowOutcome::Rejected => &mut self.rejected,
            RowOutcome::Unchanged => &mut self.unchanged,
            RowOutcome::Skipped => &mut self.skipped,
        } += 1;
    }
}

/// Rows of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MonthCount {
    /// The month of measuring.
    #[schema(example = "2024-08")]
    pub period: String,
    /// Rows that can be taken.
    pub rows: i64,
    /// Those by which a child below 60 months counts.
    pub counted: i64,
}

/// Where the file's own figures differ from those computed anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScoreDifference {
    /// The index: `waz`, `haz`, `whz`.
    #[schema(example = "haz")]
    pub index: String,
    /// Rows with both figures.
    pub compared: i64,
    /// Rows whose z-scores differ by more than 0.1.
    pub beyond: i64,
    /// Rows whose categories differ.
    pub category: i64,
}

/// How often something was noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The column of a fault; none of a note.
    pub column: Option<String>,
    /// The code.
    pub code: String,
    /// Rows.
    pub rows: i64,
}

/// How the file was laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Layout {
    /// Where its header stands.
    pub header_line: i32,
    /// Whether something was taken for Windows-1252.
    pub encoding_guessed: bool,
    /// Columns that are not read.
    pub columns_passed_over: Vec<String>,
}

impl Layout {
    /// Of a file.
    pub fn of(sheet: &Sheet) -> Self {
        Self {
            header_line: sheet.header_line,
            encoding_guessed: sheet.encoding_guessed,
            columns_passed_over: sheet.passed_over().to_vec(),
        }
    }
}

/// What a file would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// How it was laid out.
    pub layout: Layout,
    /// Rows by outcome.
    pub outcomes: RowOutcomes,
    /// Children that would be written down.
    pub children_to_create: i64,
    /// Measurements that would be.
    pub measurements_to_record: i64,
    /// Rows of new children that are left out.
    pub new_left_out: i64,
    /// Months of measuring.
    pub months: Vec<MonthCount>,
    /// Counts by village.
    pub villages: Vec<RegionCount>,
    /// Differences to the file's figures.
    pub differences: Vec<ScoreDifference>,
    /// What was noted how often.
    pub noted: Vec<Noted>,
}

/// The children of the file that would be written down anew.
pub fn creating(
    planned: &Planned,
    decided: &HashMap<i32, Decided>,
    create_children: bool,
) -> HashSet<usize> {
    let rows = planned.records.iter().zip(&planned.fates);
    let said = |line: i32| decided.get(&line) == Some(&Decided::New);
    let new = rows.filter_map(|(record, fate)| match fate.person {
        Person::Group(group) if create_children || said(record.line) => Some(group),
        _ => None,
    });
    let said: HashSet<usize> = new.collect();
    let of_new = planned
        .fates
        .iter()
        .filter(|fate| fate.outcome == RowOutcome::New);
    let groups = of_new.filter_map(|fate| match fate.person {
        Person::Group(group) => Some(group),
        Person::Known(_) => None,
    });
    groups.filter(|group| said.contains(group)).collect()
}

/// Sums a file up.
pub fn summarise(
    layout: Layout,
    planned: &Planned,
    rejected: &[(i32, Vec<RowFault>)],
    creating: &HashSet<usize>,
) -> Summary {
    let mut summary = Summary {
        layout,
        children_to_create: i64::try_from(creating.len()).unwrap_or_default(),
        ..Summary::default()
    };
    let mut months: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let mut noted: BTreeMap<(Option<&str>, &str), i64> = BTreeMap::new();
    for ((record, fate), judged) in planned
        .records
        .iter()
        .zip(&planned.fates)
        .zip(&planned.judged)
    {
        summary.outcomes.add(fate.outcome);
        match (fate.outcome, fate.person) {
            (RowOutcome::Match, _) => summary.measurements_to_record += 1,
            (RowOutcome::New, Person::Group(group)) if creating.contains(&group) => {
                summary.measurements_to_record += 1
            }
            (RowOutcome::New, _) => summary.new_left_out += 1,
            _ => {}
        }
        let month = format!(
            "{:04}-{:02}",
            record.measured_on.year(),
            record.measured_on.month()
        );
        let month = months.entry(month).or_default();
        month.0 += 1;
        month.1 += i64::from(fate.counted && judged.under_five);
        let notes = record.notes.iter().map(String::as_str);
        for note in notes
            .chain(judged.notes())
            .chain(fate.notes.iter().copied())
        {
            *noted.entry((None, note)).or_default() += 1;
        }
    }
    for fault in rejected.iter().flat_map(|(_, faults)| faults) {
        *noted.entry((Some(&fault.column), &fault.code)).or_default() += 1;
    }
    summary.outcomes.rejected = i64::try_from(rejected.len()).unwrap_or_default();
    let month = |(period, (rows, counted))| MonthCount {
        period,
        rows,
        counted,
    };
    summary.months = months.into_iter().map(month).collect();
    let note = |((column, code), rows): ((Option<&str>, &str), i64)| Noted {
        column: column.map(str::to_owned),
        code: code.to_owned(),
        rows,
    };
    summary.noted = noted.into_iter().map(note).collect();
    summary.villages = by_village(counted(planned));
    summary.differences = differences(planned);
    summary
}

fn counted(planned: &Planned) -> impl Iterator<Item = (&str, &super::judge::Judged)> {
    let rows = planned
        .records
        .iter()
        .zip(&planned.fates)
        .zip(&planned.judged);
    rows.filter(|((_, fate), _)| fate.counted)
        .map(|((record, _), judged)| (record.region_code.as_str(), judged))
}

fn differences(planned: &Planned) -> Vec<ScoreDifference> {
    let count = |at: usize, flags: fn(&super::judge::Judged) -> &[bool; 3]| {
        let set = planned
            .judged
            .iter()
            .filter(|judged| flags(judged).get(at) == Some(&true));
        i64::try_from(set.count()).unwrap_or_default()
    };
    let indices = INDICES.into_iter().enumerate();
    indices
        .map(|(at, index)| ScoreDifference {
            index: index.code().to_owned(),
            compared: count(at, |judged| &judged.compared),
            beyond: count(at, |judged| &judged.z_differs),
            category: count(at, |judged| &judged.category_differs),
        })
        .collect()
}

/// How good the measurements of a file are.
pub fn quality(planned: &Planned) -> Vec<Unit> {
    let rows = planned
        .records
        .iter()
        .zip(&planned.fates)
        .zip(&planned.judged);
    let seen: Vec<Seen<'_>> = rows
        .map(|((record, fate), judged)| Seen {
            record,
            judged,
            repeats: fate.repeats.is_some(),
            counted: fate.counted,
        })
        .collect();
    units(&seen)
}
