//! Children in care beside comparable ones in nobody's care: from series of measurements to changes by stratum.

use std::collections::{BTreeMap, BTreeSet};

use super::data::Series;
use super::estimate::{Change, Effect, Expected, effect, expected};
use super::pair::{Measure, Pair};
use super::stratum::{Stratum, Window, of_pair};

/// A child in care with its two measurements.
#[derive(Debug, Clone)]
pub struct Cared {
    /// Where it lives.
    pub region_code: String,
    /// Its measurements.
    pub pair: Pair,
}

/// Comparable children, by window and measure.
pub struct Comparison {
    changes: BTreeMap<Measure, Vec<Change<Stratum>>>,
}

/// The windows in which children in care were measured.
pub fn windows<'a>(cared: impl IntoIterator<Item = &'a Cared>) -> BTreeSet<Window> {
    cared
        .into_iter()
        .filter_map(|one| Window::of(&one.pair))
        .collect()
}

impl Comparison {
    /// Of children in nobody's care, each with one pair a window at most.
    pub fn new<'a>(
        windows: &BTreeSet<Window>,
        nobodys: impl IntoIterator<Item = &'a Series>,
    ) -> Self {
        let mut changes: BTreeMap<Measure, Vec<Change<Stratum>>> = BTreeMap::new();
        for series in nobodys {
            for pair in windows
                .iter()
                .filter_map(|window| window.pair(&series.points))
            {
                for measure in Measure::ALL {
                    if let Some(one) = change(&series.region_code, &pair, measure) {
                        changes.entry(measure).or_default().push(one);
                    }
                }
            }
        }
        Self { changes }
    }

    fn of(&self, measure: Measure) -> &[Change<Stratum>] {
        self.changes.get(&measure).map_or(&[], Vec::as_slice)
    }

    /// What can be said of a group.
    pub fn effect(&self, cared: &[Cared], measure: Measure) -> Option<Effect> {
        let care: Vec<_> = cared
            .iter()
            .filter_map(|one| change(&one.region_code, &one.pair, measure))
            .collect();
        effect(&care, self.of(measure))
    }

    /// What is to be expected of one child.
    pub fn expected(&self, cared: &Cared, measure: Measure) -> Option<Expected> {
        let stratum = of_pair(&cared.region_code, &cared.pair, measure)?;
        let same = self.of(measure).iter().filter(|one| one.stratum == stratum);
        expected(&same.map(|one| one.change).collect::<Vec<_>>())
    }
}

fn change(region_code: &str, pair: &Pair, measure: Measure) -> Option<Change<Stratum>> {
    Some(Change {
        stratum: of_pair(region_code, pair, measure)?,
        village: region_code.to_owned(),
        start: unit(measure.of(&pair.first)?),
        change: unit(pair.change(measure)?),
    })
}

/// Hundredths of z as z, tenths of a millimetre as centimetres: both a hundredth.
pub fn unit(hundredths: i32) -> f64 {
    f64::from(hundredths) / 100.0
}
