//! Stretches of days: from a first to a last one, either of which may be open.

use chrono::{Datelike, NaiveDate};
use validator::ValidationError;

use crate::validation::broken;

/// A stretch of days; both ends belong to it, and an end that is missing is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

impl Validity {
    /// Whether it ends before it begins.
    pub fn is_backwards(self) -> bool {
        !begins_by(self.from, self.to)
    }

    /// Whether a day lies in it.
    pub fn holds_on(self, day: NaiveDate) -> bool {
        begins_by(self.from, Some(day)) && begins_by(Some(day), self.to)
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Self) -> bool {
        begins_by(self.from, other.to) && begins_by(other.from, self.to)
    }
}

fn begins_by(from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.zip(to).is_none_or(|(from, to)| from <= to)
}

/// The places of those that share a day with one that stands before them.
pub fn overlapping(stretches: &[Validity]) -> Vec<usize> {
    stretches
        .iter()
        .enumerate()
        .filter(|(index, one)| {
            let mut before = stretches.iter().take(*index);
            before.any(|other| one.overlaps(*other))
        })
        .map(|(index, _)| index)
        .collect()
}

/// A day that compares alike on both databases.
///
/// # Errors
/// When its year has not four digits.
pub fn four_digit_year(day: &NaiveDate) -> Result<(), ValidationError> {
    if (0..=9999).contains(&day.year()) {
        return Ok(());
    }
    Err(broken(
        "out_of_range",
        "tahun harus empat angka",
        "the year must have four digits",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(text: &str) -> Validity {
        let (from, to) = text.split_once("..").unwrap();
        let day = |text: &str| text.parse().ok();
        Validity {
            from: day(from),
            to: day(to),
        }
    }

    #[test]
    fn both_ends_belong_to_it() {
        for (one, other, overlap) in [
            ("..2020-12-31", "2021-01-01..", false),
            ("..2021-01-01", "2021-01-01..", true),
            ("..", "2021-01-01..2021-01-01", true),
            ("2020-01-01..2020-06-30", "2020-07-01..2020-12-31", false),
            ("2020-01-01..2020-12-31", "2020-03-01..2020-04-01", true),
            ("2020-01-01..", "2030-01-01..", true),
        ] {
            let (one, other) = (stretch(one), stretch(other));
            assert_eq!(one.overlaps(other), overlap, "{one:?} {other:?}");
            assert_eq!(other.overlaps(one), overlap, "{other:?} {one:?}");
        }
        let year = stretch("2020-01-01..2020-12-31");
        for (day, holds) in [
            ("2019-12-31", false),
            ("2020-01-01", true),
            ("2020-12-31", true),
            ("2021-01-01", false),
        ] {
            assert_eq!(year.holds_on(day.parse().unwrap()), holds, "{day}");
        }
        assert!(stretch("2021-01-01..2020-12-31").is_backwards());
        assert!(!stretch("2021-01-01..2021-01-01").is_backwards());
        assert!(!stretch("..2020-12-31").is_backwards());
    }

    #[test]
    fn names_the_later_of_two_that_overlap() {
        let all = ["2020-01-01..", "..2019-12-31", "2019-06-01..2019-07-01"];
        assert_eq!(overlapping(&all.map(stretch)), [2]);
        assert!(overlapping(&[]).is_empty());
    }

    #[test]
    fn years_have_four_digits() {
        for (day, good) in [("2024-02-29", true), ("+10000-01-01", false)] {
            assert_eq!(
                four_digit_year(&day.parse().unwrap()).is_ok(),
                good,
                "{day}"
            );
        }
    }
}
