//! Percentages as the field publishes them: exact, at most two decimals.
//!
//! Inside a whole number of hundredths (so that both databases store it exactly), outside a plain JSON number.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A percentage or a difference of percentages, in hundredths of a point: `Pct::from_hundredths(1960)` is 19.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pct(i32);

/// Why a text is no percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PctError {
    /// Not a decimal number.
    #[error("not a decimal number")]
    NotANumber,
    /// More than two decimals.
    #[error("more than two decimals")]
    TooPrecise,
    /// Beyond ±1,000,000 points.
    #[error("too large")]
    TooLarge,
}

impl Pct {
    /// From hundredths of a point.
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// In hundredths of a point.
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// For statistics only; never for storing or comparing.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// The nearest hundredth; infinite and undefined results are the caller's mistake and give 0.
    pub fn from_f64(points: f64) -> Self {
        let hundredths = (points * 100.0).round();
        if !hundredths.is_finite() {
            return Self(0);
        }
        #[expect(
            clippy::as_conversions,
            reason = "rounded, finite, and saturating by definition"
        )]
        Self(hundredths as i32)
    }

    /// The exact share `part / whole` in percent, rounded half up to hundredths; none if `whole` is 0.
    pub fn share(part: i64, whole: i64) -> Option<Self> {
        if whole <= 0 {
            return None;
        }
        let scaled = i128::from(part) * 10_000 * 2 + i128::from(whole);
        i32::try_from(scaled.div_euclid(i128::from(whole) * 2))
            .ok()
            .map(Self)
    }

    /// Half a unit of the last decimal that is written: 19.6 → 0.05, 20 → 0.5, 17.04 → 0.005; in thousandths of a point.
    pub const fn rounding_thousandths(self) -> i64 {
        if self.0 % 100 == 0 {
            500
        } else if self.0 % 10 == 0 {
            50
        } else {
            5
        }
    }
}

impl std::ops::Sub for Pct {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl fmt::Display for Pct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match (rest, rest % 10) {
            (0, _) => write!(f, "{sign}{whole}"),
            (_, 0) => write!(f, "{sign}{whole}.{}", rest / 10),
            _ => write!(f, "{sign}{whole}.{rest:02}"),
        }
    }
}

impl FromStr for Pct {
    type Err = PctError;

    /// Reads `19.6`, `20`, `20.0`, `-0.7`, `1.96e1`.
    fn from_str(text: &str) -> Result<Self, PctError> {
        let number = rust_decimal::Decimal::from_str(text)
            .or_else(|_| rust_decimal::Decimal::from_scientific(text))
            .or(Err(PctError::NotANumber))?
            .normalize();
        if number.scale() > 2 {
            return Err(PctError::TooPrecise);
        }
        let hundredths = number
            .checked_mul(rust_decimal::Decimal::ONE_HUNDRED)
            .ok_or(PctError::TooLarge)?;
        let hundredths = i32::try_from(hundredths).or(Err(PctError::TooLarge))?;
        if hundredths.abs() > 100_000_000 {
            return Err(PctError::TooLarge);
        }
        Ok(Self(hundredths))
    }
}

impl Serialize for Pct {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i32(self.0 / 100)
        } else {
            serializer.serialize_f64(self.as_f64())
        }
    }
}

impl<'de> Deserialize<'de> for Pct {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        number.to_string().parse().map_err(serde::de::Error::custom)
    }
}

impl PartialSchema for Pct {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)))
            .description(Some("Percent, at most two decimals"))
            .into()
    }
}

impl ToSchema for Pct {
    fn name() -> Cow<'static, str> {
        "Pct".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_what_is_published() {
        for (text, hundredths, written) in [
            ("19.6", 1960, "19.6"),
            ("20", 2000, "20"),
            ("20.0", 2000, "20"),
            ("17.04", 1704, "17.04"),
            ("-0.7", -70, "-0.7"),
            ("1.96e1", 1960, "19.6"),
            ("0.05", 5, "0.05"),
        ] {
            let pct: Pct = text.parse().unwrap();
            assert_eq!(
                (pct.hundredths(), pct.to_string()),
                (hundredths, written.to_owned()),
                "{text}"
            );
            assert_eq!(serde_json::from_str::<Pct>(text).unwrap(), pct);
            assert_eq!(
                serde_json::from_str::<Pct>(&serde_json::to_string(&pct).unwrap()).unwrap(),
                pct
            );
        }
        for (text, error) in [
            ("19.612", PctError::TooPrecise),
            ("abc", PctError::NotANumber),
            ("", PctError::NotANumber),
            ("1e12", PctError::TooLarge),
        ] {
            assert_eq!(text.parse::<Pct>(), Err(error), "{text}");
        }
    }

    #[test]
    fn shares_are_rounded_half_up_and_exact() {
        // 1,346 of 7,124 weighed in Bontang, June 2024: 18.894 %
        assert_eq!(Pct::share(1346, 7124), Some(Pct(1889)));
        assert_eq!(Pct::share(1, 8), Some(Pct(1250)));
        assert_eq!(Pct::share(1, 20_000), Some(Pct(1)));
        assert_eq!(Pct::share(5, 0), None);
    }
}
