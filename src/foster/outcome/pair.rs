//! Which two measurements of a child say what changed: valid by the standard, one about the start, one late enough after it
//! that growth is more than the error of the length board.

use chrono::{Days, NaiveDate};

/// A measurement that counts, with the z-scores that are not flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub on: NaiveDate,
    /// The child's age, in days.
    pub age_days: i32,
    /// Height-for-age, in hundredths of z.
    pub haz: Option<i32>,
    /// Weight-for-age, in hundredths of z.
    pub waz: Option<i32>,
    /// Weight-for-height, in hundredths of z.
    pub whz: Option<i32>,
    /// The difference between the height and the median of the age, in tenths of a millimetre.
    pub had: Option<i32>,
}

/// What is measured of a change.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Height-for-age z-score.
    Haz,
    /// Weight-for-age z-score.
    Waz,
    /// Weight-for-height z-score.
    Whz,
    /// Height-for-age difference (Leroy et al. 2015), in cm: catching up in z may be the growing spread of the standard alone.
    HadCm,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Haz, Self::Waz, Self::Whz, Self::HadCm];

    /// Its value at a point: hundredths of z, or tenths of a millimetre.
    pub const fn of(self, point: &Point) -> Option<i32> {
        match self {
            Self::Haz => point.haz,
            Self::Waz => point.waz,
            Self::Whz => point.whz,
            Self::HadCm => point.had,
        }
    }
}

/// How far before and after the start a measurement still says how the child was then, in days.
const BEFORE_START: u64 = 60;
const AFTER_START: u64 = 14;
/// The shortest time between two measurements, in days: a repeated length differs by some 0.5 cm, which is what a child of
/// two grows in two weeks.
pub const SHORTEST_INTERVAL: i64 = 60;

/// Why nothing can be said of a child. A normal answer.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NotEvaluable {
    /// The care has not begun.
    NotBegun,
    /// No valid measurement about the start.
    NoBaseline,
    /// No valid measurement since then.
    NoFollowUp,
    /// The last one comes too soon after the first.
    IntervalTooShort,
    /// The two were computed by other versions of the standard.
    StandardChanged,
    /// Who the child is has been erased.
    RecordEnded,
    /// It is of an expectant mother, who is not measured as a child is.
    ExpectantMother,
}

/// The two measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// About the start.
    pub first: Point,
    /// The last one.
    pub last: Point,
}

impl Pair {
    /// Days between them.
    pub fn days(&self) -> i64 {
        (self.last.on - self.first.on).num_days()
    }

    /// What changed; `None` where either has none.
    pub fn change(&self, measure: Measure) -> Option<i32> {
        Some(measure.of(&self.last)? - measure.of(&self.first)?)
    }
}

/// The two measurements of care from `start` until `end`. `points` are in the order of their days.
///
/// # Errors
/// Why there are none.
pub fn of_care(points: &[Point], start: NaiveDate, end: NaiveDate) -> Result<Pair, NotEvaluable> {
    let earliest = start.checked_sub_days(Days::new(BEFORE_START));
    let latest = start.checked_add_days(Days::new(AFTER_START));
    let about_start = |point: &&Point| {
        point.haz.is_some()
            && earliest.is_none_or(|day| point.on >= day)
            && latest.is_none_or(|day| point.on <= day)
    };
    // The nearest to the start; of two as near the earlier one, which no care has touched.
    let first = points
        .iter()
        .filter(about_start)
        .min_by_key(|point| ((point.on - start).num_days().abs(), point.on))
        .ok_or(NotEvaluable::NoBaseline)?;
    let last = points
        .iter()
        .rfind(|point| point.haz.is_some() && point.on > first.on && point.on <= end)
        .ok_or(NotEvaluable::NoFollowUp)?;
    let pair = Pair {
        first: *first,
        last: *last,
    };
    if pair.days() < SHORTEST_INTERVAL {
        return Err(NotEvaluable::IntervalTooShort);
    }
    Ok(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(on: &str, haz: Option<i32>) -> Point {
        Point {
            on: on.parse().unwrap(),
            age_days: 400,
            haz,
            waz: None,
            whz: None,
            had: None,
        }
    }

    /// Days and HAZ, and the days of the pair or why there is none.
    type Case = (
        &'static [(&'static str, Option<i32>)],
        Result<(&'static str, &'static str), NotEvaluable>,
    );
    const LOW: Option<i32> = Some(-250);
    const CASES: [Case; 7] = [
        (
            &[("2025-02-20", LOW), ("2025-06-20", LOW)],
            Ok(("2025-02-20", "2025-06-20")),
        ),
        (
            &[
                ("2025-02-01", LOW),
                ("2025-03-05", LOW),
                ("2025-06-20", LOW),
            ],
            Ok(("2025-03-05", "2025-06-20")),
        ),
        (
            &[("2024-12-01", LOW), ("2025-06-20", LOW)],
            Err(NotEvaluable::NoBaseline),
        ),
        (
            &[("2025-02-20", None), ("2025-06-20", LOW)],
            Err(NotEvaluable::NoBaseline),
        ),
        (&[("2025-02-20", LOW)], Err(NotEvaluable::NoFollowUp)),
        (
            &[("2025-02-20", LOW), ("2025-07-20", LOW)],
            Err(NotEvaluable::NoFollowUp),
        ),
        (
            &[("2025-02-20", LOW), ("2025-04-01", LOW)],
            Err(NotEvaluable::IntervalTooShort),
        ),
    ];

    #[test]
    fn takes_what_says_something_or_says_why_not() {
        let day = |text: &str| text.parse().unwrap();
        let (start, end) = (day("2025-03-01"), day("2025-06-30"));
        for (points, expected) in CASES {
            let points: Vec<Point> = points.iter().map(|(on, haz)| point(on, *haz)).collect();
            let found = of_care(&points, start, end);
            let found = found.map(|pair| (pair.first.on, pair.last.on));
            assert_eq!(found, expected.map(|(a, b)| (day(a), day(b))), "{points:?}");
        }
    }

    #[test]
    fn a_change_needs_both_ends() {
        let pair = Pair {
            first: point("2025-02-20", Some(-250)),
            last: point("2025-06-20", Some(-240)),
        };
        assert_eq!(
            (pair.change(Measure::Haz), pair.change(Measure::Waz)),
            (Some(10), None)
        );
        assert_eq!(pair.days(), 120);
    }
}
