//! How far a difference may be from the truth by chance: by village, by child, whichever is more.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A child's part in the difference: its weight, and how far it is from what its group would lead to expect.
pub struct Part {
    /// Where it lives.
    pub village: String,
    /// Its weight.
    pub weight: f64,
    /// How far it is from what its group would lead to expect.
    pub residual: f64,
}

/// Half the width of the interval: the wider of that over villages and that over children.
pub fn half_width(parts: &[Part]) -> Option<f64> {
    let mut villages: BTreeMap<&str, f64> = BTreeMap::new();
    for part in parts {
        *villages.entry(&part.village).or_default() += part.weight * part.residual;
    }
    let of_children: f64 = parts
        .iter()
        .map(|part| (part.weight * part.residual).powi(2))
        .sum();
    let over_children = student(parts.len() - 1)? * of_children.sqrt();
    if villages.len() < 2 {
        return Some(over_children);
    }
    let number = count(villages.len());
    let of_villages: f64 = villages.values().map(|sum| sum.powi(2)).sum();
    let spread = (of_villages * number / (number - 1.0)).sqrt();
    Some((student(villages.len() - 1)? * spread).max(over_children))
}

/// Student's t that 95 % do not exceed on either side.
pub fn student(freedom: usize) -> Option<f64> {
    let distribution = StudentsT::new(0.0, 1.0, count(freedom)).ok()?;
    Some(distribution.inverse_cdf(0.975))
}

/// A number of children.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "numbers of children are far below 2^52"
)]
pub fn count(number: usize) -> f64 {
    number as f64
}
