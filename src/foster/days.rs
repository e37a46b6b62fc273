//! Days, months and ages: what lies how far apart.

use chrono::{Datelike, Days, Months, NaiveDate};
use validator::ValidationError;

use crate::validation::broken;

/// A day that can be meant.
///
/// # Errors
/// When its year lies before 2000 or after 2100.
pub fn near(day: &NaiveDate) -> Result<(), ValidationError> {
    if (2000..=2100).contains(&day.year()) {
        return Ok(());
    }
    Err(broken(
        "out_of_range",
        "tahun harus antara 2000 dan 2100",
        "the year must be between 2000 and 2100",
    ))
}

/// Completed months from one day to another; negative if the other lies before.
pub fn completed_months(from: NaiveDate, to: NaiveDate) -> i32 {
    let begun = (to.year() - from.year()) * 12 + month(to) - month(from);
    begun - i32::from(to.day() < from.day())
}

/// Months from the month of one day to that of another: it turns on the first, whatever the day of birth.
pub fn calendar_months(from: NaiveDate, to: NaiveDate) -> i32 {
    (to.year() - from.year()) * 12 + month(to) - month(from)
}

/// The last day of a day's month.
pub fn last_of_month(day: NaiveDate) -> NaiveDate {
    let next = day
        .with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(1)));
    next.and_then(|first| first.pred_opt()).unwrap_or(day)
}

fn month(day: NaiveDate) -> i32 {
    i32::try_from(day.month()).unwrap_or_default()
}

/// The calendar month of a day, as `2026-11`.
pub fn month_of(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// How many days two stretches share, both ends included.
pub fn shared_days(one: (NaiveDate, NaiveDate), other: (NaiveDate, NaiveDate)) -> i64 {
    let (from, to) = (one.0.max(other.0), one.1.min(other.1));
    (to - from).num_days().saturating_add(1).max(0)
}

/// How many days a stretch has, both ends included.
pub fn length(from: NaiveDate, to: NaiveDate) -> i64 {
    shared_days((from, to), (from, to))
}

/// The calendar months that a stretch touches, each with its first and last day, in order.
pub fn months(from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let mut months = Vec::new();
    let mut first = from.with_day(1);
    while let Some(start) = first.filter(|start| *start <= to) {
        let next = start.checked_add_months(Months::new(1));
        let last = next.and_then(|next| next.checked_sub_days(Days::new(1)));
        months.push((start, last.unwrap_or(start)));
        first = next;
    }
    months
}

/// The days on which something that is due every month from a day on is due: that day, and the same of each month after it.
pub fn monthly(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..)
        .map_while(move |n| from.checked_add_months(Months::new(n)))
        .take_while(move |day| *day <= to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_completed_on_the_day() {
        for (from, to, months) in [
            ("2024-01-31", "2024-02-29", 0),
            ("2024-01-31", "2024-03-01", 1),
            ("2024-01-15", "2024-02-14", 0),
            ("2024-01-15", "2024-02-15", 1),
            ("2024-01-15", "2026-01-15", 24),
            ("2024-01-15", "2024-01-14", -1),
        ] {
            assert_eq!(completed_months(day(from), day(to)), months, "{from} {to}");
        }
    }

    #[test]
    fn stretches_share_their_ends() {
        let one = (day("2026-01-10"), day("2026-01-20"));
        for (from, to, days) in [
            ("2026-01-20", "2026-02-01", 1),
            ("2026-01-21", "2026-02-01", 0),
            ("2026-01-01", "2026-12-31", 11),
        ] {
            assert_eq!(shared_days(one, (day(from), day(to))), days);
        }
        assert_eq!(length(one.0, one.1), 11);
    }

    #[test]
    fn months_of_a_stretch() {
        let touched = months(day("2026-01-31"), day("2026-03-01"));
        let names: Vec<_> = touched.iter().map(|(first, _)| month_of(*first)).collect();
        assert_eq!(names, ["2026-01", "2026-02", "2026-03"]);
        assert_eq!(touched[1].1, day("2026-02-28"));
        let due: Vec<_> = monthly(day("2026-01-31"), day("2026-03-31")).collect();
        assert_eq!(
            due,
            [day("2026-01-31"), day("2026-02-28"), day("2026-03-31")]
        );
    }
}
