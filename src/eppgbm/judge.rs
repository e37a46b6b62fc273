//! What a row's measurement says by the standard, computed anew, and where the file says otherwise.

use std::sync::LazyLock;

use entity::kind::{Posture, Sex};
use growth::{Index, LAST_DAY, Measurement, Micro, Score, assess};

use super::columns::bare;
use super::record::Record;

/// The indices of an export, in the order of its columns.
pub const INDICES: [Index; 3] = [Index::Waz, Index::Haz, Index::Whz];
/// By how many hundredths a z-score may differ, as rounding and tables by month explain.
const TOLERANCE: i32 = 10;
/// What the export has where it could not compute: 999.99.
const NOT_COMPUTED: i32 = 99_900;
/// The labels of the export and the categories that they mean, as data.
static LABELS: LazyLock<Vec<(&str, &str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/eppgbm/labels.csv").lines().skip(1);
    lines
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
        .collect()
});

/// What follows from a row.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Completed days of age.
    pub age_days: i64,
    /// Whether the child is below 60 months and born.
    pub under_five: bool,
    /// The scores, in the order of `INDICES`.
    pub scores: [Option<Score>; 3],
    /// In which of the indices the file states another z-score, by more than 0.1.
    pub z_differs: [bool; 3],
    /// In which another category.
    pub category_differs: [bool; 3],
    /// Which could be compared at all.
    pub compared: [bool; 3],
    /// Whether the file could not compute one: the others of the row are then doubtful as well.
    pub not_computed: bool,
}

/// Judges a row.
pub fn judge(record: &Record) -> Judged {
    let age_days = (record.measured_on - record.birth_date).num_days();
    let found = assess(&Measurement {
        sex: Some(match record.sex {
            Sex::Male => growth::Sex::Male,
            Sex::Female => growth::Sex::Female,
        }),
        age_days: i32::try_from(age_days).ok(),
        weight_kg: record.weight_g.map(Micro::from_thousandths),
        height_cm: record.height_tenth_mm.map(Micro::from_hundredths),
        posture: record.posture.map(|posture| match posture {
            Posture::Lying => growth::Posture::Lying,
            Posture::Standing => growth::Posture::Standing,
        }),
        ..Measurement::default()
    });
    let mut judged = Judged {
        age_days,
        under_five: (0..=i64::from(LAST_DAY)).contains(&age_days),
        scores: INDICES.map(|index| found.score(index)),
        not_computed: record.stated.iter().any(|stated| not_computed(stated.z)),
        ..Judged::default()
    };
    for (at, (score, stated)) in judged.scores.iter().zip(&record.stated).enumerate() {
        let Some(score) = score.filter(|_| !not_computed(stated.z)) else {
            continue;
        };
        let index = INDICES.get(at).copied().unwrap_or(Index::Haz);
        let differs = stated
            .z
            .is_some_and(|z| (z - score.z.hundredths()).abs() > TOLERANCE);
        let label = stated
            .label
            .as_deref()
            .and_then(|label| category_of(index, label));
        let other = label
            .zip(score.category)
            .is_some_and(|(label, category)| label != category.code);
        let set = |flags: &mut [bool; 3], value| {
            if let Some(flag) = flags.get_mut(at) {
                *flag = value;
            }
        };
        set(&mut judged.compared, stated.z.is_some());
        set(&mut judged.z_differs, differs);
        set(&mut judged.category_differs, other);
    }
    judged
}

fn not_computed(z: Option<i32>) -> bool {
    z.is_some_and(|z| z.abs() >= NOT_COMPUTED)
}

/// The category that a label of the export means.
fn category_of(index: Index, label: &str) -> Option<&'static str> {
    let label = bare(label);
    LABELS
        .iter()
        .find(|(of, spelt, _)| *of == index.code() && *spelt == label)
        .map(|(.., category)| *category)
}

impl Judged {
    /// What is noted of the row by this.
    pub fn notes(&self) -> Vec<&'static str> {
        let implausible = self.scores.iter().flatten().any(|score| score.implausible);
        [
            (implausible, "implausible_z"),
            (self.z_differs.contains(&true), "z_differs"),
            (self.category_differs.contains(&true), "category_differs"),
            (self.not_computed, "z_not_computed"),
        ]
        .into_iter()
        .filter_map(|(is, note)| is.then_some(note))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_means_a_category_that_there_is() {
        for (index, label, category) in LABELS.iter() {
            let index = Index::from_code(index).unwrap();
            assert!(
                growth::categories()
                    .iter()
                    .any(|c| c.index == index && c.code == *category),
                "{label}"
            );
            assert_eq!(bare(label), *label);
        }
        assert_eq!(
            category_of(Index::Whz, "Gizi Baik (Normal)"),
            Some("normal")
        );
        assert_eq!(category_of(Index::Waz, "Gizi Baik"), None);
    }
}
