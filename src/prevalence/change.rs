//! What can honestly be said of the difference between two figures of one place.
//!
//! Two independent surveys are told apart by the 95 % interval of their difference. Counts have no such interval:
//! they are told apart only by a change that is large enough to matter, larger than chance among the children counted,
//! and not explained by other children having been measured.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::interval::{Basis, Figure, Z95, binomial_points, count, margin_of_difference};
use crate::pct::Pct;
use crate::period::Period;

/// The smallest change of a count that is called one, in hundredths of a point. A convention, not a statistic: routine
/// figures of one place move by some tenths from month to month and are often printed without decimals.
pub const COUNT_THRESHOLD: i32 = 100;

/// One figure of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The claim that it is.
    pub record_id: Uuid,
    /// Code of its source (SSGI).
    pub source: String,
    /// Comparability group of its source (`national_survey`).
    pub source_group: String,
    /// Its value and error.
    pub figure: Figure,
}

/// What a change is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TrendAssessment)]
pub enum Assessment {
    /// Lower, beyond what error explains.
    Decrease,
    /// Higher, beyond what error explains.
    Increase,
    /// The difference may be error alone.
    NotDistinguishable,
    /// The two figures do not measure the same thing.
    NotComparable,
}

/// The step from one point of a series to a later one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrendChange)]
pub struct Change {
    /// Period of the earlier figure.
    pub period_from: Period,
    /// Period of the later figure.
    pub period_to: Period,
    /// Later minus earlier, in percentage points; negative is a fall. Of no meaning where `not_comparable`.
    pub change_pp: Pct,
    /// The change in percent of the earlier value; null if that is 0.
    #[schema(required)]
    pub relative_change_pct: Option<Pct>,
    /// What it is worth.
    pub assessment: Assessment,
    /// On what the interval rests; `none` for counts and for what is not comparable.
    pub basis: Basis,
    /// 95 % interval of the change in percentage points, low and high; null where none can be stated.
    #[schema(required, min_items = 2, max_items = 2)]
    pub interval_pp: Option<[Pct; 2]>,
}

impl Change {
    /// The change between two points of one place and indicator.
    pub fn between(earlier: &Point, later: &Point) -> Self {
        let (from, to) = (&earlier.figure, &later.figure);
        let change = to.value - from.value;
        let (assessment, margin) = if comparable(earlier, later) {
            assess(from, to)
        } else {
            (Assessment::NotComparable, None)
        };
        let bound = |half: i32| Pct::from_hundredths(change.hundredths() + half);
        Self {
            period_from: from.period,
            period_to: to.period,
            change_pp: change,
            relative_change_pct: Pct::share(
                change.hundredths().into(),
                from.value.hundredths().into(),
            ),
            assessment,
            basis: margin.map_or(Basis::None, |(_, basis)| basis),
            interval_pp: margin
                .map(|(half, _)| [bound(-half.hundredths()), bound(half.hundredths())]),
        }
    }
}

/// Whether two points measure the same thing at different times: one comparability group, one kind of source,
/// periods of one kind (a month and a year are not), not the same period twice. Periods of one kind never overlap otherwise.
pub fn comparable(one: &Point, other: &Point) -> bool {
    alike(one, other) && one.figure.period != other.figure.period
}

/// As [`comparable`], the same period included.
pub(super) fn alike(one: &Point, other: &Point) -> bool {
    let (a, b) = (&one.figure, &other.figure);
    one.source_group == other.source_group
        && a.source_kind == b.source_kind
        && a.period.kind() == b.period.kind()
}

/// What the difference of two comparable figures is worth, and half the width of its 95 % interval where it has one.
///
/// Both with an error: distinguishable if the interval, as written with two decimals, excludes 0.
/// Both counts: see [`COUNT_THRESHOLD`] and the module. Otherwise an error exists that nobody knows: not distinguishable.
pub fn assess(earlier: &Figure, later: &Figure) -> (Assessment, Option<(Pct, Basis)>) {
    let change = (later.value - earlier.value).hundredths();
    let margin = margin_of_difference(earlier, later);
    let distinguishable = match margin {
        Some((half, _)) => change.abs() > half.hundredths(),
        None => earlier.is_count() && later.is_count() && counts_differ(earlier, later),
    };
    let assessment = match (distinguishable, change < 0) {
        (false, _) => Assessment::NotDistinguishable,
        (true, true) => Assessment::Decrease,
        (true, false) => Assessment::Increase,
    };
    (assessment, margin)
}

fn counts_differ(earlier: &Figure, later: &Figure) -> bool {
    let change = (later.value - earlier.value).hundredths().abs();
    change >= COUNT_THRESHOLD
        && Pct::from_hundredths(change).as_f64() > Z95 * chance(earlier).hypot(chance(later))
        && !explained_by_coverage(earlier, later)
}

/// Chance among the children counted, `sqrt(p (1 - p) / n)` in points, with n as stated or as value and affected imply:
/// two of seven children becoming one of seven is no progress. 0 if the number is unknown, which shows nothing either way.
fn chance(figure: &Figure) -> f64 {
    let implied = || {
        let affected = figure
            .children_affected
            .filter(|_| figure.value.hundredths() > 0)?;
        Some(count(affected) * 100.0 / figure.value.as_f64())
    };
    let children = figure.children_measured.map(count).or_else(implied);
    children
        .filter(|n| *n > 0.0)
        .map_or(0.0, |n| binomial_points(figure.value, n))
}

/// Whether a change of coverage alone could have produced the change, no child's state having changed:
/// with shares c1 and c2 of the children measured, the later value then lies between `p1 c1/c2` (none of the children who
/// made the difference affected) and `p1 c1/c2 + 100 (c2 - c1)/c2` (all of them). No narrower limit is assumed for children
/// who were not measured: Hulu Sungai Selatan counted 5.37 % where the survey of the year found 29.1 %.
fn explained_by_coverage(earlier: &Figure, later: &Figure) -> bool {
    let share = |figure: &Figure| {
        figure
            .coverage_pct
            .map(|c| c.as_f64().min(100.0))
            .filter(|c| *c > 0.0)
    };
    let (Some(before), Some(after)) = (share(earlier), share(later)) else {
        return false;
    };
    let none = earlier.value.as_f64() * before / after;
    let all = none + 100.0 * (after - before) / after;
    (none.min(all)..=none.max(all)).contains(&later.value.as_f64())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{
        PROVINCE, counted, covered, eppgbm, pct, point, published, regency, routine, ssgi, survey,
        undesigned,
    };
    use super::Assessment::{Decrease, Increase, NotComparable, NotDistinguishable};
    use super::Basis::{AssumedDesign as Assumed, PublishedInterval as Published};
    use super::*;

    /// Half widths by Python: `1.96*sqrt(se1**2+se2**2)`, `se = 100*sqrt(p*(1-p)*1.75/n)` or
    /// `(high-low)/3.92`; low and high = change ∓ half; relative = `100*change/earlier`.
    #[test]
    fn two_surveys() {
        let province = |period, value| survey(period, value, PROVINCE);
        let ppu = published("2023", "24.6", "21.1", "28.1");
        let ppu_after = published("2024", "32", "28.2", "35.8");
        let touching = [
            published("2023", "20", "17", "23"),
            published("2024", "25", "21", "29"),
        ];
        let [before, after] = touching;
        #[rustfmt::skip]
        let cases = [
            // Kaltim, Kukar and Bontang as published; the intervals of PPU are made up
            (province("2023", "22.9"), province("2024", "22.2"), NotDistinguishable, Assumed),
            (regency("2022", "27.1"), regency("2023", "17.6"), Decrease, Assumed),
            (regency("2022", "21"), regency("2023", "27.4"), Increase, Assumed),
            (ppu.clone(), ppu_after, Increase, Published),
            (ppu, regency("2024", "32"), Increase, Assumed),
            (before, after, NotDistinguishable, Published),
        ];
        #[rustfmt::skip]
        let numbers = [
            ["-3.06", "-2.57", "1.17"],
            ["-35.06", "-15.36", "-3.64"],
            ["30.48", "0.35", "12.45"],
            ["30.08", "2.23", "12.57"],
            ["30.08", "1.56", "13.24"],
            ["25", "0", "10"],
        ];
        for ((earlier, later, assessment, basis), numbers) in cases.into_iter().zip(numbers) {
            let change = Change::between(&ssgi(earlier), &ssgi(later));
            let [relative, low, high] = numbers.map(pct);
            assert_eq!(
                (change.assessment, change.basis),
                (assessment, basis),
                "{change:?}"
            );
            assert_eq!(change.interval_pp, Some([low, high]));
            assert_eq!(change.relative_change_pct, Some(relative));
        }
    }

    /// Chance by Python, `1.96*sqrt(se1**2+se2**2)`: 2 of 7 to 1 of 7 is 14.3 ± 47 points.
    /// Coverage by hand: 65 → 98 % takes 22.8 to at least 22.8*65/98 = 15.12; 65 → 70 % to at
    /// least 21.17; 98 → 65 % to at most 22.8*98/65 = 34.38.
    #[test]
    fn two_counts() {
        let (two, one) = ("28.57", "14.29");
        #[rustfmt::skip]
        let cases = [
            (routine("2022", "22.8"), counted("2023", "19.6", 1786, None), Decrease),
            (routine("2021-08", "5.37"), routine("2022-08", "4.53"), NotDistinguishable),
            (routine("2024-07", "17"), routine("2024-08", "18"), Increase),
            (counted("2023", two, 2, Some(7)), counted("2024", one, 1, Some(7)), NotDistinguishable),
            (counted("2023", two, 2, None), counted("2024", one, 1, None), NotDistinguishable),
            (covered("2022", "22.8", "65"), covered("2023", "19.6", "98"), NotDistinguishable),
            (covered("2022", "22.8", "98"), covered("2023", "30", "65"), NotDistinguishable),
            (covered("2022", "22.8", "65"), covered("2023", "19.6", "70"), Decrease),
            (covered("2022", "22.8", "70"), covered("2023", "24", "70"), Increase),
        ];
        for (earlier, later, assessment) in cases {
            let change = Change::between(&eppgbm(earlier), &eppgbm(later));
            assert_eq!(change.assessment, assessment, "{change:?}");
            assert_eq!((change.basis, change.interval_pp), (Basis::None, None));
        }
    }

    #[test]
    fn unlike_or_unknown() {
        #[rustfmt::skip]
        let cases = [
            (eppgbm(routine("2023", "19.6")), eppgbm(routine("2024-08", "20.6")), NotComparable),
            (eppgbm(routine("2023-07", "13.7")), eppgbm(routine("2023", "15")), NotComparable),
            (ssgi(regency("2024", "26.9")), ssgi(regency("2024", "20.6")), NotComparable),
            (eppgbm(routine("2023", "9")), point("P", "P", routine("2024", "7")), NotComparable),
            (eppgbm(routine("2022", "22.8")), eppgbm(regency("2023", "27.4")), NotComparable),
            (ssgi(undesigned("2013", "37")), ssgi(undesigned("2018", "30")), NotDistinguishable),
            (ssgi(regency("2013", "37.2")), ssgi(undesigned("2018", "9")), NotDistinguishable),
        ];
        for (earlier, later, assessment) in cases {
            let change = Change::between(&earlier, &later);
            assert_eq!(change.assessment, assessment, "{change:?}");
            assert_eq!((change.basis, change.interval_pp), (Basis::None, None));
        }
        let change = Change::between(&eppgbm(routine("2023", "0")), &eppgbm(routine("2024", "2")));
        assert_eq!(
            (change.relative_change_pct, change.change_pp),
            (None, pct("2"))
        );
    }
}
