//! The minimum gain (KBM, kenaikan berat badan minimal) and the tolerance of the line, as data with versions: `data/growth/`.

use std::sync::LazyLock;

use crate::assess::Sex;
use crate::number::Z;

/// The rules by which gain is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GainRules {
    /// The source, as `KIA_2023`.
    pub version: &'static str,
    /// The first day on which they hold no more; empty if they hold.
    pub valid_to: &'static str,
    /// By how much weight-for-age may fall while the child still follows its line.
    pub line_tolerance: Z,
    minimum: Vec<MinimumGain>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct MinimumGain {
    sex: Sex,
    months: std::ops::RangeInclusive<i32>,
    grams: i32,
}

static RULES: LazyLock<Vec<GainRules>> = LazyLock::new(|| {
    let rows = include_str!("../../data/growth/gain_rules.csv").lines();
    rows.skip(1).filter_map(read_rules).collect()
});

impl GainRules {
    /// The rules that hold now.
    pub fn current() -> Option<&'static Self> {
        RULES.iter().find(|rules| rules.valid_to.is_empty())
    }

    /// The rules of a version.
    pub fn of(version: &str) -> Option<&'static Self> {
        RULES.iter().find(|rules| rules.version == version)
    }

    /// The minimum gain in grams towards an age in completed months.
    pub fn minimum_gain_g(&self, sex: Sex, age_months: i32) -> Option<i32> {
        let row = |row: &&MinimumGain| row.sex == sex && row.months.contains(&age_months);
        self.minimum.iter().find(row).map(|row| row.grams)
    }
}

/// A row; what is no row is none, which a test would see.
fn read_rules(row: &'static str) -> Option<GainRules> {
    let cells: Vec<&'static str> = row.split(',').collect();
    let [version, _, valid_to, tolerance, _] = cells.try_into().ok()?;
    let rows = include_str!("../../data/growth/minimum_gain.csv").lines();
    Some(GainRules {
        version,
        valid_to,
        line_tolerance: Z::rounded(tolerance.parse().ok()?)?,
        minimum: rows
            .skip(1)
            .filter_map(|row| read_minimum(row, version))
            .collect(),
    })
}

fn read_minimum(row: &str, of: &str) -> Option<MinimumGain> {
    let cells: Vec<&str> = row.split(',').collect();
    let [version, _, _, sex, from, to, grams, _] = cells.try_into().ok()?;
    Some(MinimumGain {
        sex: Sex::from_code(sex).filter(|_| version == of)?,
        months: from.parse().ok()?..=to.parse().ok()?,
        grams: grams.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_below_60_has_one_minimum() {
        let rules = GainRules::of("KIA_2023").unwrap();
        let file = include_str!("../../data/growth/minimum_gain.csv");
        assert_eq!(rules.minimum.len(), file.lines().count() - 1);
        assert_eq!(rules.line_tolerance, Z::from_hundredths(5));
        for sex in [Sex::Male, Sex::Female] {
            for month in 1..60 {
                let rows = rules.minimum.iter();
                let rows = rows.filter(|r| r.sex == sex && r.months.contains(&month));
                assert_eq!(rows.count(), 1, "{sex:?} {month}");
            }
        }
        let of = |sex, month| rules.minimum_gain_g(sex, month).unwrap();
        assert_eq!(
            [1, 2, 3, 4, 5, 6].map(|m| of(Sex::Male, m)),
            [800, 900, 800, 600, 500, 400]
        );
        assert_eq!(
            [7, 8, 11, 12].map(|m| of(Sex::Male, m)),
            [400, 300, 300, 200]
        );
        assert_eq!(
            [7, 10, 11, 12].map(|m| of(Sex::Female, m)),
            [300, 300, 200, 200]
        );
        assert_eq!(rules.minimum_gain_g(Sex::Male, 0), None);
    }
}
