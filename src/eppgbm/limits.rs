//! The measures of quality and their usual limits, as data: what a value means, and who says so.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::text::{Text, text};

/// A measure with its limits, as data.
#[derive(Debug, Deserialize)]
pub struct Measure {
    /// The code.
    pub code: String,
    /// The unit of the value.
    pub unit: String,
    rule: Rule,
    limits: Option<[Limit; 3]>,
    /// Where the limits come from.
    pub source: Option<String>,
    name_id: String,
    name_en: String,
    meaning_id: String,
    meaning_en: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Rule {
    AtMost,
    AtLeast,
    Within,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Limit {
    One(f64),
    Range([f64; 2]),
}

static MEASURES: LazyLock<Vec<Measure>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/eppgbm/quality.json")).unwrap_or_default()
});

/// How good a value is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum QualityClass {
    /// As in the best surveys.
    Excellent,
    /// Good.
    Good,
    /// To be used with care.
    Acceptable,
    /// To be looked into before it is used.
    Problematic,
}

impl Measure {
    /// The measure of a code.
    pub fn find(code: &str) -> Option<&'static Self> {
        MEASURES.iter().find(|measure| measure.code == code)
    }

    /// Its name.
    pub fn name(&self) -> Text {
        text(self.name_id.clone(), self.name_en.clone())
    }

    /// What it means when it is bad.
    pub fn meaning(&self) -> Text {
        text(self.meaning_id.clone(), self.meaning_en.clone())
    }

    /// How good a value is; none of a measure without usual limits.
    pub fn class(&self, value: f64) -> Option<QualityClass> {
        use QualityClass::{Acceptable, Excellent, Good, Problematic};
        let within = |limit: &Limit| match (*limit, &self.rule) {
            (Limit::One(limit), Rule::AtLeast) => value > limit,
            (Limit::One(limit), _) => value <= limit,
            (Limit::Range([low, high]), _) => (low..=high).contains(&value),
        };
        let met = self.limits.as_ref()?.iter().position(within);
        Some(match met {
            Some(0) => Excellent,
            Some(1) => Good,
            Some(_) => Acceptable,
            None => Problematic,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_mean_what_they_say() {
        use QualityClass::{Acceptable, Excellent, Good, Problematic};
        assert_eq!(MEASURES.len(), 15);
        for (code, value, class) in [
            ("digit_preference_height", 8.0, Some(Excellent)),
            ("digit_preference_height", 20.1, Some(Problematic)),
            ("sex_ratio_p", 0.2, Some(Excellent)),
            ("sex_ratio_p", 0.01, Some(Acceptable)),
            ("sex_ratio_p", 0.001, Some(Problematic)),
            ("sd_whz", 1.0, Some(Excellent)),
            ("sd_whz", 1.13, Some(Good)),
            ("sd_whz", 0.79, Some(Problematic)),
            ("missing_weight_pct", 50.0, None),
        ] {
            assert_eq!(
                Measure::find(code).unwrap().class(value),
                class,
                "{code} {value}"
            );
        }
    }
}
