//! What may explain that two figures of one place differ: codes to be shown beside the gap, not a verdict on it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::interval::{EstimationMethod, Figure, margin_of_difference};
use crate::pct::Pct;

/// Below this share of the target children measured, who came may explain a difference. A convention: at least 95 % is
/// asked for, and one child in five missing can move a prevalence by points.
pub const LOW_COVERAGE: Pct = Pct::from_hundredths(8_000);

/// Two figures further apart than this need an explanation: the change at which SSGI 2024 itself gave up
/// direct estimation.
pub const WIDE_GAP: Pct = Pct::from_hundredths(1_000);

/// What may explain the difference between two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = GapExplanation)]
pub enum Explanation {
    /// Not the same thing: moderate only against all stunting, clinically confirmed against measured.
    DifferentIndicator,
    /// A survey of a sample against a count of those who came.
    DifferentKind,
    /// Two sources.
    DifferentSource,
    /// Two publishers.
    DifferentPublisher,
    /// A model against a direct estimate, or a sample against a complete count.
    DifferentEstimation,
    /// A month, quarter or semester against a longer or shorter period.
    DifferentPeriodLength,
    /// Periods of one length, not the same one.
    DifferentPeriod,
    /// Coverage below 80 % on at least one side.
    LowCoverage,
    /// A count that does not say how many of the target children came.
    UnknownCoverage,
    /// At least one side is held with low confidence.
    LowConfidence,
    /// Two samples whose 95 % intervals allow the same value.
    WithinSamplingError,
}

/// A figure with what else may explain a difference.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Its value and error.
    pub figure: &'a Figure,
    /// Code of the source.
    pub source: &'a str,
    /// Code of the indicator.
    pub indicator: &'a str,
    /// Who published it.
    pub publisher: &'a str,
    /// Whether it is held with low confidence.
    pub low_confidence: bool,
}

/// The distance of two values in points, if it is more than [`WIDE_GAP`].
pub fn wide_gap(one: Pct, other: Pct) -> Option<Pct> {
    Some(one.max(other) - one.min(other)).filter(|gap| *gap > WIDE_GAP)
}

/// What may explain that two claims on one place differ, in the order of [`Explanation`]; empty if nothing here does.
pub fn explanations(one: &Claim<'_>, other: &Claim<'_>) -> Vec<Explanation> {
    use Explanation::*;
    let (a, b) = (one.figure, other.figure);
    let low = |figure: &Figure| {
        figure
            .coverage_pct
            .is_some_and(|coverage| coverage < LOW_COVERAGE)
    };
    let unknown = |figure: &Figure| figure.is_count() && figure.coverage_pct.is_none();
    let stated = [a, b]
        .iter()
        .all(|figure| figure.estimation_method != EstimationMethod::Unknown);
    let same_length = a.period.kind() == b.period.kind();
    // two claims on one survey and period come from one sample: its error cannot explain them
    let two_samples = one.source != other.source || a.period != b.period;
    let within = margin_of_difference(a, b)
        .is_some_and(|(margin, _)| a.value.max(b.value) - a.value.min(b.value) <= margin);
    [
        (DifferentIndicator, one.indicator != other.indicator),
        (DifferentKind, a.is_count() != b.is_count()),
        (DifferentSource, one.source != other.source),
        (DifferentPublisher, one.publisher != other.publisher),
        (
            DifferentEstimation,
            stated && a.estimation_method != b.estimation_method,
        ),
        (DifferentPeriodLength, !same_length),
        (DifferentPeriod, same_length && a.period != b.period),
        (LowCoverage, low(a) || low(b)),
        (UnknownCoverage, unknown(a) || unknown(b)),
        (LowConfidence, one.low_confidence || other.low_confidence),
        (
            WithinSamplingError,
            two_samples && within && one.indicator == other.indicator,
        ),
    ]
    .into_iter()
    .filter_map(|(explanation, applies)| applies.then_some(explanation))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{covered, pct, regency, routine};
    use super::*;

    #[test]
    fn gaps() {
        for (one, other, gap) in [
            ("32", "11.55", Some("20.45")),
            ("5.37", "29.1", Some("23.73")),
            ("20", "30", None),
            ("30.01", "20", Some("10.01")),
        ] {
            assert_eq!(wide_gap(pct(one), pct(other)), gap.map(pct));
        }
    }

    #[test]
    fn gaps_explained() {
        use Explanation::*;
        let survey = regency("2024", "26.9");
        let press = regency("2024", "20.6");
        let sae = Figure {
            estimation_method: EstimationMethod::Sae,
            ..press.clone()
        };
        let next = regency("2023", "29");
        let count = routine("2023", "17.04");
        let month = covered("2024-08", "20.6", "79.99");
        let claim = |figure| Claim {
            figure,
            source: "SSGI",
            indicator: "stunting",
            publisher: "Kemenkes",
            low_confidence: false,
        };
        let local = |figure| Claim {
            source: "EPPGBM",
            publisher: "Dinkes",
            ..claim(figure)
        };
        #[rustfmt::skip]
        let cases = [
            (claim(&survey), claim(&survey), vec![]),
            (claim(&survey), Claim { publisher: "DPPKB", low_confidence: true, indicator: "stunting_moderate_only", ..claim(&press) },
                vec![DifferentIndicator, DifferentPublisher, LowConfidence]),
            (claim(&survey), claim(&sae), vec![DifferentEstimation]),
            (claim(&survey), Claim { source: "SKI", ..claim(&next) }, vec![DifferentSource, DifferentPeriod, WithinSamplingError]),
            (claim(&next), local(&count), vec![DifferentKind, DifferentSource, DifferentPublisher, UnknownCoverage]),
            (claim(&survey), local(&month), vec![DifferentKind, DifferentSource, DifferentPublisher, DifferentPeriodLength, LowCoverage]),
        ];
        for (one, other, expected) in cases {
            assert_eq!(explanations(&one, &other), expected, "{one:?} {other:?}");
            assert_eq!(explanations(&other, &one), expected);
        }
    }
}
