//! Runs: the points of a series that can all be compared with each other, and their average annual rate of reduction.

use super::change::{Point, alike, comparable};
use super::line::Line;
use crate::pct::Pct;

/// The points that are all comparable with each other and cover most time, at least `minimum` of them, in order of time.
/// Of several for one period the first counts.
pub(super) fn longest_run(points: &[Point], minimum: usize) -> Option<Vec<&Point>> {
    let mut runs: Vec<Vec<&Point>> = Vec::new();
    let mut sorted: Vec<&Point> = points.iter().collect();
    sorted.sort_by_key(|point| point.figure.period);
    for point in sorted {
        let run = runs
            .iter_mut()
            .find(|run| run.last().is_some_and(|last| alike(last, point)));
        match run {
            Some(run) if run.last().is_some_and(|last| comparable(last, point)) => run.push(point),
            Some(_) => {}
            None => runs.push(vec![point]),
        }
    }
    runs.retain(|run| run.len() >= minimum);
    runs.into_iter()
        .max_by(|a, b| span(a).total_cmp(&span(b)).then(a.len().cmp(&b.len())))
}

/// Years from the middle of the first to the middle of the last period.
pub(super) fn span(run: &[&Point]) -> f64 {
    match (run.first(), run.last()) {
        (Some(first), Some(last)) => first.figure.period.years_until(last.figure.period),
        _ => 0.0,
    }
}

/// The points with their time in years since the first.
pub(super) fn timed<'a>(run: &'a [&Point]) -> impl Iterator<Item = (f64, &'a Point)> {
    let start = run.first().map(|first| first.figure.period);
    run.iter()
        .filter_map(move |point| Some((start?.years_until(point.figure.period), *point)))
}

/// Average annual rate of reduction in percent per year (UNICEF, technical note on the AARR of malnutrition prevalence):
/// `100 (1 - exp(b))` with b the least-squares slope of ln(prevalence) on years; for two points `100 (1 - (last/first)^(1/years))`.
/// None for a value of 0, which has no logarithm, and for less than a year, where season would be taken for a rate.
pub(super) fn average_annual_reduction(run: &[&Point]) -> Option<Pct> {
    let logs: Vec<(f64, f64)> = timed(run)
        .map(|(t, point)| (t, point.figure.value.as_f64().ln()))
        .collect();
    if span(run) < 1.0 || logs.iter().any(|(_, log)| !log.is_finite()) {
        return None;
    }
    Some(Pct::from_f64(-100.0 * Line::through(&logs)?.slope.exp_m1()))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{counts, pct, surveys};
    use super::*;

    #[test]
    fn covers_most_time_with_what_is_comparable() {
        let months = ["2023-05", "2023-06", "2023-07", "2023-08"].map(|month| (month, "18"));
        let years = [("2022", "22.8"), ("2023", "19.6")];
        let same = [("2024", "26.9"), ("2024", "20.6"), ("2023", "29")];
        let both = [counts(&months), counts(&years)].concat();
        let mixed = [counts(&years), surveys(&years)].concat();
        let cases = [
            (&both, 2, vec!["2022", "2023"]),
            (&both, 3, vec!["2023-05", "2023-06", "2023-07", "2023-08"]),
            (&both, 5, vec![]),
            (&mixed, 2, vec!["2022", "2023"]),
            (&surveys(&same), 2, vec!["2023", "2024"]),
        ];
        for (points, minimum, expected) in cases {
            let run = longest_run(points, minimum).unwrap_or_default();
            let periods: Vec<String> = run.iter().map(|p| p.figure.period.to_string()).collect();
            assert_eq!(periods, expected);
        }
    }

    /// Python: `100*(1-exp(polyfit(t, log(y), 1)[0]))`, t in years between the middles of the periods.
    #[test]
    fn rates() {
        #[rustfmt::skip]
        let cases = [
            (surveys(&[("2021", "26.4"), ("2024", "14.2")]), Some("18.67")),
            (surveys(&[("2021", "26.4"), ("2022", "27.1"), ("2024", "14.2")]), Some("20.02")),
            (counts(&[("2021-08", "5.37"), ("2022-08", "4.53")]), Some("15.64")),
            (counts(&[("2022-02", "5.37"), ("2022-08", "4.53")]), None),
            (counts(&[("2021", "5.37"), ("2022", "0")]), None),
        ];
        for (points, rate) in cases {
            let run: Vec<&Point> = points.iter().collect();
            assert_eq!(average_annual_reduction(&run), rate.map(pct));
        }
    }
}
