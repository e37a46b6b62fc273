//! Whether a measurement can be right. An error is impossible: the API refuses it, and an import keeps it as implausible,
//! out of every count. A warning is odd: it is kept with the measurement, which counts, until somebody looks.

use chrono::NaiveDate;
use entity::kind::Posture;

use super::limits::Limits;
pub use super::measured::{Finding, Measured, Subject, age_days};

/// The day of age from which height is measured standing.
const STANDS_FROM: i64 = 731;
/// By how much the same child is longer lying than standing, in tenths of a millimetre.
const LYING_IS_LONGER: i32 = 70;

/// What cannot be: the member, and a code.
pub fn errors(
    limits: &Limits,
    of: Subject,
    measured: &Measured,
    today: NaiveDate,
) -> Vec<(&'static str, &'static str)> {
    let mut errors = Vec::new();
    if measured.measured_on < of.birth_date {
        errors.push(("measured_on", "before_birth"));
    }
    if measured.measured_on > today {
        errors.push(("measured_on", "in_the_future"));
    }
    let outside = |value: Option<i32>, bounds: (i32, i32)| value.filter(|v| !within(*v, bounds));
    let weight = outside(measured.weight_g, limits.weight);
    let height = outside(measured.height_tenth_mm, limits.height);
    if (weight.is_some() || height.is_some()) && exchanged(limits, measured) {
        errors.push(("weight_kg", "weight_and_height_exchanged"));
        errors.push(("height_cm", "weight_and_height_exchanged"));
    } else {
        errors.extend(weight.map(|w| ("weight_kg", weight_code(limits, w))));
        errors.extend(height.map(|h| ("height_cm", height_code(limits, h))));
    }
    let head = outside(measured.head_tenth_mm, limits.head);
    errors.extend(head.map(|_| ("head_cm", "head_impossible")));
    let muac = outside(measured.muac_tenth_mm, limits.muac);
    errors.extend(muac.map(|_| ("muac_cm", "muac_impossible")));
    errors
}

fn within(value: i32, (low, high): (i32, i32)) -> bool {
    (low..=high).contains(&value)
}

/// Whether weight and height both could be right if one stood in the place of the other: as kilograms and centimetres.
fn exchanged(limits: &Limits, measured: &Measured) -> bool {
    let Some((weight, height)) = measured.weight_g.zip(measured.height_tenth_mm) else {
        return false;
    };
    within(height.saturating_mul(10), limits.weight) && within(weight / 10, limits.height)
}

fn weight_code(limits: &Limits, weight: i32) -> &'static str {
    if within(weight / 1000, limits.weight) {
        "grams_as_kilograms"
    } else {
        "weight_impossible"
    }
}

fn height_code(limits: &Limits, height: i32) -> &'static str {
    if within(height.saturating_mul(100), limits.height) {
        "metres_as_centimetres"
    } else if within(height / 10, limits.height) {
        "millimetres_as_centimetres"
    } else {
        "height_impossible"
    }
}

/// What does not go with the child's other measurements; those of the same day are not looked at.
pub fn contradictions(
    limits: &Limits,
    of: Subject,
    measured: &Measured,
    others: &[Measured],
) -> Vec<Finding> {
    let earlier = || {
        others
            .iter()
            .filter(|o| o.measured_on < measured.measured_on)
    };
    let later = || {
        others
            .iter()
            .filter(|o| o.measured_on > measured.measured_on)
    };
    let mut findings = Vec::new();
    if let Some(height) = standing_height(of, measured) {
        let taller = earlier()
            .filter(|o| standing_height(of, o).is_some_and(|before| before > height))
            .max_by_key(|o| o.measured_on);
        let smaller = later()
            .filter(|o| standing_height(of, o).is_some_and(|after| after < height))
            .min_by_key(|o| o.measured_on);
        let found =
            |other: &Measured| Finding::against("height_lower_than_before", other.measured_on);
        findings.extend(taller.map(found));
        let found =
            |other: &Measured| Finding::against("height_higher_than_after", other.measured_on);
        findings.extend(smaller.map(found));
    }
    let before = earlier()
        .filter(|o| o.weight_g.is_some())
        .max_by_key(|o| o.measured_on);
    if let Some(before) = before.filter(|before| weight_jumped(limits, of, before, measured)) {
        findings.push(Finding::against("weight_changed_much", before.measured_on));
    }
    findings
}

/// Length or height as if the child had stood.
fn standing_height(of: Subject, measured: &Measured) -> Option<i32> {
    let height = measured.height_tenth_mm?;
    let young = age_days(of, measured.measured_on) < STANDS_FROM;
    let lay = match measured.posture {
        Some(posture) => posture == Posture::Lying,
        None => young,
    };
    Some(if lay {
        height - LYING_IS_LONGER
    } else {
        height
    })
}

fn weight_jumped(limits: &Limits, of: Subject, before: &Measured, now: &Measured) -> bool {
    let (Some(old), Some(new)) = (before.weight_g, now.weight_g) else {
        return false;
    };
    let apart = now
        .measured_on
        .signed_duration_since(before.measured_on)
        .num_days();
    let change = (i64::from(new) - i64::from(old)) * 100;
    let share = i64::from(limits.change_share) * i64::from(old);
    let gained_much =
        change > share && age_days(of, before.measured_on) >= i64::from(limits.gain_from_age);
    apart <= i64::from(limits.change_within) && (gained_much || -change > share)
}

#[cfg(test)]
mod tests {
    use entity::kind::Sex;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const SUBJECT: &str = "2024-06-01";

    fn subject() -> Subject {
        Subject {
            sex: Sex::Female,
            birth_date: day(SUBJECT),
        }
    }

    fn measured(on: &str, grams: i32, tenth_mm: i32, posture: Option<Posture>) -> Measured {
        Measured {
            measured_on: day(on),
            weight_g: Some(grams),
            height_tenth_mm: Some(tenth_mm),
            posture,
            head_tenth_mm: None,
            muac_tenth_mm: None,
            oedema: false,
        }
    }

    #[test]
    fn what_cannot_be_says_what_it_probably_was() {
        let limits = Limits::current().unwrap();
        for (on, grams, tenth_mm, codes) in [
            ("2025-06-01", 9_000, 7_300, &[][..]),
            ("2025-06-01", 900, 3_800, &[]),
            ("2024-05-31", 3_200, 5_000, &["before_birth"]),
            ("2026-12-01", 9_000, 7_300, &["in_the_future"]),
            ("2025-06-01", 9_000_000, 7_300, &["grams_as_kilograms"]),
            ("2025-06-01", 9_000, 73, &["metres_as_centimetres"]),
            ("2025-06-01", 9_000, 73_000, &["millimetres_as_centimetres"]),
            (
                "2025-06-01",
                73_000,
                900,
                &["weight_and_height_exchanged", "weight_and_height_exchanged"],
            ),
            (
                "2024-06-01",
                50_000,
                320,
                &["weight_and_height_exchanged", "weight_and_height_exchanged"],
            ),
            ("2025-06-01", 899, 7_300, &["weight_impossible"]),
            (
                "2025-06-01",
                58_001,
                15_001,
                &["weight_impossible", "height_impossible"],
            ),
        ] {
            let found = errors(
                limits,
                subject(),
                &measured(on, grams, tenth_mm, None),
                day("2026-11-22"),
            );
            let found: Vec<_> = found.into_iter().map(|(_, code)| code).collect();
            assert_eq!(found, codes, "{on} {grams} {tenth_mm}");
        }
    }

    #[test]
    fn a_measurement_is_compared_with_the_others() {
        let limits = Limits::current().unwrap();
        let now = measured("2025-06-01", 9_000, 7_300, Some(Posture::Lying));
        for (other, codes) in [
            (measured("2025-05-01", 8_700, 7_290, None), &[][..]),
            (
                measured("2025-05-01", 8_700, 7_301, None),
                &["height_lower_than_before"],
            ),
            // Standing it would be smaller by 0.7 cm.
            (
                measured("2025-05-01", 8_700, 7_231, Some(Posture::Standing)),
                &["height_lower_than_before"],
            ),
            (
                measured("2025-07-01", 9_000, 7_299, None),
                &["height_higher_than_after"],
            ),
            (
                measured("2025-05-01", 8_100, 7_200, None),
                &["weight_changed_much"],
            ),
            (
                measured("2025-05-01", 10_001, 7_200, None),
                &["weight_changed_much"],
            ),
            (measured("2025-03-01", 7_000, 7_200, None), &[]),
            (measured("2025-06-01", 1_000, 15_000, None), &[]),
        ] {
            let found = contradictions(limits, subject(), &now, &[other]);
            let found: Vec<_> = found.iter().map(|f| f.code.as_str()).collect();
            assert_eq!(found, codes, "{other:?}");
        }
        // Infants gain more than a tenth in a month; they lose as little as anybody.
        let young = measured("2024-08-01", 5_200, 5_800, None);
        let before = measured("2024-07-01", 4_200, 5_400, None);
        assert!(contradictions(limits, subject(), &young, &[before]).is_empty());
    }
}
