//! Weight gain from one month to the next, as posyandu judge it: N, T, O or B.

use crate::assess::{Measurement, Sex, assess};
use crate::gain_rules::GainRules;
use crate::number::{Micro, Z};

/// A weighing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighing {
    /// Completed days since birth.
    pub age_days: i32,
    /// Kilograms.
    pub weight_kg: Micro,
}

/// What is known of the month before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// The child was never weighed before.
    Never,
    /// The child was weighed before, but not last month.
    NotLastMonth,
    /// The child was weighed last month.
    LastMonth(Weighing),
}

/// How a weighing is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GainStatus {
    /// N, naik: enough gain.
    Gained,
    /// T, tidak naik: not enough gain.
    NotGained,
    /// O: weighed now, but not last month.
    NotWeighedBefore,
    /// B, baru: the first time.
    First,
}

impl GainStatus {
    /// The letter in the register.
    pub const fn letter(self) -> char {
        match self {
            Self::Gained => 'N',
            Self::NotGained => 'T',
            Self::NotWeighedBefore => 'O',
            Self::First => 'B',
        }
    }
}

/// What a weighing says of the gain, and by which figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GainVerdict {
    /// N, T, O or B.
    pub status: GainStatus,
    /// The gain in kilograms; none of O and B.
    pub gain_kg: Option<Micro>,
    /// The minimum gain in grams at this age; none of O and B, and where the table has none.
    pub minimum_gain_g: Option<i32>,
    /// By how much weight-for-age changed; none of O and B, and where there is no z-score.
    pub waz_change: Option<Z>,
}

/// Judges a weighing by the one of the month before.
///
/// **B** if there was none ever, **O** if there was none last month. **N** if the gain is at least the minimum gain of the
/// age now in completed months, or if the child follows its growth line: it weighs more than last month, and its z-score of
/// weight-for-age has fallen by no more than the tolerance of the rules. **T** otherwise; so a weight that stands still or
/// falls is always T. None if there is nothing to judge by: a weight of zero or less, a weighing that is not later than the
/// one before, or an age without minimum and z-score. Not for children with oedema, whose gain is no growth.
pub fn judge_gain(
    sex: Sex,
    before: Before,
    now: Weighing,
    rules: &GainRules,
) -> Option<GainVerdict> {
    let without = |status| GainVerdict {
        status,
        gain_kg: None,
        minimum_gain_g: None,
        waz_change: None,
    };
    let last = match before {
        _ if !now.weight_kg.is_positive() => return None,
        Before::Never => return Some(without(GainStatus::First)),
        Before::NotLastMonth => return Some(without(GainStatus::NotWeighedBefore)),
        Before::LastMonth(last) => last,
    };
    if !last.weight_kg.is_positive() || last.age_days >= now.age_days {
        return None;
    }
    let gain = now.weight_kg - last.weight_kg;
    let minimum = rules.minimum_gain_g(sex, completed_months(now.age_days));
    let change = waz(sex, now)
        .zip(waz(sex, last))
        .map(|(now, last)| Z::from_hundredths(now.hundredths().saturating_sub(last.hundredths())));
    if minimum.is_none() && change.is_none() {
        return None;
    }
    let enough = minimum.is_some_and(|grams| gain >= Micro::from_thousandths(grams));
    let tolerance = rules.line_tolerance.hundredths();
    let on_line = gain.is_positive() && change.is_some_and(|c| c.hundredths() >= -tolerance);
    Some(GainVerdict {
        status: if enough || on_line {
            GainStatus::Gained
        } else {
            GainStatus::NotGained
        },
        gain_kg: Some(gain),
        minimum_gain_g: minimum,
        waz_change: change,
    })
}

/// Completed months of 30.4375 days.
fn completed_months(age_days: i32) -> i32 {
    age_days.saturating_mul(16).div_euclid(487)
}

fn waz(sex: Sex, weighing: Weighing) -> Option<Z> {
    let measurement = Measurement {
        sex: Some(sex),
        age_days: Some(weighing.age_days),
        weight_kg: Some(weighing.weight_kg),
        ..Measurement::default()
    };
    assess(&measurement).waz.map(|score| score.z)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighing(age_days: i32, grams: i32) -> Weighing {
        Weighing {
            age_days,
            weight_kg: Micro::from_thousandths(grams),
        }
    }

    fn letter(sex: Sex, last: (i32, i32), now: (i32, i32)) -> Option<char> {
        let last = Before::LastMonth(weighing(last.0, last.1));
        let verdict = judge_gain(sex, last, weighing(now.0, now.1), GainRules::current()?);
        verdict.map(|v| v.status.letter())
    }

    fn boy(last: (i32, i32), now: (i32, i32)) -> Option<char> {
        letter(Sex::Male, last, now)
    }

    fn girl(last: (i32, i32), now: (i32, i32)) -> Option<char> {
        letter(Sex::Female, last, now)
    }

    #[test]
    fn gain_is_judged_by_minimum_or_line() {
        // Exactly the minimum of month 2, and one gram less off the line.
        assert_eq!(boy((31, 4_500), (61, 5_400)), Some('N'));
        assert_eq!(boy((31, 4_500), (61, 5_399)), Some('T'));
        // Less than the minimum, but along the median.
        assert_eq!(boy((1461, 16_350), (1491, 16_510)), Some('N'));
        // The minimum though off the line; 100 g and off the line.
        assert_eq!(girl((335, 9_000), (366, 9_200)), Some('N'));
        assert_eq!(girl((335, 9_000), (366, 9_100)), Some('T'));
        // No gain, also within two days, when the line hardly moves; a loss.
        assert_eq!(girl((700, 11_000), (730, 11_000)), Some('T'));
        assert_eq!(girl((700, 11_000), (702, 11_000)), Some('T'));
        assert_eq!(girl((700, 11_000), (730, 10_800)), Some('T'));
        // Within the first month there is no minimum, but a line.
        assert_eq!(boy((2, 3_300), (20, 4_000)), Some('N'));
    }

    #[test]
    fn what_cannot_be_judged_is_not() {
        assert_eq!(boy((61, 5_000), (61, 5_400)), None);
        assert_eq!(boy((62, 5_000), (61, 5_400)), None);
        assert_eq!(boy((31, 0), (61, 5_400)), None);
        assert_eq!(boy((31, 5_000), (61, -1)), None);
        assert_eq!(boy((1830, 18_000), (1860, 18_400)), None);
    }

    #[test]
    fn a_gap_is_no_failure() {
        let rules = GainRules::current().unwrap();
        let judge = |before| judge_gain(Sex::Male, before, weighing(400, 9_000), rules).unwrap();
        assert_eq!(judge(Before::Never).status.letter(), 'B');
        assert_eq!(judge(Before::NotLastMonth).status.letter(), 'O');
        assert_eq!(judge(Before::NotLastMonth).gain_kg, None);
    }
}
