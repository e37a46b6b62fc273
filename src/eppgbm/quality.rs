//! How good the measurements of a file are: of the whole, by village and by health post, with what the usual limits mean.

use std::collections::BTreeMap;

use chrono::Datelike;
use entity::kind::Sex;
use serde::{Deserialize, Serialize};

use super::judge::Judged;
use super::record::Record;
use super::statistic::{chi_squared, chi_squared_p, count, digit_preference, standard_deviation};

/// Below so many children statistics of their distribution say nothing.
const FEWEST: usize = 30;

/// A value of a measure; `None` where too few children say anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The measure.
    pub code: String,
    /// The value, in the unit of the measure.
    pub value: Option<f64>,
    /// Of how many children or rows.
    pub of: usize,
}

/// What was found of a part of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// The village; none of the whole file.
    pub region_code: Option<String>,
    /// The health post; none of a whole village.
    pub posyandu: Option<String>,
    /// Children, each once.
    pub children: usize,
    /// Boys among them.
    pub boys: usize,
    /// The measures.
    pub values: Vec<Value>,
}

/// A row with what was found of it.
pub struct Seen<'a> {
    /// What it says.
    pub record: &'a Record,
    /// What follows.
    pub judged: &'a Judged,
    /// Whether it repeats another row of the file.
    pub repeats: bool,
    /// Whether the child counts by it.
    pub counted: bool,
}

/// The whole file first, then village by village, each followed by its health posts.
pub fn units(rows: &[Seen<'_>]) -> Vec<Unit> {
    let mut parts: BTreeMap<(Option<&str>, Option<&str>), Vec<&Seen<'_>>> = BTreeMap::new();
    parts.insert((None, None), rows.iter().collect());
    for row in rows {
        let village = Some(row.record.region_code.as_str());
        parts.entry((village, None)).or_default().push(row);
        if let Some(posyandu) = row.record.posyandu.as_deref() {
            parts
                .entry((village, Some(posyandu)))
                .or_default()
                .push(row);
        }
    }
    let units = parts.into_iter().map(|((village, posyandu), rows)| Unit {
        region_code: village.map(str::to_owned),
        posyandu: posyandu.map(str::to_owned),
        ..unit(&rows)
    });
    units.collect()
}

fn unit(rows: &[&Seen<'_>]) -> Unit {
    let children: Vec<&Seen<'_>> = rows.iter().filter(|row| row.counted).copied().collect();
    let boys = children
        .iter()
        .filter(|row| row.record.sex == Sex::Male)
        .count();
    let mut values = missing(&children);
    let repeated = rows.iter().filter(|row| row.repeats).count();
    values.push(value(
        "duplicate_pct",
        percent(repeated, rows.len()),
        rows.len(),
    ));
    values.extend(scores(&children));
    values.extend(digits(&children));
    values.extend(chances(&children, boys));
    Unit {
        region_code: None,
        posyandu: None,
        children: children.len(),
        boys,
        values,
    }
}

fn value(code: &str, value: Option<f64>, of: usize) -> Value {
    Value {
        code: code.to_owned(),
        value: value.map(|value| (value * 10_000.0).round() / 10_000.0),
        of,
    }
}

/// A statistic of so many that it says something.
fn of_many(of: usize, statistic: impl FnOnce() -> Option<f64>) -> Option<f64> {
    if of >= FEWEST { statistic() } else { None }
}

fn missing(children: &[&Seen<'_>]) -> Vec<Value> {
    type Missing = fn(&Record) -> bool;
    let measures: [(&str, Missing); 4] = [
        ("missing_weight_pct", |r| r.weight_g.is_none()),
        ("missing_height_pct", |r| r.height_tenth_mm.is_none()),
        ("unusable_nik_pct", |r| r.nik.is_none()),
        ("missing_parent_pct", |r| {
            r.mother.is_none() && r.father.is_none()
        }),
    ];
    let of = children.len();
    let share = |(code, is): (&str, Missing)| {
        let n = children.iter().filter(|row| is(row.record)).count();
        value(code, percent(n, of), of)
    };
    measures.into_iter().map(share).collect()
}

fn scores(children: &[&Seen<'_>]) -> Vec<Value> {
    let codes = [
        ("flagged_waz_pct", "sd_waz"),
        ("flagged_haz_pct", "sd_haz"),
        ("flagged_whz_pct", "sd_whz"),
    ];
    let mut values = Vec::new();
    for (at, (flagged, deviation)) in codes.into_iter().enumerate() {
        let of_age = children.iter().filter(|row| row.judged.under_five);
        let all: Vec<_> = of_age
            .filter_map(|row| row.judged.scores.get(at).copied().flatten())
            .collect();
        let good: Vec<f64> = all
            .iter()
            .filter(|s| !s.implausible)
            .map(|s| s.z.as_f64())
            .collect();
        values.push(value(
            flagged,
            percent(all.len() - good.len(), all.len()),
            all.len(),
        ));
        let spread = of_many(good.len(), || standard_deviation(&good));
        values.push(value(deviation, spread, good.len()));
    }
    values
}

fn digits(children: &[&Seen<'_>]) -> Vec<Value> {
    type Digit = fn(&Record) -> Option<usize>;
    let measures: [(&str, Digit); 2] = [
        ("digit_preference_weight", weight_digit),
        ("digit_preference_height", height_digit),
    ];
    let score = |(code, digit): (&str, Digit)| {
        let digits = frequencies::<10>(children.iter().filter_map(|row| digit(row.record)));
        let of = digits.iter().sum();
        value(code, of_many(of, || digit_preference(&digits)), of)
    };
    measures.into_iter().map(score).collect()
}

fn chances(children: &[&Seen<'_>], boys: usize) -> [Value; 2] {
    let sexes = [boys, children.len() - boys];
    let of_age = children.iter().filter(|row| row.judged.under_five);
    let months = frequencies::<12>(of_age.map(|row| age_months(row.record) % 12));
    let chance = |code, counts: &[usize], degrees| {
        let of = counts.iter().sum();
        value(
            code,
            of_many(of, || Some(chi_squared_p(chi_squared(counts), degrees))),
            of,
        )
    };
    [
        chance("sex_ratio_p", &sexes, 1),
        chance("age_heaping_p", &months, 11),
    ]
}

fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| 100.0 * count(part) / count(whole))
}

fn frequencies<const N: usize>(values: impl Iterator<Item = usize>) -> [usize; N] {
    let mut counts = [0; N];
    for value in values {
        if let Some(count) = counts.get_mut(value) {
            *count += 1;
        }
    }
    counts
}

/// Tenths of a kilogram, which every scale shows.
fn weight_digit(record: &Record) -> Option<usize> {
    usize::try_from(record.weight_g? / 100 % 10).ok()
}

/// Millimetres, which every board shows.
fn height_digit(record: &Record) -> Option<usize> {
    usize::try_from(record.height_tenth_mm? / 10 % 10).ok()
}

/// Completed months.
fn age_months(record: &Record) -> usize {
    let (born, on) = (record.birth_date, record.measured_on);
    let months = (on.year() - born.year()) * 12 + i32::try_from(on.month0()).unwrap_or_default()
        - i32::try_from(born.month0()).unwrap_or_default()
        - i32::from(on.day() < born.day());
    usize::try_from(months).unwrap_or_default()
}
