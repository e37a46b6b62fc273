//! Numbers that look random and are the same each time.

/// A linear congruential generator (Knuth's constants): good enough to invent children by.
pub(super) struct Draws(u64);

impl Draws {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from zero on, below a bound.
    pub(super) fn below(&mut self, bound: i32) -> i32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let bound = u64::try_from(bound).unwrap_or(1).max(1);
        i32::try_from((self.0 >> 33) % bound).unwrap_or_default()
    }

    /// A number about a mean: the sum of twelve is nearly normal, with a deviation of a thousand.
    pub(super) fn about(&mut self, mean: i32, deviation: i32) -> i32 {
        let sum: i32 = (0..12).map(|_| self.below(1_000)).sum();
        mean + deviation * (sum - 5_994) / 1_000
    }
}
