//! Exact numbers: measures in millionths, z-scores in hundredths.

use std::fmt;

/// A measure in kilograms or centimetres, in whole millionths: `Micro::from_thousandths(7_250)` is 7.25.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Micro(i64);

impl Micro {
    /// From millionths.
    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// From thousandths: grams to kilograms.
    pub fn from_thousandths(thousandths: i32) -> Self {
        Self(i64::from(thousandths) * 1_000)
    }

    /// From hundredths: tenths of a millimetre to centimetres.
    pub fn from_hundredths(hundredths: i32) -> Self {
        Self(i64::from(hundredths) * 10_000)
    }

    /// The nearest millionth; none of what is not finite or beyond a billion.
    pub fn from_f64(value: f64) -> Option<Self> {
        if !(-1e9..=1e9).contains(&value) {
            return None;
        }
        #[expect(
            clippy::as_conversions,
            reason = "rounded, finite, and below 2^53 by the check above"
        )]
        Some(Self((value * 1e6).round() as i64))
    }

    /// In millionths.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The nearest floating-point number: the same that reading its decimal digits gives.
    pub fn as_f64(self) -> f64 {
        #[expect(
            clippy::as_conversions,
            reason = "exact: measures are far below 2^53 millionths"
        )]
        let millionths = self.0 as f64;
        millionths / 1e6
    }

    /// Whether it can be a measure at all.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
}

impl std::ops::Add for Micro {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Micro {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// A z-score in whole hundredths: `Z::from_hundredths(-231)` is −2.31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Z(i32);

impl Z {
    /// From hundredths.
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// In hundredths.
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// For showing and for statistics; never for comparing.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// To two decimals as WHO's software does, which is R's `round` since 4.0.0: the nearer of the two neighbouring decimals
    /// as floating-point numbers, and of two that are equally near the even one. None beyond ±20 million.
    pub fn rounded(value: f64) -> Option<Self> {
        let size = value.abs();
        if size.is_nan() || size > 2e7 {
            return None;
        }
        let (lower, upper) = ((size * 100.0).floor(), (size * 100.0).ceil());
        let (below, above) = (size - lower / 100.0, upper / 100.0 - size);
        let even = lower % 2.0 == 0.0;
        let nearest = if below < above || (below == above && even) {
            lower
        } else {
            upper
        };
        #[expect(
            clippy::as_conversions,
            reason = "a whole number below 2^31 by the check above"
        )]
        let hundredths = nearest as i32;
        Some(Self(if value < 0.0 { -hundredths } else { hundredths }))
    }
}

impl fmt::Display for Z {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", size / 100, size % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn z_scores_are_rounded_as_in_r() {
        // Eighths are exact, so that they lie just between two hundredths.
        for (value, hundredths) in [
            (0.125, 12),
            (0.375, 38),
            (-2.625, -262),
            (-2.004_999, -200),
            (-2.005_001, -201),
            (-0.004, 0),
            (5.0, 500),
            (1e300, i32::MAX),
        ] {
            let rounded = Z::rounded(value).map_or(i32::MAX, Z::hundredths);
            assert_eq!(rounded, hundredths, "{value}");
        }
        assert_eq!(Z::rounded(f64::NAN), None);
        assert_eq!(Z(-5).to_string(), "-0.05");
        assert_eq!(Z(-231).to_string(), "-2.31");
    }

    #[test]
    fn measures_are_exact() {
        assert_eq!(Micro::from_f64(12.345), Some(Micro(12_345_000)));
        assert_eq!(Micro::from_f64(-1.0), Some(Micro(-1_000_000)));
        assert_eq!(Micro::from_f64(1e10), None);
        assert_eq!(Micro::from_f64(f64::NAN), None);
        for grams in [1, 999, 2_270, 12_345, 58_001] {
            let text = format!("{}.{:03}", grams / 1000, grams % 1000);
            let read: f64 = text.parse().unwrap();
            assert_eq!(Micro::from_thousandths(grams).as_f64(), read);
            assert_eq!(Micro::from_f64(read), Some(Micro::from_thousandths(grams)));
        }
    }
}
