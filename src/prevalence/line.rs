//! The least-squares line through a few points in time, with what is known of their errors.

/// The line `y = mean_y + slope (t - mean_t)` and what is needed to state its error.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Change of y per unit of t.
    pub(super) slope: f64,
    mean_t: f64,
    mean_y: f64,
    spread: f64,
    times: Vec<f64>,
}

impl Line {
    /// Ordinary least squares: `slope = Σ (t - mean_t) y / Σ (t - mean_t)²`. None for fewer than two times.
    pub(super) fn through(points: &[(f64, f64)]) -> Option<Self> {
        let number = super::interval::count(i64::try_from(points.len()).ok()?);
        let mean = |sum: f64| sum / number;
        let mean_t = mean(points.iter().map(|(t, _)| t).sum());
        let mean_y = mean(points.iter().map(|(_, y)| y).sum());
        let spread: f64 = points.iter().map(|(t, _)| (t - mean_t).powi(2)).sum();
        if points.len() < 2 || spread <= 0.0 {
            return None;
        }
        let slope = points.iter().map(|(t, y)| (t - mean_t) * y).sum::<f64>() / spread;
        let times = points.iter().map(|(t, _)| *t).collect();
        Some(Self {
            slope,
            mean_t,
            mean_y,
            spread,
            times,
        })
    }

    /// The value of the line at a time.
    pub(super) fn at(&self, time: f64) -> f64 {
        self.mean_y + self.slope * (time - self.mean_t)
    }

    /// Standard error of the slope from those of the points, in their order: `sqrt(Σ ((t - mean_t) se / spread)²)`.
    pub(super) fn slope_error(&self, errors: &[f64]) -> f64 {
        self.propagated(errors, |t| (t - self.mean_t) / self.spread)
    }

    /// Standard error of the line at a time: each point weighs `1/n + (time - mean_t)(t - mean_t) / spread`.
    pub(super) fn error_at(&self, time: f64, errors: &[f64]) -> f64 {
        let (each, away) = (
            1.0 / super::interval::count(i64::try_from(self.times.len()).unwrap_or(1)),
            time - self.mean_t,
        );
        self.propagated(errors, |t| each + away * (t - self.mean_t) / self.spread)
    }

    /// The line is a weighted sum of independent points, so its variance is the sum of theirs, weights squared.
    fn propagated(&self, errors: &[f64], weight: impl Fn(f64) -> f64) -> f64 {
        self.times
            .iter()
            .zip(errors)
            .map(|(t, error)| (weight(*t) * error).powi(2))
            .sum::<f64>()
            .sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kukar's survey 2021 to 2024. Python: `W = inv(X.T @ X) @ X.T` with X = [1, t], slope = `(W @ y)[1]`,
    /// errors = `sqrt((W[1]*se)**2 summed)` and `sqrt(((W[0] + W[1]*T)*se)**2 summed)`.
    #[test]
    fn slope_and_errors() {
        let points = [(0.0, 26.4), (1.0, 27.1), (2.0, 17.6), (3.0, 14.2)];
        let errors = [2.25, 2.27, 1.94, 1.78];
        let line = Line::through(&points).unwrap();
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-6, "{found}");
        near(line.slope, -4.610000);
        near(line.at(4.5), 7.495000);
        near(line.slope_error(&errors), 0.911014);
        near(line.error_at(4.5, &errors), 2.735048);
        assert!(Line::through(&points[..1]).is_none());
        assert!(Line::through(&[(1.0, 2.0), (1.0, 3.0)]).is_none());
    }
}
