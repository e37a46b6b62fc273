//! Weight gain of a series of weighings: N, T, O or B of each, and what calls for a referral.

use chrono::{Datelike, NaiveDate};
use entity::kind::Sex;
use growth::{Before, GainRules, GainStatus, GainVerdict, Micro, Weighing, judge_gain};

use crate::child::measurement::judge::sex;

/// A weighing of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// The day.
    pub on: NaiveDate,
    /// The age then, in days.
    pub age_days: i32,
    /// In grams.
    pub weight_g: i32,
}

/// The verdicts of weighings in order of their days; none of those that cannot be judged. Last month is the calendar month
/// before, as posyandu weigh once a month; of several weighings in it the last one counts.
pub fn verdicts(of: Sex, weighed: &[Weighed]) -> Vec<Option<GainVerdict>> {
    let Some(rules) = GainRules::current() else {
        return vec![None; weighed.len()];
    };
    let weighing = |weighed: &Weighed| Weighing {
        age_days: weighed.age_days,
        weight_kg: Micro::from_thousandths(weighed.weight_g),
    };
    let judge = |(at, now): (usize, &Weighed)| {
        let earlier = weighed.get(..at).unwrap_or_default();
        let last_month = earlier
            .iter()
            .rev()
            .find(|before| month(before.on) + 1 == month(now.on));
        let before = match (last_month, earlier.is_empty()) {
            (Some(before), _) => Before::LastMonth(weighing(before)),
            (None, true) => Before::Never,
            (None, false) => Before::NotLastMonth,
        };
        judge_gain(sex(of), before, weighing(now), rules)
    };
    weighed.iter().enumerate().map(judge).collect()
}

fn month(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

/// Whether the last two weighings that could be judged by gain were both not enough (2T).
pub fn twice_not_gained(verdicts: &[Option<GainVerdict>]) -> bool {
    let mut last = verdicts.iter().flatten().rev();
    let failed = |verdict: Option<&GainVerdict>| {
        verdict.is_some_and(|verdict| verdict.status == GainStatus::NotGained)
    };
    failed(last.next()) && failed(last.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(on: &str, grams: i32) -> Weighed {
        let (on, birth): (NaiveDate, NaiveDate) =
            (on.parse().unwrap(), "2025-01-01".parse().unwrap());
        Weighed {
            on,
            age_days: i32::try_from((on - birth).num_days()).unwrap(),
            weight_g: grams,
        }
    }

    fn letters(series: &[Weighed]) -> String {
        let verdicts = verdicts(Sex::Male, series);
        let letter = |v: &Option<GainVerdict>| v.map_or('-', |v| v.status.letter());
        verdicts.iter().map(letter).collect()
    }

    #[test]
    fn a_series_is_read_as_the_register_does() {
        let series = [
            weighed("2025-02-10", 4_500),
            weighed("2025-03-10", 5_400),
            weighed("2025-04-10", 5_400),
            weighed("2025-05-10", 5_300),
            weighed("2025-07-10", 7_000),
        ];
        assert_eq!(letters(&series), "BNTTO");
        assert!(twice_not_gained(&verdicts(Sex::Male, &series[..4])));
        assert!(!twice_not_gained(&verdicts(Sex::Male, &series)));
        assert!(!twice_not_gained(&verdicts(Sex::Male, &series[..3])));
    }
}
