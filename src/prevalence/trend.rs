//! A series of comparable figures of one place: its changes, its shape, its average annual rate of reduction.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::{Assessment, Change, Point, comparable};
use super::run::{average_annual_reduction, longest_run};
use crate::pct::Pct;
use crate::period::Period;

/// The course of a series. Exactly one fits, decided in this order:
///
/// 1. `fluctuating`: at least one distinguishable step each way.
/// 2. `too_short`: no three points that are comparable with each other.
/// 3. `consistent_decline`: no distinguishable rise, first to last a distinguishable decrease.
/// 4. `consistent_rise`: the mirror image.
/// 5. `fluctuating`: a distinguishable step one way, and first to last a distinguishable change the other way.
/// 6. `flat`: from first to last no direction can be stated; a single step may still be distinguishable, see the changes.
///
/// Steps are the comparable ones, of periods of any kind; 2 to 6 look at the run of comparable points that covers most time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TrendShape)]
pub enum Shape {
    /// At least three points, no distinguishable rise, first to last a distinguishable decrease.
    ConsistentDecline,
    /// At least three points, no distinguishable fall, first to last a distinguishable increase.
    ConsistentRise,
    /// Distinguishable changes both ways.
    Fluctuating,
    /// At least three points without a direction that could be stated.
    Flat,
    /// Fewer than three points that can be compared.
    TooShort,
}

/// One point as it is answered.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = TrendPoint)]
pub struct SeriesPoint {
    /// When was measured.
    pub period: Period,
    /// Code of the source.
    pub source: String,
    /// The published value, percent.
    pub value_pct: Pct,
    /// Lower end of the published 95 % interval, percent; null if none was published.
    #[schema(required)]
    pub ci_low_pct: Option<Pct>,
    /// Upper end of the published 95 % interval, percent; null if none was published.
    #[schema(required)]
    pub ci_high_pct: Option<Pct>,
    /// The claim.
    pub record_id: Uuid,
}

/// All figures of one comparability group for one place and indicator, in order of time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = TrendSeries)]
pub struct Series {
    /// `national_survey`, or the code of a source that joins no group.
    pub source_group: String,
    /// The sources met, in order of their first point.
    pub sources: Vec<String>,
    /// Its course.
    pub shape: Shape,
    /// Average annual rate of reduction, percent per year, positive is a reduction; null if it cannot be given.
    #[schema(required)]
    pub average_annual_reduction_pct: Option<Pct>,
    /// The figures.
    pub points: Vec<SeriesPoint>,
    /// Every step to the next point, and where that is not comparable also the step from the nearest earlier comparable point.
    pub changes: Vec<Change>,
    #[serde(skip)]
    pub(super) measured: Vec<Point>,
}

/// The series of one comparability group; points in any order.
pub fn series(group: &str, mut points: Vec<Point>) -> Series {
    points.sort_by_key(|point| point.figure.period);
    let changes = changes(&points);
    let mut sources: Vec<String> = Vec::new();
    for point in &points {
        if !sources.contains(&point.source) {
            sources.push(point.source.clone());
        }
    }
    Series {
        source_group: group.to_owned(),
        sources,
        shape: shape(&changes, &points),
        average_annual_reduction_pct: longest_run(&points, 2)
            .and_then(|run| average_annual_reduction(&run)),
        points: points.iter().map(answered).collect(),
        changes,
        measured: points,
    }
}

fn answered(point: &Point) -> SeriesPoint {
    SeriesPoint {
        period: point.figure.period,
        source: point.source.clone(),
        value_pct: point.figure.value,
        ci_low_pct: point.figure.ci_low,
        ci_high_pct: point.figure.ci_high,
        record_id: point.record_id,
    }
}

fn changes(points: &[Point]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (n, later) in points.iter().enumerate() {
        let mut earlier = points.iter().take(n).rev();
        let Some(previous) = earlier.next() else {
            continue;
        };
        changes.push(Change::between(previous, later));
        // months between two years must not hide the change from year to year
        if !comparable(previous, later)
            && let Some(last_comparable) = earlier.find(|point| comparable(point, later))
        {
            changes.push(Change::between(last_comparable, later));
        }
    }
    changes
}

fn shape(changes: &[Change], points: &[Point]) -> Shape {
    let stepped = |way: Assessment| changes.iter().any(|change| change.assessment == way);
    let (fell, rose) = (stepped(Assessment::Decrease), stepped(Assessment::Increase));
    if fell && rose {
        return Shape::Fluctuating;
    }
    let Some(run) = longest_run(points, 3) else {
        return Shape::TooShort;
    };
    let net = match (run.first(), run.last()) {
        (Some(first), Some(last)) => Change::between(first, last).assessment,
        _ => Assessment::NotComparable,
    };
    match (fell, rose, net) {
        (_, false, Assessment::Decrease) => Shape::ConsistentDecline,
        (false, _, Assessment::Increase) => Shape::ConsistentRise,
        (true, _, Assessment::Increase) | (_, true, Assessment::Decrease) => Shape::Fluctuating,
        _ => Shape::Flat,
    }
}

#[cfg(test)]
mod tests {
    use super::super::interval::Basis;
    use super::super::samples::{counts, kaltim, pct, surveys};
    use super::*;
    use serde_json::json;

    const YEARS: [&str; 6] = ["2021", "2022", "2023", "2024", "2025", "2026"];

    fn yearly<'a>(values: &[&'a str]) -> Vec<(&'a str, &'a str)> {
        YEARS.into_iter().zip(values.iter().copied()).collect()
    }

    /// Published figures where a place is named. Margins between regency surveys are about 6 points,
    /// counts differ from 1 point on. Rates by Python: `100*(1-exp(polyfit(t, log(y), 1)[0]))`.
    #[test]
    fn shapes_and_rates() {
        use Shape::{ConsistentDecline, ConsistentRise, Flat, Fluctuating, TooShort};
        let regency = |values: &[&str]| series("national_survey", surveys(&yearly(values)));
        let counted = |values: &[(&str, &str)]| series("EPPGBM", counts(values));
        let tabalong = [
            ("2019", "17.65"),
            ("2020", "11.51"),
            ("2021", "8.88"),
            ("2022", "7.89"),
        ];
        let months = [
            ("2024-01", "17.5"),
            ("2024-02", "17"),
            ("2024-03", "16.2"),
            ("2024-04", "16.5"),
        ];
        let mixed = [
            ("2022", "22.8"),
            ("2023", "19.6"),
            ("2024-07", "18"),
            ("2024-08", "20.6"),
        ];
        #[rustfmt::skip]
        let cases = [
            ("Kaltim", series("national_survey", kaltim()), Flat, Some("1.22")),
            ("Kukar", regency(&["26.4", "27.1", "17.6", "14.2"]), ConsistentDecline, Some("20.48")),
            ("Bontang", regency(&["26.3", "21.0", "27.4", "20.7"]), Fluctuating, Some("4.42")),
            ("PPU", regency(&["27.3", "21.8", "24.6", "32.0"]), Flat, Some("-6.16")),
            ("rise", regency(&["14.2", "17.6", "27.1"]), ConsistentRise, Some("-38.15")),
            ("creeping", regency(&["30", "27", "24", "21"]), ConsistentDecline, Some("11.2")),
            ("fell, crept up", regency(&["20", "13", "17", "21", "25", "29"]), Fluctuating, Some("-12.21")),
            ("fell, unclear", regency(&["27", "19", "22", "24"]), Flat, Some("2.05")),
            ("two points", regency(&["27.1", "17.6"]), TooShort, Some("35.06")),
            ("one point", regency(&["27.1"]), TooShort, None),
            ("none", regency(&[]), TooShort, None),
            ("Tabalong", counted(&tabalong), ConsistentDecline, Some("23.47")),
            ("months", counted(&months), ConsistentDecline, None),
            ("nobody left", counted(&yearly(&["4", "2", "0"])), ConsistentDecline, None),
            ("years, then months", counted(&mixed), Fluctuating, Some("14.04")),
        ];
        for (name, series, shape, rate) in cases {
            let found = (series.shape, series.average_annual_reduction_pct);
            assert_eq!(found, (shape, rate.map(pct)), "{name}");
        }
    }

    #[test]
    fn months_do_not_hide_the_years() {
        use Assessment::{Decrease, NotComparable};
        let series = series(
            "EPPGBM",
            counts(&[("2024", "17.5"), ("2023", "20"), ("2024-06", "18")]),
        );
        let period = |text: &str| -> Period { text.parse().unwrap() };
        #[rustfmt::skip]
        let expected = [
            (period("2023"), period("2024-06"), NotComparable),
            (period("2024-06"), period("2024"), NotComparable),
            (period("2023"), period("2024"), Decrease),
        ];
        let step = |c: &Change| (c.period_from, c.period_to, c.assessment);
        assert_eq!(
            series.changes.iter().map(step).collect::<Vec<_>>(),
            expected
        );
        assert!(
            series
                .changes
                .iter()
                .all(|change| change.basis == Basis::None)
        );
    }

    #[test]
    fn is_written_as_the_contract_says() {
        let series = series("national_survey", kaltim().split_off(2));
        let point = |period: &str, value: f64| {
            json!({"period": period, "source": "SSGI", "value_pct": value,
                "ci_low_pct": null, "ci_high_pct": null, "record_id": Uuid::nil()})
        };
        let expected = json!({
            "source_group": "national_survey", "sources": ["SSGI"], "shape": "too_short",
            "average_annual_reduction_pct": 3.06,
            "points": [point("2023", 22.9), point("2024", 22.2)],
            "changes": [{"period_from": "2023", "period_to": "2024", "change_pp": -0.7,
                "relative_change_pct": -3.06, "assessment": "not_distinguishable",
                "basis": "assumed_design", "interval_pp": [-2.57, 1.17]}],
        });
        assert_eq!(serde_json::to_value(series).unwrap(), expected);
    }
}
