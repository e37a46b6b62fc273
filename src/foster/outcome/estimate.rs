//! By how much children in care changed more than comparable children in nobody's care, and how sure that is.
//!
//! Within each stratum the mean change of both groups is compared; the strata are weighed by the children in care (effect on
//! the treated). The interval is robust to children of one village resembling each other: deviations are summed by village,
//! and with few villages Student's t with one degree of freedom less than villages widens it (CR1, Cameron and Miller 2015).
//! Of that and the interval over single children the wider one is given.

use std::collections::BTreeMap;

use super::spread::{Part, count, half_width, student};

/// A child's change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change<S> {
    /// With whom it is compared.
    pub stratum: S,
    /// Where it lives, or whom it resembles.
    pub village: String,
    /// How it started.
    pub start: f64,
    /// By how much it changed.
    pub change: f64,
}

/// What can be said of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Children in care who have somebody to be compared with.
    pub children: usize,
    /// Comparable children in nobody's care.
    pub comparable: usize,
    /// Children in care without anybody comparable; left out.
    pub unmatched: usize,
    /// How the children in care started, on average.
    pub start: f64,
    /// How the comparable ones started, weighed as the children in care.
    pub comparable_start: f64,
    /// By how much the children in care changed.
    pub change: f64,
    /// By how much the comparable ones changed, weighed as the children in care.
    pub comparable_change: f64,
    /// The difference.
    pub difference: f64,
    /// Where it lies with 95 % confidence.
    pub interval: (f64, f64),
}

impl Effect {
    /// Whether the difference is more than chance.
    pub fn is_distinguishable(&self) -> bool {
        self.interval.0 > 0.0 || self.interval.1 < 0.0
    }
}

/// The fewest comparable children that show how much such children differ among themselves.
pub const FEWEST_COMPARABLE: usize = 3;

struct Groups<'a, S> {
    care: Vec<&'a Change<S>>,
    none: Vec<&'a Change<S>>,
}

/// Compares; `None` if fewer than two in care have anybody comparable: nothing is known of the spread then.
pub fn effect<S: Ord + Clone>(care: &[Change<S>], none: &[Change<S>]) -> Option<Effect> {
    let matched = matched(care, none);
    let children: usize = matched.iter().map(|groups| groups.care.len()).sum();
    if children < 2 {
        return None;
    }
    let sum = |value: &dyn Fn(&Groups<S>) -> f64| -> f64 {
        let weighed =
            |groups: &Groups<S>| count(groups.care.len()) / count(children) * value(groups);
        matched.iter().map(weighed).sum()
    };
    let change = sum(&|g| mean(&g.care, |one| one.change));
    let comparable_change = sum(&|g| mean(&g.none, |one| one.change));
    let difference = change - comparable_change;
    let half = half_width(&parts(&matched, children, difference))?;
    Some(Effect {
        children,
        comparable: matched.iter().map(|groups| groups.none.len()).sum(),
        unmatched: care.len() - children,
        start: sum(&|g| mean(&g.care, |one| one.start)),
        comparable_start: sum(&|g| mean(&g.none, |one| one.start)),
        change,
        comparable_change,
        difference,
        interval: (difference - half, difference + half),
    })
}

/// The strata in which both groups are.
fn matched<'a, S: Ord + Clone>(care: &'a [Change<S>], none: &'a [Change<S>]) -> Vec<Groups<'a, S>> {
    let mut strata: BTreeMap<&S, Groups<S>> = BTreeMap::new();
    for one in care {
        let groups = strata.entry(&one.stratum).or_insert_with(|| Groups {
            care: Vec::new(),
            none: Vec::new(),
        });
        groups.care.push(one);
    }
    for one in none {
        if let Some(groups) = strata.get_mut(&one.stratum) {
            groups.none.push(one);
        }
    }
    let enough = |groups: &Groups<S>| groups.none.len() >= FEWEST_COMPARABLE;
    strata.into_values().filter(enough).collect()
}

/// The children's parts in the difference. What a mean takes from the deviations of few is given back.
fn parts<S>(matched: &[Groups<S>], children: usize, difference: f64) -> Vec<Part> {
    let all = count(children);
    let of_care = (all / (all - 1.0)).sqrt();
    let mut parts = Vec::new();
    for groups in matched {
        let expected = mean(&groups.none, |one| one.change);
        let comparable = count(groups.none.len());
        let given_back = (comparable / (comparable - 1.0)).sqrt();
        parts.extend(groups.care.iter().map(|one| Part {
            village: one.village.clone(),
            weight: 1.0 / all,
            residual: (one.change - expected - difference) * of_care,
        }));
        let weight = -count(groups.care.len()) / all / comparable;
        parts.extend(groups.none.iter().map(|one| Part {
            village: one.village.clone(),
            weight,
            residual: (one.change - expected) * given_back,
        }));
    }
    parts
}

/// What comparable children did: the mean, and between which bounds 95 % of single children lie (prediction interval).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Comparable children.
    pub comparable: usize,
    /// Their mean change.
    pub mean: f64,
    /// Where the change of one such child lies.
    pub interval: (f64, f64),
}

/// What is to be expected of one child; `None` of too few comparable ones.
pub fn expected(changes: &[f64]) -> Option<Expected> {
    if changes.len() < FEWEST_COMPARABLE {
        return None;
    }
    let number = count(changes.len());
    let mean = changes.iter().sum::<f64>() / number;
    let variance = changes.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / (number - 1.0);
    let half = student(changes.len() - 1)? * (variance * (1.0 + 1.0 / number)).sqrt();
    Some(Expected {
        comparable: changes.len(),
        mean,
        interval: (mean - half, mean + half),
    })
}

fn mean<S>(group: &[&Change<S>], of: impl Fn(&Change<S>) -> f64) -> f64 {
    group.iter().map(|one| of(one)).sum::<f64>() / count(group.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(stratum: u8, village: usize, change: f64) -> Change<u8> {
        Change {
            stratum,
            village: village.to_string(),
            start: -2.5,
            change,
        }
    }

    /// By hand: strata of 2 and 1 children in care; comparable means 0.1 and 0.4.
    #[test]
    fn weighs_strata_by_the_children_in_care() {
        let care = [
            change(1, 1, 0.3),
            change(1, 2, 0.5),
            change(2, 3, 0.4),
            change(3, 4, 9.0),
        ];
        let none: Vec<_> = [0.0, 0.1, 0.2]
            .map(|c| change(1, 5, c))
            .into_iter()
            .chain([0.3, 0.4, 0.5].map(|c| change(2, 6, c)))
            .chain([change(3, 7, 1.0)])
            .collect();
        let found = effect(&care, &none).unwrap();
        assert_eq!(
            (found.children, found.comparable, found.unmatched),
            (3, 6, 1)
        );
        assert!((found.change - 0.4).abs() < 1e-9);
        assert!((found.comparable_change - 0.2).abs() < 1e-9);
        assert!((found.difference - 0.2).abs() < 1e-9);
    }

    #[test]
    fn says_nothing_of_nobody() {
        assert_eq!(
            effect(
                &[change(1, 1, 0.3)],
                &[0.1, 0.2, 0.3].map(|c| change(2, 1, c))
            ),
            None
        );
        assert_eq!(effect::<u8>(&[], &[]), None);
        assert_eq!(expected(&[0.1, 0.2]), None);
    }

    /// t for 4 degrees of freedom is 2.776445 (any table); the mean of five is 0.3, their standard deviation 0.158114.
    #[test]
    fn expects_of_one_child_what_others_did() {
        let found = expected(&[0.1, 0.2, 0.3, 0.4, 0.5]).unwrap();
        let half = 2.776_445 * 0.158_114 * (1.2_f64).sqrt();
        assert!((found.interval.1 - (0.3 + half)).abs() < 1e-4, "{found:?}");
        assert!((student(4).unwrap() - 2.776_445).abs() < 1e-5);
    }

    /// Numbers that look random and are the same each time.
    struct Draws(u64);

    impl Draws {
        fn uniform(&mut self) -> f64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            count(usize::try_from(self.0 >> 40).unwrap()) / count(1 << 24)
        }

        fn normal(&mut self) -> f64 {
            (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
        }
    }

    /// Children are taken into care because they measured low. Their next measurement is higher without any effect of care;
    /// compared with who measured as low, nothing is left of it, and the interval holds the truth about as often as it says.
    #[test]
    fn regression_to_the_mean_is_no_success() {
        let mut draws = Draws(64_740_824);
        let (mut holds, mut naive) = (0, 0.0);
        for _ in 0..200 {
            let (mut care, mut none) = (Vec::new(), Vec::new());
            for child in 0..600_usize {
                let village = child % 20;
                let truth = -1.5 + draws.normal();
                let (first, last) = (truth + 0.4 * draws.normal(), truth + 0.4 * draws.normal());
                if first < -2.0 {
                    // Bands of half a z from -2 on; very low ones share one.
                    let stratum = (0..8_u8)
                        .find(|band| first > -2.5 - 0.5 * f64::from(*band))
                        .unwrap_or(8);
                    let one = change(stratum, village, last - first);
                    if child % 3 == 0 {
                        care.push(one)
                    } else {
                        none.push(one)
                    }
                }
            }
            let found = effect(&care, &none).unwrap();
            naive += found.change / 200.0;
            if !found.is_distinguishable() {
                holds += 1;
            }
        }
        assert!(
            naive > 0.1,
            "without a comparison it looks like success: {naive}"
        );
        assert!(
            (184..=200).contains(&holds),
            "{holds} of 200 intervals hold nothing"
        );
    }

    #[test]
    fn a_true_effect_is_found() {
        let mut draws = Draws(1);
        let mut children = |in_care: bool, number: usize| -> Vec<Change<u8>> {
            let gain = if in_care { 0.3 } else { 0.0 };
            (0..number)
                .map(|n| change(1, n % 10, gain + 0.2 * draws.normal()))
                .collect()
        };
        let (care, none) = (children(true, 80), children(false, 200));
        let found = effect(&care, &none).unwrap();
        assert!(
            found.is_distinguishable() && found.interval.0 < 0.3 && found.interval.1 > 0.3,
            "{found:?}"
        );
    }
}
