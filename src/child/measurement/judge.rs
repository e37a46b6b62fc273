//! What a measurement says by the standard: the columns that follow from what was measured.

use chrono::NaiveDate;
use entity::kind::{MeasurementState, Posture, Sex};
use growth::{Assessment, Index, Measurement, Micro, assess};

use super::limits::Limits;
use super::plausibility::{Finding, Measured, Subject, age_days, contradictions, errors};

/// What follows from a measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Completed days of age.
    pub age_days: i32,
    /// Z-scores in hundredths, in the order of `Index::ALL`.
    pub z: [Option<i32>; 6],
    /// Height less the median, in tenths of a millimetre.
    pub had_tenth_mm: Option<i32>,
    /// A bit per index whose z-score lies outside WHO's limits, in the order of `Index::ALL`.
    pub flags: i32,
    /// What is odd or impossible.
    pub findings: Vec<Finding>,
    /// Whether it can be right.
    pub state: MeasurementState,
}

/// Judges a measurement beside the others of the child.
pub fn judge(of: Subject, measured: &Measured, others: &[Measured], today: NaiveDate) -> Judged {
    let age_days = i32::try_from(age_days(of, measured.measured_on)).unwrap_or(i32::MIN);
    let mut judged = Judged {
        age_days,
        z: [None; 6],
        had_tenth_mm: None,
        flags: 0,
        findings: Vec::new(),
        state: MeasurementState::Implausible,
    };
    let Some(limits) = Limits::current() else {
        return judged;
    };
    let mut impossible = errors(limits, of, measured, today);
    if !impossible.is_empty() {
        impossible.dedup_by_key(|(_, code)| *code);
        let codes = impossible.into_iter();
        judged.findings = codes.map(|(_, code)| Finding::new(code)).collect();
        return judged;
    }
    judged.state = MeasurementState::Valid;
    let found = assessment(of, measured, age_days);
    for (bit, index) in Index::ALL.into_iter().enumerate() {
        let Some(score) = found.score(index) else {
            continue;
        };
        if let Some(z) = judged.z.get_mut(bit) {
            *z = Some(score.z.hundredths());
        }
        if score.implausible {
            judged.flags |= 1 << bit;
            let code = format!("flagged_{}", index.code());
            judged.findings.push(Finding::new(code));
        }
    }
    judged.had_tenth_mm = found.had_cm.and_then(hundredths);
    let notes = found.notes.iter().map(|note| Finding::new(note.code()));
    judged.findings.extend(notes);
    let odd = contradictions(limits, of, measured, others);
    judged.findings.extend(odd);
    judged
}

/// The assessment of a measurement.
pub fn assessment(of: Subject, measured: &Measured, age_days: i32) -> Assessment {
    assess(&Measurement {
        sex: Some(sex(of.sex)),
        age_days: Some(age_days),
        weight_kg: measured.weight_g.map(Micro::from_thousandths),
        height_cm: measured.height_tenth_mm.map(Micro::from_hundredths),
        posture: measured.posture.map(|posture| match posture {
            Posture::Lying => growth::Posture::Lying,
            Posture::Standing => growth::Posture::Standing,
        }),
        oedema: measured.oedema,
        head_cm: measured.head_tenth_mm.map(Micro::from_hundredths),
        muac_cm: measured.muac_tenth_mm.map(Micro::from_hundredths),
    })
}

/// The sex as the standards have it.
pub const fn sex(sex: Sex) -> growth::Sex {
    match sex {
        Sex::Male => growth::Sex::Male,
        Sex::Female => growth::Sex::Female,
    }
}

/// Centimetres in tenths of a millimetre, to the nearest.
fn hundredths(cm: Micro) -> Option<i32> {
    i32::try_from((cm.millionths() + 5_000).div_euclid(10_000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impossible_measurement_has_no_z_score() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let of = Subject {
            sex: Sex::Female,
            birth_date: day("2024-11-02"),
        };
        let measured = |grams, tenth_mm| Measured {
            measured_on: day("2026-11-25"),
            weight_g: Some(grams),
            height_tenth_mm: Some(tenth_mm),
            posture: Some(Posture::Standing),
            head_tenth_mm: None,
            muac_tenth_mm: Some(1_420),
            oedema: false,
        };
        let good = judge(of, &measured(9_400, 7_950), &[], day("2026-11-25"));
        let z = [
            Some(-177),
            Some(-210),
            Some(-85),
            Some(-62),
            None,
            Some(-62),
        ];
        assert_eq!((good.z, good.had_tenth_mm, good.flags), (z, Some(-686), 0));
        assert_eq!((good.age_days, good.state), (753, MeasurementState::Valid));
        let flagged = judge(of, &measured(9_400, 5_950), &[], day("2026-11-25"));
        assert_eq!(flagged.flags & 0b10, 0b10);
        assert!(flagged.findings.contains(&Finding::new("flagged_haz")));
        let grams = judge(of, &measured(9_400_000, 7_950), &[], day("2026-11-25"));
        assert_eq!(grams.state, MeasurementState::Implausible);
        assert_eq!((grams.z, grams.flags), ([None; 6], 0));
        assert_eq!(grams.findings, [Finding::new("grams_as_kilograms")]);
    }
}
