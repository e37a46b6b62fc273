//! The standard itself as curves: the seven lines from −3 to +3, by age or by length.

use crate::LAST_DAY;
use crate::assess::{Posture, STANDING_DAY, Sex};
use crate::number::Micro;
use crate::score::{Index, sd_line};
use crate::table::{FIRST_ARM_DAY, Lms, bounds, by_day, by_height, by_month};

/// The z-scores of the lines, from the lowest.
pub const SD_LINES: [i32; 7] = [-3, -2, -1, 0, 1, 2, 3];

/// How close the points of a curve lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Each month; each half centimetre.
    Month,
    /// Each day; each millimetre.
    Day,
}

/// One point of the seven lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Completed months, days, or centimetres.
    pub at: Micro,
    /// The measure at each of `SD_LINES`, to three decimals as WHO's expanded tables have it.
    pub lines: [Micro; 7],
}

/// The seven lines over ages or lengths without a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// How length or height was measured; none where it makes no difference.
    pub measured: Option<Posture>,
    /// The points.
    pub points: Vec<CurvePoint>,
}

/// The curves of an index. What length is part of has two, for lying and for standing, of which `measured` chooses one.
pub fn curves(index: Index, sex: Sex, measured: Option<Posture>, step: Step) -> Vec<Curve> {
    const BOTH: [Option<Posture>; 2] = [Some(Posture::Lying), Some(Posture::Standing)];
    const ONE: [Option<Posture>; 1] = [None];
    let postures = if index.depends_on_posture() {
        &BOTH[..]
    } else {
        &ONE[..]
    };
    let wanted = |posture: &&Option<Posture>| {
        posture.is_none() || measured.is_none() || **posture == measured
    };
    let curve = |posture: &Option<Posture>| Curve {
        measured: *posture,
        points: match (index, posture) {
            (Index::Whz, Some(posture)) => by_length(sex, *posture, step),
            _ => by_age(index, sex, *posture, step),
        },
    };
    postures.iter().filter(wanted).map(curve).collect()
}

fn by_age(index: Index, sex: Sex, posture: Option<Posture>, step: Step) -> Vec<CurvePoint> {
    let (first, last) = match (index, posture) {
        (Index::Acz, _) => (FIRST_ARM_DAY, LAST_DAY),
        (_, Some(Posture::Lying)) => (0, STANDING_DAY - 1),
        (_, Some(Posture::Standing)) => (STANDING_DAY, LAST_DAY),
        (_, None) => (0, LAST_DAY),
    };
    match step {
        Step::Day => (first..=last)
            .filter_map(|day| Some(point(count(day), by_day(index, sex, day)?)))
            .collect(),
        Step::Month => (0..=60)
            .filter_map(|month| Some(point(count(month), by_month(index, sex, posture, month)?)))
            .collect(),
    }
}

fn by_length(sex: Sex, posture: Posture, step: Step) -> Vec<CurvePoint> {
    let apart = match step {
        Step::Month => 500_000,
        Step::Day => 100_000,
    };
    let (from, to) = bounds(posture);
    let rows = (to.millionths() - from.millionths()) / apart;
    (0..=rows)
        .map(|row| Micro::from_millionths(from.millionths() + row * apart))
        .filter_map(|at| Some(point(at, by_height(sex, posture, at)?)))
        .collect()
}

fn count(number: i32) -> Micro {
    Micro::from_millionths(i64::from(number) * 1_000_000)
}

fn point(at: Micro, lms: Lms) -> CurvePoint {
    let line = |z: i32| {
        let thousandths = (sd_line(lms, f64::from(z)) * 1e3).round() / 1e3;
        Micro::from_f64(thousandths).unwrap_or_default()
    };
    CurvePoint {
        at,
        lines: SD_LINES.map(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_those_that_who_prints() {
        // Rows of WHO's printed tables, which have one decimal.
        let at = |index, sex, measured, month: i32| {
            let curve = curves(index, sex, measured, Step::Month).remove(0);
            let point = curve.points.into_iter().find(|p| p.at == count(month));
            point
                .unwrap()
                .lines
                .map(|m| (m.as_f64() * 10.0).round() / 10.0)
        };
        let lying = Some(Posture::Lying);
        assert_eq!(
            at(Index::Waz, Sex::Male, None, 12),
            [6.9, 7.7, 8.6, 9.6, 10.8, 12.0, 13.3]
        );
        assert_eq!(
            at(Index::Haz, Sex::Female, lying, 24),
            [76.7, 80.0, 83.2, 86.4, 89.6, 92.9, 96.1]
        );
        assert_eq!(
            at(Index::Haz, Sex::Female, Some(Posture::Standing), 24),
            [76.0, 79.3, 82.5, 85.7, 88.9, 92.2, 95.4]
        );
        assert_eq!(
            at(Index::Whz, Sex::Male, lying, 70),
            [6.6, 7.2, 7.8, 8.4, 9.2, 10.0, 10.9]
        );
    }

    #[test]
    fn curves_have_every_point() {
        let points = |index, step| -> Vec<usize> {
            let curves = curves(index, Sex::Female, None, step);
            curves.iter().map(|curve| curve.points.len()).collect()
        };
        assert_eq!(points(Index::Waz, Step::Month), [61]);
        assert_eq!(points(Index::Waz, Step::Day), [1827]);
        assert_eq!(points(Index::Haz, Step::Month), [25, 37]);
        assert_eq!(points(Index::Baz, Step::Day), [731, 1096]);
        assert_eq!(points(Index::Whz, Step::Month), [131, 111]);
        assert_eq!(points(Index::Whz, Step::Day), [651, 551]);
        assert_eq!(points(Index::Acz, Step::Month), [58]);
    }
}
