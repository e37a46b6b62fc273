//! Days of birth that differ as slips of the pen do.

use chrono::{Datelike, NaiveDate};

/// Whether two days differ as a slip of the pen does.
pub fn is_slip(left: NaiveDate, right: NaiveDate) -> bool {
    let exchanged =
        left.year() == right.year() && left.day() == right.month() && left.month() == right.day();
    let same = [
        left.year() == right.year(),
        left.month() == right.month(),
        left.day() == right.day(),
    ];
    exchanged || same.into_iter().filter(|same| *same).count() == 2
}

/// The days of birth that are worth a look beside a given one.
pub fn near_days(day: NaiveDate) -> Vec<NaiveDate> {
    let mut days = vec![day];
    days.extend(NaiveDate::from_ymd_opt(day.year(), day.day(), day.month()));
    days.extend((1..=31).filter_map(|d| day.with_day(d)));
    days.extend((1..=12).filter_map(|m| day.with_month(m)));
    days.extend((-5..=5).filter_map(|y| day.with_year(day.year() + y)));
    days.sort_unstable();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_at_days_that_are_slips() {
        let day: NaiveDate = "2022-03-04".parse().unwrap();
        let near = near_days(day);
        for other in ["2022-04-03", "2022-03-24", "2022-11-04", "2021-03-04"] {
            let other = other.parse().unwrap();
            assert!(near.contains(&other) && is_slip(day, other), "{other}");
        }
        assert!(!near.contains(&"2021-04-03".parse().unwrap()));
    }
}
