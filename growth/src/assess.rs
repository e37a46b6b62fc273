//! A measurement of a child, judged by every index that it allows.

use crate::LAST_DAY;
use crate::category::{Category, category};
use crate::note::Note;
use crate::number::{Micro, Z};
use crate::score::{Index, z_score};
use crate::table::{FIRST_ARM_DAY, Lms, by_day, by_height};

/// The sex of a child, as the standards have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// A boy.
    Male,
    /// A girl.
    Female,
}

impl Sex {
    /// `M` or `F`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "M" => Some(Self::Male),
            "F" => Some(Self::Female),
            _ => None,
        }
    }
}

/// How length or height was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Posture {
    /// Length, lying down.
    Lying,
    /// Height, standing.
    Standing,
}

/// What was measured of a child on a day; anything may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Measurement {
    /// The sex, without which there is no standard.
    pub sex: Option<Sex>,
    /// Completed days since birth.
    pub age_days: Option<i32>,
    /// Kilograms.
    pub weight_kg: Option<Micro>,
    /// Length or height as it was read, in centimetres.
    pub height_cm: Option<Micro>,
    /// How it was measured.
    pub posture: Option<Posture>,
    /// Swelling of both feet (pitting oedema), which makes the weight useless.
    pub oedema: bool,
    /// Head circumference in centimetres.
    pub head_cm: Option<Micro>,
    /// Mid-upper arm circumference in centimetres.
    pub muac_cm: Option<Micro>,
}

/// A z-score with what follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The z-score to two decimals.
    pub z: Z,
    /// Whether it lies outside WHO's limits: kept and shown, but measured again, and left out of prevalences.
    pub implausible: bool,
    /// The category of Permenkes 2/2020; none of an implausible z-score, and of indices that have none.
    pub category: Option<&'static Category>,
}

/// What a measurement says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assessment {
    /// Weight-for-age.
    pub waz: Option<Score>,
    /// Length- or height-for-age.
    pub haz: Option<Score>,
    /// Weight-for-length or -height.
    pub whz: Option<Score>,
    /// Body-mass-index-for-age.
    pub baz: Option<Score>,
    /// Head-circumference-for-age.
    pub hcz: Option<Score>,
    /// Arm-circumference-for-age.
    pub acz: Option<Score>,
    /// Length or height as it is judged: after the 0.7 cm rule.
    pub height_used_cm: Option<Micro>,
    /// Length or height as judged less the median of age and sex (height-for-age difference, Leroy 2015).
    pub had_cm: Option<Micro>,
    /// Body mass index.
    pub bmi: Option<f64>,
    /// What was assumed, and why something is not there.
    pub notes: Vec<Note>,
}

impl Assessment {
    /// The score of an index.
    pub const fn score(&self, index: Index) -> Option<Score> {
        match index {
            Index::Waz => self.waz,
            Index::Haz => self.haz,
            Index::Whz => self.whz,
            Index::Baz => self.baz,
            Index::Hcz => self.hcz,
            Index::Acz => self.acz,
        }
    }
}

/// The first day from which height is measured standing.
pub(crate) const STANDING_DAY: i32 = 731;

/// Judges a measurement as WHO's software does.
///
/// - Standing below 9 months is not believed: the posture counts as unknown.
/// - Below day 731 length counts: height measured standing gets 0.7 cm more. From day 731 on height counts: length measured
///   lying gets 0.7 cm less. Of unknown posture nothing is changed; the table is that of the age.
/// - Without an age only weight-for-length or -height is there, by the posture, else by length below 87 cm.
/// - From 60 months on (day 1827) and before birth nothing is there.
/// - With oedema no z-score that weight is part of is there.
/// - A measure of zero or less counts as missing.
pub fn assess(given: &Measurement) -> Assessment {
    let mut found = Assessment::default();
    let notes = &mut found.notes;
    let mut usable = |measure: Option<Micro>, note| {
        let usable = measure.filter(|m| m.is_positive());
        if usable.is_none() && measure.is_some() {
            notes.push(note);
        }
        usable
    };
    let weight = usable(given.weight_kg, Note::WeightNotPositive);
    let height = usable(given.height_cm, Note::HeightNotPositive);
    let head = usable(given.head_cm, Note::HeadNotPositive);
    let arm = usable(given.muac_cm, Note::MuacNotPositive);
    if given.oedema {
        notes.push(Note::Oedema);
    }
    let age = given.age_days;
    let (height, posture) = match height {
        Some(height) => {
            let (height, posture) = as_judged(height, given.posture, age, notes);
            (Some(height).filter(|h| h.is_positive()), posture)
        }
        None => (None, Posture::Lying),
    };
    found.height_used_cm = height;
    let square_metres = height.map(|h| (h.as_f64() / 100.0).powi(2));
    found.bmi = weight.zip(square_metres).map(|(w, m2)| w.as_f64() / m2);
    let weight = weight.filter(|_| !given.oedema);
    match age {
        None => found.notes.push(Note::AgeMissing),
        Some(0..=LAST_DAY) => {}
        Some(_) => found.notes.push(Note::AgeOutOfRange),
    }
    let Some(sex) = given.sex else {
        found.notes.push(Note::SexMissing);
        return found;
    };
    if age.is_some_and(|age| !(0..=LAST_DAY).contains(&age)) {
        return found;
    }
    if let Some((weight, height)) = weight.zip(height) {
        match by_height(sex, posture, height) {
            Some(lms) => found.whz = score(Index::Whz, weight.as_f64(), lms, &mut found.notes),
            None => found.notes.push(outside(posture)),
        }
    }
    if let Some(age) = age {
        by_age(&mut found, sex, age, [weight, height, head, arm]);
    }
    found
}

/// The indices by age, of weight, height, head and arm.
fn by_age(
    found: &mut Assessment,
    sex: Sex,
    age: i32,
    [weight, height, head, arm]: [Option<Micro>; 4],
) {
    let notes = &mut found.notes;
    let mut judge =
        |index, measure: Option<f64>| score(index, measure?, by_day(index, sex, age)?, notes);
    found.waz = judge(Index::Waz, weight.map(Micro::as_f64));
    found.haz = judge(Index::Haz, height.map(Micro::as_f64));
    found.baz = judge(Index::Baz, weight.and(found.bmi));
    found.hcz = judge(Index::Hcz, head.map(Micro::as_f64));
    found.acz = judge(Index::Acz, arm.map(Micro::as_f64));
    if arm.is_some() && age < FIRST_ARM_DAY {
        notes.push(Note::MuacTooYoung);
    }
    let median = by_day(Index::Haz, sex, age).and_then(|lms| Micro::from_f64(lms.m));
    found.had_cm = height.zip(median).map(|(height, median)| height - median);
}

/// Length or height as it is judged, and as which of the two.
fn as_judged(
    height: Micro,
    posture: Option<Posture>,
    age: Option<i32>,
    notes: &mut Vec<Note>,
) -> (Micro, Posture) {
    /// The first day after nine months of 30.4375 days, from which standing is believed.
    const STANDS_FROM: i32 = 274;
    const DIFFERENCE: Micro = Micro::from_millionths(700_000);
    const LONGEST_LYING: Micro = Micro::from_millionths(87_000_000);
    let believed = posture.filter(|p| {
        let doubtful = *p == Posture::Standing && age.is_some_and(|age| age < STANDS_FROM);
        if doubtful {
            notes.push(Note::StandingTooYoung);
        }
        !doubtful
    });
    let expected = match age {
        Some(age) if age < STANDING_DAY => Posture::Lying,
        Some(_) => Posture::Standing,
        None => believed.unwrap_or(if height < LONGEST_LYING {
            Posture::Lying
        } else {
            Posture::Standing
        }),
    };
    match (believed, expected) {
        (Some(Posture::Standing), Posture::Lying) => {
            notes.push(Note::HeightAsLength);
            (height + DIFFERENCE, expected)
        }
        (Some(Posture::Lying), Posture::Standing) => {
            notes.push(Note::LengthAsHeight);
            (height - DIFFERENCE, expected)
        }
        (Some(_), _) => (height, expected),
        (None, Posture::Lying) => {
            notes.push(Note::LyingAssumed);
            (height, expected)
        }
        (None, Posture::Standing) => {
            notes.push(Note::StandingAssumed);
            (height, expected)
        }
    }
}

const fn outside(posture: Posture) -> Note {
    match posture {
        Posture::Lying => Note::LengthOutsideTable,
        Posture::Standing => Note::HeightOutsideTable,
    }
}

fn score(index: Index, measure: f64, lms: Lms, notes: &mut Vec<Note>) -> Option<Score> {
    let Some(z) = Z::rounded(z_score(index, measure, lms)) else {
        notes.push(Note::BeyondComputation);
        return None;
    };
    let (low, high) = index.limits();
    let implausible = z < low || z > high;
    Some(Score {
        z,
        implausible,
        category: if implausible {
            None
        } else {
            category(index, z)
        },
    })
}
