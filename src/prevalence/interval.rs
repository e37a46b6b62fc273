//! The sampling error of one published figure, or the statement that none can be given.
//!
//! A survey without a published interval gets the default design of its source and level.
//! A count of all who came is no sample: no design and no interval is ever put on it.

pub use entity::kind::{EstimationMethod, SourceKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::pct::Pct;
use crate::period::Period;

/// Normal quantile of a two-sided 95 % interval; the one that survey reports round to.
pub const Z95: f64 = 1.96;

/// The default design of a source at a level, for figures that come without an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Design {
    /// Children measured in one such region.
    pub children: i64,
    /// Variance relative to simple random sampling, in hundredths: 175 is 1.75.
    pub design_effect_hundredths: i32,
}

/// One published figure, reduced to what its error depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// When was measured.
    pub period: Period,
    /// The published prevalence, 0 to 100 percent.
    pub value: Pct,
    /// Lower end of the published 95 % interval, percent.
    pub ci_low: Option<Pct>,
    /// Upper end of the published 95 % interval, percent.
    pub ci_high: Option<Pct>,
    /// Published relative standard error, in percent of the value.
    pub rse_pct: Option<Pct>,
    /// Denominator, children.
    pub children_measured: Option<i64>,
    /// Numerator, children.
    pub children_affected: Option<i64>,
    /// Share of the target children who were measured, percent.
    pub coverage_pct: Option<Pct>,
    /// Survey, routine or local.
    pub source_kind: SourceKind,
    /// How it was estimated.
    pub estimation_method: EstimationMethod,
    /// What is assumed where nothing is published; none for sources without a default.
    pub design: Option<Design>,
}

/// On what a statement about error rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ErrorBasis)]
pub enum Basis {
    /// Every figure used was published with its interval or relative standard error.
    PublishedInterval,
    /// At least one figure was given the default design of its source and level.
    AssumedDesign,
    /// No sampling error can be stated.
    None,
}

/// A standard error and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardError {
    /// In percentage points, above 0.
    pub points: f64,
    /// `PublishedInterval` or `AssumedDesign`.
    pub basis: Basis,
}

impl Figure {
    /// The standard error in percentage points; none if nothing honest can be said.
    ///
    /// In this order: published interval, `(high - low) / (2 * 1.96)`; published RSE, `value * rse / 100`;
    /// default design of a survey, `sqrt(p (1 - p) deff / n)`. An interval or RSE of width 0 states no error and is passed over.
    /// For `sae` the direct design is used too: it is the larger error that the model was meant to reduce.
    pub fn standard_error(&self) -> Option<StandardError> {
        if self.source_kind == SourceKind::Routine {
            return None;
        }
        let published = self.published_points().filter(|points| *points > 0.0);
        let (points, basis) = match published {
            Some(points) => (points, Basis::PublishedInterval),
            None => (self.assumed_points()?, Basis::AssumedDesign),
        };
        Some(StandardError { points, basis })
    }

    /// On what the error of this figure rests.
    pub fn basis(&self) -> Basis {
        self.standard_error()
            .map_or(Basis::None, |error| error.basis)
    }

    /// The 95 % interval, percent, within 0 to 100: the published bounds, else value ± 1.96 standard errors.
    pub fn interval(&self) -> Option<[Pct; 2]> {
        let error = self.standard_error()?;
        if let Some(bounds) = self.published_bounds() {
            return Some(bounds);
        }
        let (value, half) = (self.value.hundredths(), margin(error.points).hundredths());
        let bound = |hundredths: i32| Pct::from_hundredths(hundredths.clamp(0, 10_000));
        Some([bound(value - half), bound(value + half)])
    }

    /// Whether the figure counts children instead of estimating from a sample: it has no sampling error at all.
    /// A survey without interval and design is not a count: its error exists and is unknown.
    pub fn is_count(&self) -> bool {
        let counted = self.source_kind != SourceKind::Survey
            || self.estimation_method == EstimationMethod::CompleteCount;
        counted && self.standard_error().is_none()
    }

    fn published_bounds(&self) -> Option<[Pct; 2]> {
        let bounds = [self.ci_low?, self.ci_high?];
        let [low, high] = bounds;
        (low < high).then_some(bounds)
    }

    fn published_points(&self) -> Option<f64> {
        if let Some([low, high]) = self.published_bounds() {
            return Some((high - low).as_f64() / (2.0 * Z95));
        }
        let rse = self.rse_pct?;
        Some(self.value.as_f64() * rse.as_f64() / 100.0)
    }

    fn assumed_points(&self) -> Option<f64> {
        let complete = self.estimation_method == EstimationMethod::CompleteCount;
        if self.source_kind != SourceKind::Survey || complete {
            return None;
        }
        let design = self
            .design
            .filter(|d| d.children > 0 && d.design_effect_hundredths > 0)?;
        // A stated smaller sample widens the interval. A larger one is not believed: press items give
        // the children of the whole region as "measured" by a survey, which would turn noise into a trend.
        let stated = self
            .children_measured
            .filter(|n| *n > 0)
            .unwrap_or(design.children);
        let children = count(stated.min(design.children));
        Some(binomial_points(
            self.value,
            children / (f64::from(design.design_effect_hundredths) / 100.0),
        ))
    }
}

/// `sqrt(p (1 - p) / n)` in points. The share is kept two children away from 0 and 100 %:
/// nobody found among n is no proof of nobody (the bound is then about 3/n, the rule of three).
pub(super) fn binomial_points(value: Pct, children: f64) -> f64 {
    let floor = (2.0 / children).min(0.5);
    let share = (value.as_f64() / 100.0).clamp(floor, 1.0 - floor);
    100.0 * (share * (1.0 - share) / children).sqrt()
}

/// A number of children for statistics; exact up to four thousand million, beyond that no matter.
pub(super) fn count(children: i64) -> f64 {
    u32::try_from(children.max(0)).map_or(f64::from(u32::MAX), f64::from)
}

/// Half the width of the 95 % interval of something with this standard error, rounded to hundredths of a point.
pub(super) fn margin(standard_error: f64) -> Pct {
    Pct::from_f64(Z95 * standard_error)
}

/// The basis of a statement that uses two or more errors: published only if all are.
pub(super) fn joint_basis(errors: &[StandardError]) -> Basis {
    if errors.is_empty() {
        Basis::None
    } else if errors
        .iter()
        .all(|error| error.basis == Basis::PublishedInterval)
    {
        Basis::PublishedInterval
    } else {
        Basis::AssumedDesign
    }
}

/// Half the width of the 95 % interval of the difference of two independent figures: `1.96 sqrt(se1² + se2²)`, and its basis.
/// The two can be told apart if their difference is larger than this. None if either has no standard error.
pub fn margin_of_difference(one: &Figure, other: &Figure) -> Option<(Pct, Basis)> {
    let (one, other) = (one.standard_error()?, other.standard_error()?);
    Some((
        margin(one.points.hypot(other.points)),
        joint_basis(&[one, other]),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{PROVINCE, pct, published, regency, routine, survey, undesigned};
    use super::Basis::{AssumedDesign as Assumed, PublishedInterval as Published};
    use super::*;

    fn rse(value: &str, rse: &str) -> Figure {
        let rse_pct = Some(pct(rse));
        Figure {
            rse_pct,
            ..regency("2024", value)
        }
    }

    fn measured(children: i64) -> Figure {
        Figure {
            children_measured: Some(children),
            ..regency("2024", "27.1")
        }
    }

    /// Expected values by Python: `100*sqrt(p*(1-p)*deff/n)`, `(high-low)/3.92`, `value*rse/100`;
    /// bounds `value ± 1.96*se`. A stated sample larger than the design is not believed, see above.
    #[test]
    fn error_and_interval() {
        #[rustfmt::skip]
        let cases = [
            (survey("2023", "22.9", PROVINCE), 0.678_583, Assumed, "21.57", "24.23"),
            (regency("2022", "27.1"), 2.269_897, Assumed, "22.65", "31.55"),
            (published("2024", "20.3", "17.1", "23.9"), 1.734_694, Published, "17.1", "23.9"),
            (rse("20", "12.5"), 2.5, Published, "15.1", "24.9"),
            (rse("2", "60"), 1.2, Published, "0", "4.35"),
            (published("2024", "27.1", "27.1", "27.1"), 2.269_897, Assumed, "22.65", "31.55"),
            (measured(300), 3.394_742, Assumed, "20.45", "33.75"),
            (measured(86_000), 2.269_897, Assumed, "22.65", "31.55"),
            (regency("2024", "0"), 0.367_870, Assumed, "0", "0.72"),
        ];
        for (figure, points, basis, low, high) in cases {
            let error = figure.standard_error().unwrap();
            assert!((error.points - points).abs() < 5e-6, "{figure:?}");
            let expected = (basis, Some([pct(low), pct(high)]));
            assert_eq!((error.basis, figure.interval()), expected, "{figure:?}");
        }
    }

    #[test]
    fn no_error_where_none_can_be_stated() {
        let local = |figure| Figure {
            source_kind: SourceKind::Local,
            ..figure
        };
        let routine_with_bounds = Figure {
            source_kind: SourceKind::Routine,
            ..published("2024", "18", "17", "19")
        };
        let complete = Figure {
            estimation_method: EstimationMethod::CompleteCount,
            ..regency("2024", "18")
        };
        #[rustfmt::skip]
        let cases = [
            (routine("2024", "18"), true),
            (routine_with_bounds, true),
            (local(regency("2025-12", "15.7")), true),
            (complete, true),
            (undesigned("2018", "29.1"), false),
        ];
        for (figure, is_count) in cases {
            let found = (figure.basis(), figure.interval(), figure.is_count());
            assert_eq!(found, (Basis::None, None, is_count), "{figure:?}");
        }
        let sampled = local(published("2024", "18", "15", "21"));
        assert_eq!((sampled.basis(), sampled.is_count()), (Published, false));
    }
}
