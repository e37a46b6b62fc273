//! The pace of a run of figures: its least-squares line, with the 95 % band that the errors of the figures leave.

use super::change::Point;
use super::interval::Z95;
use super::line::Line;
use super::run::{average_annual_reduction, span, timed};
use crate::pct::Pct;
use crate::period::Period;

/// The last year that is looked at; what would be reached later is no projection any more.
pub const HORIZON: i32 = 2100;

/// The line through a run, the errors of its points, and the calendar that it counts in.
pub(super) struct Pace {
    line: Line,
    /// None unless every point has one.
    errors: Option<Vec<f64>>,
    /// Whether the values alone may decide: no point has an error that is merely unknown.
    pub(super) known: bool,
    start: Period,
    /// Average annual rate of reduction, percent per year.
    pub(super) reduction: Option<Pct>,
}

impl Pace {
    /// None for fewer than two points and for less than a year, where season would be taken for a pace.
    pub(super) fn of(run: &[&Point]) -> Option<Self> {
        let values: Vec<(f64, f64)> = timed(run)
            .map(|(t, point)| (t, point.figure.value.as_f64()))
            .collect();
        let error = |point: &&Point| Some(point.figure.standard_error()?.points);
        let errors: Option<Vec<f64>> = run.iter().map(error).collect();
        Some(Self {
            line: Line::through(&values).filter(|_| span(run) >= 1.0)?,
            known: errors.is_some() || run.iter().all(|point| point.figure.is_count()),
            errors,
            start: run.first()?.figure.period,
            reduction: average_annual_reduction(run),
        })
    }

    /// The slope of the line, points per year.
    pub(super) fn slope(&self) -> Pct {
        Pct::from_f64(self.line.slope)
    }

    /// 95 % interval of the slope, points per year.
    pub(super) fn interval(&self) -> Option<[Pct; 2]> {
        let half = Z95 * self.line.slope_error(self.errors.as_deref()?);
        Some([
            Pct::from_f64(self.line.slope - half),
            Pct::from_f64(self.line.slope + half),
        ])
    }

    /// Lower end of the 95 % band, line, upper end in the middle of a year, percent; thrice the line where no error is known.
    pub(super) fn band(&self, year: i32) -> [Pct; 3] {
        let time = years_to_middle(self.start, year);
        let value = self.line.at(time);
        let error = self
            .errors
            .as_deref()
            .map_or(0.0, |errors| self.line.error_at(time, errors));
        [value - Z95 * error, value, value + Z95 * error].map(Pct::from_f64)
    }

    /// First years in which lower end, line and upper end are at or below a value that the latest figure is above.
    pub(super) fn reaches(&self, value: Pct, latest: i32) -> [Option<i32>; 3] {
        let first = |from: i32, end: fn([Pct; 3]) -> Pct| {
            (from..=HORIZON).find(|year| end(self.band(*year)) <= value)
        };
        let bounded = self.errors.is_some();
        // only the lower end may be there in the year of the latest figure itself
        [
            first(latest, |[low, _, _]| low).filter(|_| bounded),
            first(latest + 1, |[_, line, _]| line).filter(|_| self.line.slope < 0.0),
            first(latest + 1, |[_, _, high]| high).filter(|_| bounded),
        ]
    }
}

/// Years from the middle of a period to the middle of a calendar year (a `Period` ends with 2099).
pub(super) fn years_to_middle(period: Period, year: i32) -> f64 {
    let own_year = period.year().to_string().parse().unwrap_or(period);
    period.years_until(own_year) + f64::from(year - period.year())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{counts, kukar, pct, published, ssgi, surveys};
    use super::*;

    /// Python: X = [1, t], `W = inv(X.T @ X) @ X.T`; line `(W[0] + W[1]*T) @ y`, its error
    /// `sqrt((((W[0] + W[1]*T)*se)**2).sum())`, band ± 1.96 errors; then the first years counted off.
    #[test]
    fn bands_and_years() {
        let rising = surveys(&[("2022", "14.2"), ("2023", "17.6"), ("2024", "27.1")]);
        let made_up = [
            published("2022", "20", "19", "21"),
            published("2024", "16", "15", "17"),
        ]
        .map(ssgi)
        .to_vec();
        let counted = counts(&[("2022-08", "22.8"), ("2023-08", "19.6")]);
        #[rustfmt::skip]
        let cases = [
            (kukar(), "5", 2030, ["-26.43", "-13.25", "-0.07"], Some(["-6.4", "-2.82"]), [Some(2026), Some(2027), Some(2029)]),
            (kukar(), "13", 2026, ["-1.02", "5.19", "11.4"], Some(["-6.4", "-2.82"]), [Some(2024), Some(2025), Some(2026)]),
            (rising, "14", 2026, ["29.78", "38.98", "48.19"], Some(["3.62", "9.28"]), [None, None, None]),
            (made_up, "14", 2026, ["9.76", "12", "14.24"], Some(["-2.71", "-1.29"]), [Some(2025), Some(2025), Some(2027)]),
            (counted, "14", 2025, ["13.6", "13.6", "13.6"], None, [None, Some(2025), None]),
        ];
        for (points, target, year, band, slope, years) in cases {
            let run: Vec<&Point> = points.iter().collect();
            let pace = Pace::of(&run).unwrap();
            let latest = run.last().unwrap().figure.period.year();
            assert_eq!(pace.band(year), band.map(pct));
            assert_eq!(pace.interval(), slope.map(|ends: [&str; 2]| ends.map(pct)));
            assert_eq!(pace.reaches(pct(target), latest), years);
        }
        let months = counts(&[("2024-01", "17.5"), ("2024-08", "16.5")]);
        assert!(Pace::of(&months.iter().collect::<Vec<_>>()).is_none());
    }
}
