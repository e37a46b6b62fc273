//! From z-scores to what is measured, by the lines of the WHO standards, and back by the standards themselves.

use growth::{Index, Measurement, Micro, Posture, SD_LINES, Sex, Step, assess, curves};

/// The first day from which height is measured standing.
const STANDING_DAY: usize = 731;

/// What is measured of a child, and what that says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measures {
    /// In grams.
    pub(super) weight_g: i32,
    /// In tenths of a millimetre.
    pub(super) height_tenth_mm: i32,
    /// Whether it stood.
    pub(super) standing: bool,
    /// Height-for-age, in hundredths of z.
    pub(super) haz: i32,
}

/// The lines of a sex, by day of age.
pub(super) struct Lines {
    sex: Sex,
    height: Vec<[Micro; 7]>,
    weight: Vec<[Micro; 7]>,
}

impl Lines {
    pub(super) fn of(sex: Sex) -> Self {
        let by_day = |index| {
            let curves = curves(index, sex, None, Step::Day);
            let points = curves.into_iter().flat_map(|curve| curve.points);
            points.map(|point| point.lines).collect()
        };
        Self {
            sex,
            height: by_day(Index::Haz),
            weight: by_day(Index::Waz),
        }
    }

    /// What is measured at an age with these z-scores, in hundredths; `None` beyond the standards.
    pub(super) fn measures(&self, age_days: i32, haz: i32, waz: i32) -> Option<Measures> {
        let day = usize::try_from(age_days).ok()?;
        let standing = day >= STANDING_DAY;
        // To the millimetre and to ten grams, as boards and scales show it.
        let height = i32::try_from(at(self.height.get(day)?, haz) / 100_000 * 10).ok()?;
        let weight = i32::try_from(at(self.weight.get(day)?, waz) / 10_000 * 10).ok()?;
        let found = assess(&Measurement {
            sex: Some(self.sex),
            age_days: Some(age_days),
            weight_kg: Some(Micro::from_thousandths(weight)),
            height_cm: Some(Micro::from_hundredths(height)),
            posture: Some(if standing {
                Posture::Standing
            } else {
                Posture::Lying
            }),
            oedema: false,
            head_cm: None,
            muac_cm: None,
        });
        Some(Measures {
            weight_g: weight,
            height_tenth_mm: height,
            standing,
            haz: found.haz.filter(|score| !score.implausible)?.z.hundredths(),
        })
    }
}

/// The measure at a z-score, straight between the lines and beyond the last ones.
fn at(lines: &[Micro; 7], z: i32) -> i64 {
    let mut spans = SD_LINES.iter().zip(lines.iter().zip(lines.iter().skip(1)));
    let fits = |(line, _): &(&i32, _)| z < (**line + 1) * 100;
    let span = spans.clone().find(fits).or_else(|| spans.next_back());
    let Some((line, (low, high))) = span else {
        return 0;
    };
    let (low, high) = (low.millionths(), high.millionths());
    low + (high - low) * i64::from(z - line * 100) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_has_the_score_that_was_meant() {
        let lines = Lines::of(Sex::Female);
        for (age, haz) in [(200, -250), (730, -100), (731, -310), (1500, 45)] {
            let found = lines.measures(age, haz, -50).unwrap();
            assert!((found.haz - haz).abs() <= 5, "{age} {haz} {found:?}");
            assert_eq!(found.standing, age > 730);
        }
        assert!(lines.measures(1900, 0, 0).is_none());
    }
}
