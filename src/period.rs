//! Periods of figures: a year, a semester, a quarter or a month, written `2024`, `2024-S1`, `2024-Q3`, `2024-08`.
//!
//! A survey year is not a release year and not a reporting year; a period says when was measured.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The text of every valid period, as a regular expression.
pub const PATTERN: &str = r"^(19|20)[0-9]{2}(-S[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?$";

/// When was measured (*periode*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    year: i32,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Year,
    Semester(u32),
    Quarter(u32),
    Month(u32),
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// A calendar year (*tahun*).
    Year,
    /// Half a year (*semester*).
    Semester,
    /// A quarter of a year (*triwulan*).
    Quarter,
    /// A month (*bulan*).
    Month,
}

impl PeriodKind {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Semester => "semester",
            Self::Quarter => "quarter",
            Self::Month => "month",
        }
    }
}

/// The text is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a period: expected 2024, 2024-S1, 2024-Q3 or 2024-08")]
pub struct PeriodError;

impl Period {
    /// Stands for a text that is no period; sorts before every real one.
    pub const UNKNOWN: Self = Self {
        year: 1900,
        part: Part::Year,
    };

    /// The calendar year, or the year in which the part lies.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Year, semester, quarter or month.
    pub const fn kind(self) -> PeriodKind {
        match self.part {
            Part::Year => PeriodKind::Year,
            Part::Semester(_) => PeriodKind::Semester,
            Part::Quarter(_) => PeriodKind::Quarter,
            Part::Month(_) => PeriodKind::Month,
        }
    }

    const fn first_month(self) -> u32 {
        match self.part {
            Part::Year => 1,
            Part::Semester(n) => (n - 1) * 6 + 1,
            Part::Quarter(n) => (n - 1) * 3 + 1,
            Part::Month(n) => n,
        }
    }

    const fn months(self) -> u32 {
        match self.part {
            Part::Year => 12,
            Part::Semester(_) => 6,
            Part::Quarter(_) => 3,
            Part::Month(_) => 1,
        }
    }

    /// The first day.
    pub fn starts_on(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.first_month(), 1).unwrap_or_default()
    }

    /// The last day.
    pub fn ends_on(self) -> NaiveDate {
        self.starts_on() + Months::new(self.months()) - Days::new(1)
    }

    /// Years from the middle of `self` to the middle of `later`.
    pub fn years_until(self, later: Self) -> f64 {
        f64::from(later.middle_in_months() - self.middle_in_months()) / 24.0
    }

    /// Twice the months from year 0 to the middle: whole for every kind.
    fn middle_in_months(self) -> i32 {
        let months = i32::try_from(self.first_month() * 2 + self.months()).unwrap_or_default();
        self.year * 24 + months
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Period {
    /// By the end, then the shorter one first: `2024-08` < `2024-12` < `2024-S2` < `2024` < `2025-01`.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.ends_on(), self.months()).cmp(&(other.ends_on(), other.months()))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        match self.part {
            Part::Year => Ok(()),
            Part::Semester(n) => write!(f, "-S{n}"),
            Part::Quarter(n) => write!(f, "-Q{n}"),
            Part::Month(n) => write!(f, "-{n:02}"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (year, part) = match text.split_once('-') {
            None => (text, Part::Year),
            Some((year, part)) => (year, parse_part(part)?),
        };
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PeriodError);
        }
        let year = year.parse().or(Err(PeriodError))?;
        if !(1900..2100).contains(&year) {
            return Err(PeriodError);
        }
        Ok(Self { year, part })
    }
}

fn parse_part(text: &str) -> Result<Part, PeriodError> {
    Ok(match text {
        "S1" => Part::Semester(1),
        "S2" => Part::Semester(2),
        "Q1" => Part::Quarter(1),
        "Q2" => Part::Quarter(2),
        "Q3" => Part::Quarter(3),
        "Q4" => Part::Quarter(4),
        month if month.len() == 2 && month.bytes().all(|b| b.is_ascii_digit()) => {
            match month.parse() {
                Ok(n @ 1..=12) => Part::Month(n),
                _ => return Err(PeriodError),
            }
        }
        _ => return Err(PeriodError),
    })
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl PartialSchema for Period {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "A year, semester, quarter or month: 2024, 2024-S1, 2024-Q3, 2024-08",
            ))
            .pattern(Some(PATTERN))
            .min_length(Some(4))
            .max_length(Some(7))
            .examples(["2024"])
            .into()
    }
}

impl ToSchema for Period {
    fn name() -> Cow<'static, str> {
        "Period".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        for text in ["2024", "2024-S1", "2024-Q3", "2024-08", "1999-12"] {
            assert_eq!(period(text).to_string(), text);
        }
        for text in [
            "",
            "24",
            "2024-13",
            "2024-00",
            "2024-8",
            "2024-S3",
            "2024-Q0",
            "2024-08-01",
            "2024 ",
            "+024",
            "1899",
            "2024-+1",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn knows_its_days() {
        for (text, first, last) in [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-S2", "2024-07-01", "2024-12-31"),
            ("2024-Q1", "2024-01-01", "2024-03-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
        ] {
            assert_eq!(period(text).starts_on().to_string(), first);
            assert_eq!(period(text).ends_on().to_string(), last);
        }
    }

    #[test]
    fn is_ordered_by_its_end() {
        let mut periods = ["2025-01", "2024", "2024-08", "2024-S2", "2024-12", "2023"].map(period);
        periods.sort();
        assert_eq!(
            periods.map(|p| p.to_string()),
            ["2023", "2024-08", "2024-12", "2024-S2", "2024", "2025-01"]
        );
    }

    #[test]
    fn measures_time_between_middles() {
        assert!((period("2021").years_until(period("2024")) - 3.0).abs() < 1e-9);
        assert!((period("2024-01").years_until(period("2024-07")) - 0.5).abs() < 1e-9);
        assert!((period("2024-S1").years_until(period("2024-S2")) - 0.5).abs() < 1e-9);
    }
}
