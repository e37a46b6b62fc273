//! Figures and points for the tests of this feature.

use uuid::Uuid;

use super::change::Point;
use super::interval::{Design, EstimationMethod, Figure, SourceKind};
use crate::pct::Pct;

/// About 671 children per regency and a design effect of 1.75.
pub(super) const REGENCY: Design = Design {
    children: 671,
    design_effect_hundredths: 175,
};
/// Ten regencies.
pub(super) const PROVINCE: Design = Design {
    children: 6710,
    design_effect_hundredths: 175,
};

pub(super) fn pct(text: &str) -> Pct {
    text.parse().unwrap()
}

/// A survey that published no interval, of this design.
pub(super) fn survey(period: &str, value: &str, design: Design) -> Figure {
    Figure {
        period: period.parse().unwrap(),
        value: pct(value),
        ci_low: None,
        ci_high: None,
        rse_pct: None,
        children_measured: None,
        children_affected: None,
        coverage_pct: None,
        source_kind: SourceKind::Survey,
        estimation_method: EstimationMethod::Direct,
        design: Some(design),
    }
}

/// A regency in a survey that published no interval.
pub(super) fn regency(period: &str, value: &str) -> Figure {
    survey(period, value, REGENCY)
}

/// A regency in a survey that published this interval.
pub(super) fn published(period: &str, value: &str, low: &str, high: &str) -> Figure {
    Figure {
        ci_low: Some(pct(low)),
        ci_high: Some(pct(high)),
        ..regency(period, value)
    }
}

/// A survey of unknown design.
pub(super) fn undesigned(period: &str, value: &str) -> Figure {
    Figure {
        design: None,
        ..regency(period, value)
    }
}

/// A count of all who came.
pub(super) fn routine(period: &str, value: &str) -> Figure {
    Figure {
        source_kind: SourceKind::Routine,
        ..undesigned(period, value)
    }
}

/// A count with its coverage.
pub(super) fn covered(period: &str, value: &str, coverage: &str) -> Figure {
    Figure {
        coverage_pct: Some(pct(coverage)),
        ..routine(period, value)
    }
}

/// A count with its numerator and perhaps denominator.
pub(super) fn counted(period: &str, value: &str, affected: i64, measured: Option<i64>) -> Figure {
    Figure {
        children_affected: Some(affected),
        children_measured: measured,
        ..routine(period, value)
    }
}

pub(super) fn point(source: &str, group: &str, figure: Figure) -> Point {
    Point {
        record_id: Uuid::nil(),
        source: source.to_owned(),
        source_group: group.to_owned(),
        figure,
    }
}

pub(super) fn ssgi(figure: Figure) -> Point {
    point("SSGI", "national_survey", figure)
}

pub(super) fn eppgbm(figure: Figure) -> Point {
    point("EPPGBM", "EPPGBM", figure)
}

/// Regencies in surveys without intervals.
pub(super) fn surveys(values: &[(&str, &str)]) -> Vec<Point> {
    let point = |(period, value): &(&str, &str)| ssgi(regency(period, value));
    values.iter().map(point).collect()
}

/// Counts.
pub(super) fn counts(values: &[(&str, &str)]) -> Vec<Point> {
    let point = |(period, value): &(&str, &str)| eppgbm(routine(period, value));
    values.iter().map(point).collect()
}

/// The survey series of Kutai Kartanegara as published.
pub(super) fn kukar() -> Vec<Point> {
    surveys(&[
        ("2021", "26.4"),
        ("2022", "27.1"),
        ("2023", "17.6"),
        ("2024", "14.2"),
    ])
}

/// The survey series of the province as published.
pub(super) fn kaltim() -> Vec<Point> {
    let values = [
        ("2021", "22.8"),
        ("2022", "23.9"),
        ("2023", "22.9"),
        ("2024", "22.2"),
    ];
    let point = |(period, value)| ssgi(survey(period, value, PROVINCE));
    values.map(point).to_vec()
}
