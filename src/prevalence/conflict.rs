//! Series of one place and indicator that move in opposite directions over the same time.
//!
//! A survey of the year is set against routine data of that year, also against the same month of both years
//! (*bulan timbang* August 2022 and August 2023): comparing unlike months would take season for a movement.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::{Assessment, Change, Point};
use super::trend::Series;
use crate::period::{Period, PeriodKind};

/// What is contradicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TrendConflictKind)]
pub enum ConflictKind {
    /// One falls distinguishably, the other rises distinguishably.
    OppositeDirection,
}

/// Two series that contradict each other over one span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrendConflict)]
pub struct Conflict {
    /// What is contradicted.
    pub kind: ConflictKind,
    /// From this period (a year, or a shorter period that both have)
    pub period_from: Period,
    /// to this one.
    pub period_to: Period,
    /// The two groups, in the order of the series.
    pub source_groups: Vec<String>,
}

/// All contradictions between pairs of series: for every two periods that both have, adjacent in at least one of them,
/// one falls and the other rises, each distinguishably. One conflict per pair of series and span, in order of time.
pub fn conflicts(series: &[Series]) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (n, one) in series.iter().enumerate() {
        for other in series.iter().skip(n + 1) {
            found.extend(
                spans(one, other)
                    .into_iter()
                    .filter(|(from, to)| opposite(one, other, *from, *to))
                    .map(|(from, to)| Conflict {
                        kind: ConflictKind::OppositeDirection,
                        period_from: from,
                        period_to: to,
                        source_groups: vec![one.source_group.clone(), other.source_group.clone()],
                    }),
            );
        }
    }
    found.sort_by_key(|conflict| (conflict.period_to, conflict.period_from));
    found
}

/// The claims that a conflict rests on: of each of its series the figures of exactly its two periods, else those that stand
/// for them.
pub fn records(conflict: &Conflict, series: &[Series]) -> Vec<Uuid> {
    let ends = [conflict.period_from, conflict.period_to];
    let mut found = Vec::new();
    for one in series
        .iter()
        .filter(|one| conflict.source_groups.contains(&one.source_group))
    {
        let exact = ends.iter().all(|end| periods(one).any(|own| own == *end));
        let meant = |point: &&Point| {
            let own = point.figure.period;
            ends.iter().any(|end| {
                if exact {
                    own == *end
                } else {
                    stands_for(point, *end)
                }
            })
        };
        found.extend(
            one.measured
                .iter()
                .filter(meant)
                .map(|point| point.record_id),
        );
    }
    found
}

fn opposite(one: &Series, other: &Series, from: Period, to: Period) -> bool {
    use Assessment::{Decrease, Increase};
    matches!(
        (direction(one, from, to), direction(other, from, to)),
        (Some(Decrease), Some(Increase)) | (Some(Increase), Some(Decrease))
    )
}

/// The spans over which two series can be set against each other: periods that both have, and years of which one has a
/// figure for the whole year and the other any figure.
fn spans(one: &Series, other: &Series) -> Vec<(Period, Period)> {
    let mut common: Vec<Period> = periods(one).filter(|period| has(other, *period)).collect();
    common.extend(periods(other).filter(|period| has(one, *period)));
    common.sort();
    common.dedup();
    let mut spans = Vec::new();
    for (n, from) in common.iter().enumerate() {
        for to in common
            .iter()
            .skip(n + 1)
            .filter(|to| to.kind() == from.kind())
        {
            if adjacent(one, *from, *to) || adjacent(other, *from, *to) {
                spans.push((*from, *to));
            }
        }
    }
    spans
}

fn periods(series: &Series) -> impl Iterator<Item = Period> {
    series.measured.iter().map(|point| point.figure.period)
}

/// Whether a point stands for a period: its own, or the year in which it lies.
fn stands_for(point: &Point, period: Period) -> bool {
    let own = point.figure.period;
    own == period || (period.kind() == PeriodKind::Year && own.year() == period.year())
}

fn has(series: &Series, period: Period) -> bool {
    series
        .measured
        .iter()
        .any(|point| stands_for(point, period))
}

/// Whether nothing of that kind of period lies between the two.
fn adjacent(series: &Series, from: Period, to: Period) -> bool {
    let between = |period: Period| match from.kind() {
        PeriodKind::Year => (from.year() + 1..to.year()).contains(&period.year()),
        kind => period.kind() == kind && from < period && period < to,
    };
    !periods(series).any(between)
}

/// Where a series moved: by its figures for exactly these periods; for years it has no figures of, by its shorter periods
/// whole years apart. None if it did not move distinguishably or its months disagree.
fn direction(series: &Series, from: Period, to: Period) -> Option<Assessment> {
    let exact = |period: Period| {
        series
            .measured
            .iter()
            .find(|point| point.figure.period == period)
    };
    if let (Some(earlier), Some(later)) = (exact(from), exact(to)) {
        return moved(earlier, later);
    }
    let years = f64::from(to.year() - from.year());
    let mut moves = Vec::new();
    for earlier in series
        .measured
        .iter()
        .filter(|point| stands_for(point, from))
    {
        for later in series.measured.iter().filter(|point| stands_for(point, to)) {
            let apart = earlier.figure.period.years_until(later.figure.period);
            if (apart - years).abs() < 1e-6 {
                moves.extend(moved(earlier, later));
            }
        }
    }
    moves.dedup();
    match moves.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

fn moved(earlier: &Point, later: &Point) -> Option<Assessment> {
    let assessment = Change::between(earlier, later).assessment;
    matches!(assessment, Assessment::Decrease | Assessment::Increase).then_some(assessment)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{counts, point, routine, surveys};
    use super::super::trend::series;
    use super::*;
    use serde_json::json;

    type Values<'a> = &'a [(&'a str, &'a str)];

    fn national(values: Values<'_>) -> Series {
        series("national_survey", surveys(values))
    }

    fn local(group: &str, values: Values<'_>) -> Series {
        let figures = values.iter().map(|(period, value)| routine(period, value));
        series(
            group,
            figures.map(|figure| point(group, group, figure)).collect(),
        )
    }

    /// Bontang's survey: -5.3 ± 6.0, +6.4 ± 6.0, -6.7 ± 6.0 points (formula in change.rs).
    const BONTANG: [(&str, &str); 4] = [
        ("2021", "26.3"),
        ("2022", "21.0"),
        ("2023", "27.4"),
        ("2024", "20.7"),
    ];

    #[test]
    fn finds_each_once() {
        let falls = [("2021", "27"), ("2022", "24"), ("2023", "19")];
        let twice = [
            ("2022-02", "20"),
            ("2022-08", "22"),
            ("2023-02", "22"),
            ("2023-08", "20"),
        ];
        let yearly = [("2022", "22"), ("2023", "20"), ("2024", "22")];
        #[rustfmt::skip]
        let cases: [(&str, Values<'_>, Values<'_>, Values<'_>); 9] = [
            ("published", &BONTANG, &[("2022", "22.8"), ("2023", "19.6")], &[("2022", "2023")]),
            ("same way", &BONTANG, &[("2022", "19.6"), ("2023", "22.8")], &[]),
            ("survey unclear", &BONTANG, &[("2021", "19.6"), ("2022", "22.8")], &[]),
            ("count unclear", &BONTANG, &[("2022", "22.8"), ("2023", "22.0")], &[]),
            ("each year", &BONTANG, &yearly, &[("2022", "2023"), ("2023", "2024")]),
            ("over a gap", &falls, &[("2021", "10"), ("2023", "14")], &[("2021", "2023")]),
            ("same month", &BONTANG, &[("2022-08", "22.8"), ("2023-08", "19.6")], &[("2022", "2023")]),
            ("other month", &BONTANG, &[("2022-02", "22.8"), ("2023-08", "19.6")], &[]),
            ("months disagree", &BONTANG, &twice, &[]),
        ];
        for (name, survey, count, expected) in cases {
            let found = conflicts(&[national(survey), series("EPPGBM", counts(count))]);
            let spans: Vec<_> = found
                .iter()
                .map(|c| (c.period_from.to_string(), c.period_to.to_string()))
                .collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
                .collect();
            assert_eq!(spans, expected, "{name}");
        }
    }

    #[test]
    fn sets_every_pair_against_each_other() {
        let all = [
            national(&BONTANG),
            local("EPPGBM", &[("2022", "22.8"), ("2023", "19.6")]),
            local("OPERASI_TIMBANG", &[("2022", "20"), ("2023", "16")]),
            local("PEMDA", &[("2023-02", "14"), ("2023-08", "17")]),
            local("LOCAL", &[("2023-02", "17"), ("2023-08", "14")]),
        ];
        let conflict = |from: &str, to: &str, groups: [&str; 2]| {
            json!({"kind": "opposite_direction", "period_from": from, "period_to": to,
                "source_groups": groups})
        };
        let expected = json!([
            conflict("2023-02", "2023-08", ["PEMDA", "LOCAL"]),
            conflict("2022", "2023", ["national_survey", "EPPGBM"]),
            conflict("2022", "2023", ["national_survey", "OPERASI_TIMBANG"]),
        ]);
        assert_eq!(serde_json::to_value(conflicts(&all)).unwrap(), expected);
        assert!(conflicts(&[]).is_empty());
        assert!(conflicts(&[local("EPPGBM", &[("2023", "19.6")])]).is_empty());
    }
}
