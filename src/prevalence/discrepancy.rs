//! What cannot be true of one figure: its value, the children affected and the children measured must give each other.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::pct::Pct;

/// A denominator this many times larger or smaller than a known number of children is implausible.
pub const DENOMINATOR_FACTOR: i64 = 3;

/// Why value, affected and measured cannot all be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImpossibleTriple)]
pub enum Impossible {
    /// A number of children below 0.
    NegativeCount,
    /// More affected than measured.
    AffectedExceedsMeasured,
    /// A value or affected children where nobody was measured.
    NothingMeasured,
    /// Value and affected/measured differ by more than rounding, or a value above 0 without anyone affected.
    ValueDisagrees,
}

/// The children measured that value and affected imply, `affected / value`, rounded half up: 1,786 at 19.6 % are 9,112.
/// None for a value of 0 or less, for nobody affected, and beyond all numbers of children.
pub fn implied_denominator(value: Pct, affected: i64) -> Option<i64> {
    let hundredths = i128::from(value.hundredths());
    if hundredths <= 0 || affected <= 0 {
        return None;
    }
    let doubled = i128::from(affected) * 20_000 + hundredths;
    i64::try_from(doubled.div_euclid(hundredths * 2)).ok()
}

/// The implied denominator if it is more than [`DENOMINATOR_FACTOR`] times as large or as small as a known number of
/// children (measured there by the same source at another time, or the size of the survey's sample). A reason to warn,
/// not to refuse: coverage moves too. None if it is plausible or nothing is implied or known.
pub fn implausible_denominator(value: Pct, affected: i64, known: i64) -> Option<i64> {
    let factor = i128::from(DENOMINATOR_FACTOR);
    let beyond = |many: i64, few: i64| i128::from(many) > i128::from(few) * factor;
    implied_denominator(value, affected)
        .filter(|implied| known > 0 && (beyond(*implied, known) || beyond(known, *implied)))
}

/// Whether a value is affected/measured within rounding: at most half a unit of its last written decimal away
/// ([`Pct::rounding_thousandths`]), in exact integers. The error is the value that the counts give, percent.
/// Where nobody was measured nothing can disagree; [`impossible`] reports that.
pub fn agrees(value: Pct, affected: i64, measured: i64) -> Result<(), Pct> {
    if measured <= 0 {
        return Ok(());
    }
    let (affected_exact, measured_exact) = (i128::from(affected), i128::from(measured));
    // both sides in thousandths of a point, times measured
    let distance = i128::from(value.hundredths()) * 10 * measured_exact - affected_exact * 100_000;
    if distance.abs() <= i128::from(value.rounding_thousandths()) * measured_exact {
        Ok(())
    } else {
        Err(Pct::share(affected, measured).unwrap_or_default())
    }
}

/// What makes a triple of value, affected and measured impossible, as far as they are given; the first that applies.
pub fn impossible(
    value: Option<Pct>,
    affected: Option<i64>,
    measured: Option<i64>,
) -> Option<Impossible> {
    let has_value = value.is_some_and(|value| value > Pct::default());
    match (affected, measured) {
        (Some(n), _) | (_, Some(n)) if n < 0 => Some(Impossible::NegativeCount),
        (a, Some(0)) if value.is_some() || a.is_some_and(|a| a > 0) => {
            Some(Impossible::NothingMeasured)
        }
        (Some(a), Some(m)) if a > m => Some(Impossible::AffectedExceedsMeasured),
        (Some(a), Some(m)) => value
            .and_then(|value| agrees(value, a, m).err())
            .map(|_| Impossible::ValueDisagrees),
        (Some(0), None) if has_value => Some(Impossible::ValueDisagrees),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::pct;
    use super::*;

    /// By hand or Python integers. Counts of Bontang, Lok Tuan and Kalimantan Selatan as published.
    #[test]
    fn denominators() {
        #[rustfmt::skip]
        let cases = [
            ("19.6", 1786, Some(9112), 7124, None),
            ("24.6", 21_276, Some(86_488), 8723, Some(86_488)),
            ("13.7", 2500, Some(18_248), 60_000, Some(18_248)),
            ("0", 5, None, 100, None),
            ("12", 0, None, 100, None),
            ("50", 5, Some(10), 0, None),
        ];
        for (value, affected, implied, known, implausible) in cases {
            assert_eq!(
                implied_denominator(pct(value), affected),
                implied,
                "{value}"
            );
            assert_eq!(
                implausible_denominator(pct(value), affected, known),
                implausible,
                "{value}"
            );
        }
    }

    /// 1,219/10,047 = 12.133 %, 1,752/10,047 = 17.438 %, 1,346/7,124 = 18.894 %, 195/1,269 = 15.366 %, 1/8 = 12.5 %.
    #[test]
    fn values_and_counts() {
        #[rustfmt::skip]
        let cases = [
            ("12", 1219, 10_047, Ok(())),
            ("12.1", 1219, 10_047, Ok(())),
            ("12.2", 1219, 10_047, Err("12.13")),
            ("12.5", 1752, 10_047, Err("17.44")),
            ("18.89", 1346, 7124, Ok(())),
            ("18.9", 1346, 7124, Ok(())),
            ("18.88", 1346, 7124, Err("18.89")),
            ("15.37", 195, 1269, Ok(())),
            ("12", 1, 8, Ok(())),
            ("13", 1, 8, Ok(())),
            ("12.4", 1, 8, Err("12.5")),
            ("50", 0, 0, Ok(())),
        ];
        for (value, affected, measured, expected) in cases {
            assert_eq!(
                agrees(pct(value), affected, measured),
                expected.map_err(pct),
                "{value}"
            );
        }
    }

    #[test]
    fn triples() {
        use Impossible::*;
        #[rustfmt::skip]
        let cases = [
            (Some("12"), Some(1219), Some(10_047), None),
            (Some("12"), Some(1752), Some(10_047), Some(ValueDisagrees)),
            (None, Some(98), Some(95), Some(AffectedExceedsMeasured)),
            (None, Some(3), Some(0), Some(NothingMeasured)),
            (Some("0"), None, Some(0), Some(NothingMeasured)),
            (None, Some(0), Some(0), None),
            (Some("5"), Some(0), None, Some(ValueDisagrees)),
            (Some("0"), Some(0), None, None),
            (None, Some(-1), Some(5), Some(NegativeCount)),
            (None, Some(1), Some(-5), Some(NegativeCount)),
            (Some("5"), None, Some(-5), Some(NegativeCount)),
            (Some("32"), None, None, None),
        ];
        for (value, affected, measured, expected) in cases {
            assert_eq!(
                impossible(value.map(pct), affected, measured),
                expected,
                "{value:?} {affected:?} {measured:?}"
            );
        }
    }
}
