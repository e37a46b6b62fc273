//! The limits of what can have been measured, as data with versions: `data/child/plausibility.csv`.

use std::sync::LazyLock;

/// The limits that hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The lowest and the highest weight, in grams.
    pub weight: (i32, i32),
    /// The same of length and height, in tenths of a millimetre.
    pub height: (i32, i32),
    /// The same of the head.
    pub head: (i32, i32),
    /// The same of the upper arm.
    pub muac: (i32, i32),
    /// By how many percent weight may change within `change_within` days before it is odd.
    pub change_share: i32,
    /// Within how many days.
    pub change_within: i32,
    /// From which day of age a gain can be too much.
    pub gain_from_age: i32,
}

static LIMITS: LazyLock<Option<Limits>> = LazyLock::new(read);

impl Limits {
    /// Those that hold now; none only if the file is broken, which a test would see.
    pub fn current() -> Option<&'static Self> {
        LIMITS.as_ref()
    }
}

fn read() -> Option<Limits> {
    let value = |rule: &str| -> Option<i32> {
        include_str!("../../../data/child/plausibility.csv")
            .lines()
            .skip(1)
            .map(|row| row.split(',').collect::<Vec<_>>())
            .find_map(|row| match row.as_slice() {
                [_, _, "", name, value, ..] if *name == rule => value.parse().ok(),
                _ => None,
            })
    };
    Some(Limits {
        weight: (value("weight_min")?, value("weight_max")?),
        height: (value("height_min")?, value("height_max")?),
        head: (value("head_min")?, value("head_max")?),
        muac: (value("muac_min")?, value("muac_max")?),
        change_share: value("change_share")?,
        change_within: value("change_within")?,
        gain_from_age: value("gain_from_age")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_there() {
        let limits = Limits::current().unwrap();
        assert_eq!(
            (limits.weight, limits.height),
            ((900, 58_000), (3_800, 15_000))
        );
        assert_eq!((limits.change_share, limits.change_within), (10, 45));
    }
}
