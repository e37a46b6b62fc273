//! The rules around the tables: borders, what is assumed, what is flagged, and laws that hold for every child.
#![expect(
    clippy::unwrap_used,
    clippy::as_conversions,
    reason = "a test that cannot go on has failed"
)]

use growth::{Assessment, Index, Measurement, Micro, Note, Posture, Sex, Step, assess, curves};
use proptest::prelude::*;

fn child(age_days: i32, weight: i32, height: i32, posture: Option<Posture>) -> Measurement {
    Measurement {
        sex: Some(Sex::Female),
        age_days: Some(age_days),
        weight_kg: Some(Micro::from_thousandths(weight)),
        height_cm: Some(Micro::from_hundredths(height)),
        posture,
        ..Measurement::default()
    }
}

fn used(found: &Assessment) -> i64 {
    found.height_used_cm.unwrap().millionths() / 10_000
}

#[test]
fn posture_is_corrected_at_24_months_and_doubted_below_9() {
    let (lying, standing) = (Some(Posture::Lying), Some(Posture::Standing));
    for (age, posture, expected, notes) in [
        (
            273,
            standing,
            7000,
            vec![Note::StandingTooYoung, Note::LyingAssumed],
        ),
        (274, standing, 7070, vec![Note::HeightAsLength]),
        (730, standing, 7070, vec![Note::HeightAsLength]),
        (730, lying, 7000, vec![]),
        (730, None, 7000, vec![Note::LyingAssumed]),
        (731, standing, 7000, vec![]),
        (731, lying, 6930, vec![Note::LengthAsHeight]),
        (731, None, 7000, vec![Note::StandingAssumed]),
    ] {
        let found = assess(&child(age, 9_000, 7000, posture));
        assert_eq!(
            (used(&found), found.notes),
            (expected, notes),
            "{age} {posture:?}"
        );
    }
}

#[test]
fn without_an_age_only_weight_for_length_is_there() {
    for (height, posture, table) in [
        (8699, None, Note::LyingAssumed),
        (8700, None, Note::StandingAssumed),
    ] {
        let mut given = child(0, 11_000, height, posture);
        given.age_days = None;
        let found = assess(&given);
        assert!(found.whz.is_some() && found.waz.is_none() && found.haz.is_none());
        assert!(found.baz.is_none() && found.had_cm.is_none());
        assert_eq!(found.notes, [table, Note::AgeMissing]);
    }
}

#[test]
fn the_tables_end_where_they_end() {
    let whz = |age, height| {
        let posture = Some(if age < 731 {
            Posture::Lying
        } else {
            Posture::Standing
        });
        assess(&child(age, 15_000, height, posture)).whz.is_some()
    };
    for (age, inside, outside) in [
        (700, [4500, 11000], [4499, 11001]),
        (731, [6500, 12000], [6499, 12001]),
    ] {
        assert!(inside.iter().all(|h| whz(age, *h)), "{age}");
        assert!(outside.iter().all(|h| !whz(age, *h)), "{age}");
    }
    let ages = [-1, 0, 1826, 1827, i32::MAX, i32::MIN];
    let there = ages.map(|age| assess(&child(age, 15_000, 10_000, None)).waz.is_some());
    assert_eq!(there, [false, true, true, false, false, false]);
    let found = assess(&child(1827, 15_000, 10_000, Some(Posture::Standing)));
    assert!(found.haz.is_none() && found.whz.is_none() && found.baz.is_none());
    assert_eq!(found.notes, [Note::AgeOutOfRange]);
}

#[test]
fn what_is_no_measure_is_said() {
    let none = Some(Micro::default());
    let given = Measurement {
        weight_kg: none,
        height_cm: Some(Micro::from_hundredths(-100)),
        head_cm: none,
        muac_cm: none,
        ..child(10, 1, 1, None)
    };
    let expected = [
        Note::WeightNotPositive,
        Note::HeightNotPositive,
        Note::HeadNotPositive,
        Note::MuacNotPositive,
    ];
    assert_eq!(assess(&given).notes, expected);
    let nothing = assess(&Measurement::default());
    assert_eq!(nothing.notes, [Note::AgeMissing, Note::SexMissing]);
    // A length that the correction turns into nothing.
    let tiny = assess(&child(800, 10_000, 50, Some(Posture::Lying)));
    assert!(tiny.haz.is_none() && tiny.bmi.is_none() && tiny.waz.is_some());
    let absurd = assess(&Measurement {
        weight_kg: Micro::from_f64(1e9),
        height_cm: Some(Micro::from_millionths(1)),
        ..child(10, 1, 1, None)
    });
    assert!(absurd.baz.is_none() && absurd.notes.contains(&Note::BeyondComputation));
}

#[test]
fn an_implausible_z_score_is_kept_but_has_no_category() {
    let found = assess(&child(366, 12_000, 5500, Some(Posture::Lying)));
    let haz = found.haz.unwrap();
    assert!(haz.implausible && haz.category.is_none() && haz.z.hundredths() < -600);
    let waz = found.waz.unwrap();
    assert_eq!(
        (waz.implausible, waz.category.unwrap().code),
        (false, "risk_of_overweight")
    );
}

#[test]
fn oedema_leaves_length_head_and_arm() {
    let given = Measurement {
        oedema: true,
        head_cm: Some(Micro::from_hundredths(4500)),
        muac_cm: Some(Micro::from_hundredths(1400)),
        ..child(400, 9_000, 7400, Some(Posture::Lying))
    };
    let found = assess(&given);
    assert!(found.waz.is_none() && found.whz.is_none() && found.baz.is_none());
    assert!(found.bmi.is_some());
    assert!(found.haz.is_some() && found.hcz.is_some() && found.acz.is_some());
    assert_eq!(found.notes, [Note::Oedema]);
}

#[test]
fn the_difference_to_the_median_is_exact() {
    // The median of girls on day 731 is 85.7 cm to a tenth; the table has four decimals.
    let found = assess(&child(731, 10_000, 8000, Some(Posture::Standing)));
    let median = 8000 * 10_000 - found.had_cm.unwrap().millionths();
    assert_eq!((median as f64 / 1e5).round() / 10.0, 85.7);
}

fn sexes() -> impl Strategy<Value = Sex> {
    prop_oneof![Just(Sex::Male), Just(Sex::Female)]
}

proptest! {
    #[test]
    fn more_weight_is_never_a_lower_score(
        sex in sexes(), age in 0..1827, weight in 1..200_000, more in 1..20_000, height in 4500..12_000,
    ) {
        let of = |weight| assess(&Measurement { sex: Some(sex), ..child(age, weight, height, None) });
        let (light, heavy) = (of(weight), of(weight + more));
        for index in [Index::Waz, Index::Whz, Index::Baz] {
            let z = |found: &Assessment| found.score(index).map(|score| score.z);
            prop_assert!(z(&light) <= z(&heavy), "{index:?}: {:?} {:?}", z(&light), z(&heavy));
        }
        prop_assert_eq!(light.haz, heavy.haz);
    }

    #[test]
    fn each_line_has_its_score(sex in sexes(), age in 91..1827usize) {
        for index in [Index::Waz, Index::Haz, Index::Hcz, Index::Acz] {
            let all = curves(index, sex, None, Step::Day);
            let point = all.iter().flat_map(|c| &c.points).find(|p| p.at.as_f64() == age as f64).unwrap();
            for (line, z) in point.lines.into_iter().zip(growth::SD_LINES) {
                let mut given = child(i32::try_from(age).unwrap(), 1, 1, None);
                (given.sex, given.weight_kg, given.height_cm) = (Some(sex), None, None);
                match index {
                    Index::Waz => given.weight_kg = Some(line),
                    Index::Haz => given.height_cm = Some(line),
                    Index::Hcz => given.head_cm = Some(line),
                    _ => given.muac_cm = Some(line),
                }
                let found = assess(&given).score(index).unwrap().z.hundredths();
                prop_assert!((found - z * 100).abs() <= 1, "{index:?} {z}: {found}");
            }
        }
    }

    /// Where the restricted part begins there is no leap: a gram is less than two hundredths on either side of it.
    #[test]
    fn the_restricted_part_joins_the_rest(sex in sexes(), age in 30..1827) {
        let curve = curves(Index::Waz, sex, None, Step::Day).remove(0);
        let point = curve.points[usize::try_from(age).unwrap()];
        for line in [point.lines[0], point.lines[6]] {
            let z = |grams: i64| {
                let mut given = child(age, 1, 1, None);
                let weight = Micro::from_millionths(line.millionths() + grams * 1_000);
                (given.sex, given.weight_kg, given.height_cm) = (Some(sex), Some(weight), None);
                assess(&given).waz.unwrap().z.hundredths()
            };
            prop_assert!(z(3) - z(-3) <= 3, "{} {}", z(-3), z(3));
        }
    }
}
