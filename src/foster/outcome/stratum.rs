//! Who is comparable with whom: children of one regency, of an age, who started alike, were first measured in the same quarter
//! and again after about the same time (coarsened exact matching, Iacus, King and Porro 2012). Children are chosen for care
//! because they measured low, and the next time a part of them measures higher in any case; only who started as low shows how
//! large that part is.

use chrono::{Datelike, NaiveDate};

use super::pair::{Measure, Pair, Point, SHORTEST_INTERVAL};

/// Upper bounds of the age at the start, in days: 6, 12, 24, 36, 60 months of 30.4375 days.
const AGES: [i32; 5] = [183, 366, 731, 1096, 1827];
/// Upper bounds of the time between the measurements, in days.
const INTERVALS: [i64; 5] = [105, 195, 285, 380, 740];
/// The width of a band of starting z, in hundredths.
const Z_BAND: i32 = 50;
/// The width of a band of starting difference, in tenths of a millimetre.
const HAD_BAND: i32 = 150;

/// Children of one stratum are comparable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stratum {
    regency: String,
    age: usize,
    start: i32,
    quarter: i32,
    interval: usize,
}

/// The quarter of a day, counted.
fn quarter(day: NaiveDate) -> i32 {
    let of_year = i32::try_from(day.month0() / 3).unwrap_or_default();
    day.year() * 4 + of_year
}

fn band<T: PartialOrd>(value: T, bounds: &[T]) -> Option<usize> {
    bounds.iter().position(|bound| value < *bound)
}

/// The regency of a region's code.
pub fn regency(code: &str) -> String {
    code.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// The stratum of a pair for a measure; `None` beyond all bands, or where the first point has no value.
pub fn of_pair(region_code: &str, pair: &Pair, measure: Measure) -> Option<Stratum> {
    let width = if measure == Measure::HadCm {
        HAD_BAND
    } else {
        Z_BAND
    };
    Some(Stratum {
        regency: regency(region_code),
        age: band(pair.first.age_days, &AGES)?,
        start: measure.of(&pair.first)?.div_euclid(width),
        quarter: quarter(pair.first.on),
        interval: band(pair.days(), &INTERVALS)?,
    })
}

/// When a comparison is sought: the quarter of the first measurement and the band of the time until the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    quarter: i32,
    interval: usize,
}

impl Window {
    /// That of a pair.
    pub fn of(pair: &Pair) -> Option<Self> {
        Some(Self {
            quarter: quarter(pair.first.on),
            interval: band(pair.days(), &INTERVALS)?,
        })
    }

    /// The pair of a child in nobody's care: its first measurement of the quarter and the last one within the band. `points`
    /// are in the order of their days.
    pub fn pair(&self, points: &[Point]) -> Option<Pair> {
        let counts = |point: &&Point| point.haz.is_some();
        let first = points
            .iter()
            .filter(counts)
            .find(|point| quarter(point.on) == self.quarter)?;
        let within = |point: &&Point| {
            let days = (point.on - first.on).num_days();
            days >= SHORTEST_INTERVAL && band(days, &INTERVALS) == Some(self.interval)
        };
        let last = points.iter().filter(counts).rfind(within)?;
        Some(Pair {
            first: *first,
            last: *last,
        })
    }

    /// The first and the last day on which a measurement of such a pair can lie.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (year, quarter) = (self.quarter.div_euclid(4), self.quarter.rem_euclid(4));
        let month = u32::try_from(quarter * 3 + 1).ok()?;
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let longest = INTERVALS.get(self.interval).copied()?;
        let last = first.checked_add_signed(chrono::TimeDelta::days(92 + longest))?;
        Some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(on: &str, age_days: i32, haz: i32) -> Point {
        Point {
            on: on.parse().unwrap(),
            age_days,
            haz: Some(haz),
            waz: None,
            whz: None,
            had: Some(-600),
        }
    }

    fn pair(first: (&str, i32, i32), last: &str) -> Pair {
        Pair {
            first: point(first.0, first.1, first.2),
            last: point(last, first.1 + 100, first.2),
        }
    }

    #[test]
    fn who_started_alike_is_comparable() {
        let stratum = |pair: Pair| of_pair("64.74.01.1001", &pair, Measure::Haz);
        let one = stratum(pair(("2025-02-20", 400, -240), "2025-06-20"));
        assert!(one.is_some());
        assert_eq!(one, stratum(pair(("2025-03-30", 700, -201), "2025-07-30")));
        for (other, why) in [
            (pair(("2025-02-20", 800, -240), "2025-06-20"), "older"),
            (pair(("2025-02-20", 400, -260), "2025-06-20"), "lower"),
            (pair(("2025-04-02", 400, -240), "2025-08-02"), "later"),
            (pair(("2025-02-20", 400, -240), "2025-12-20"), "longer"),
        ] {
            assert_ne!(one, stratum(other), "{why}");
        }
        assert_eq!(
            stratum(pair(("2025-02-20", 1830, -240), "2025-06-20")),
            None
        );
        assert_eq!(
            of_pair(
                "64.74",
                &pair(("2025-02-20", 400, -240), "2025-06-20"),
                Measure::Waz
            ),
            None
        );
    }

    #[test]
    fn finds_the_pair_of_a_window() {
        let window = Window::of(&pair(("2025-02-20", 400, -240), "2025-06-20")).unwrap();
        let days = window.days().unwrap();
        assert_eq!(days.0.to_string(), "2025-01-01");
        let points = [
            point("2024-12-30", 300, -200),
            point("2025-01-10", 311, -210),
            point("2025-02-10", 342, -210),
            point("2025-06-10", 462, -190),
            point("2025-09-10", 554, -180),
        ];
        let found = window.pair(&points).unwrap();
        assert_eq!(
            (found.first.on.to_string(), found.last.on.to_string()),
            ("2025-01-10".to_owned(), "2025-06-10".to_owned())
        );
        assert_eq!(window.pair(&points[..3]), None);
    }
}
