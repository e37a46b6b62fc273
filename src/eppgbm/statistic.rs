//! The statistics by which the quality of measurements is usually judged.

/// Digit preference score (Kuulasmaa and others, WHO MONICA Project, 1998): 100 times the root of chi-squared over the number of
/// measurements and the nine degrees of freedom; 0 where all final digits are equally frequent.
pub fn digit_preference(digits: &[usize; 10]) -> Option<f64> {
    let total = count(digits.iter().sum());
    if total == 0.0 {
        return None;
    }
    Some(100.0 * (chi_squared(digits) / (total * 9.0)).sqrt())
}

/// Chi-squared against equal frequencies.
pub fn chi_squared(counts: &[usize]) -> f64 {
    let expected = count(counts.iter().sum()) / count(counts.len().max(1));
    if expected == 0.0 {
        return 0.0;
    }
    counts
        .iter()
        .map(|n| (count(*n) - expected).powi(2) / expected)
        .sum()
}

/// The probability of a chi-squared at least as large, for an odd number of degrees of freedom: the error function and a finite
/// sum (Abramowitz and Stegun, 26.4.4).
pub fn chi_squared_p(value: f64, degrees: u32) -> f64 {
    let root = (value / 2.0).sqrt();
    let (mut term, mut sum) = (value.sqrt(), 0.0);
    for odd in (1..=degrees.saturating_sub(2)).step_by(2) {
        sum += term;
        term *= value / f64::from(odd + 2);
    }
    let density = (2.0 / std::f64::consts::PI).sqrt() * (-value / 2.0).exp();
    (complementary_error(root) + density * sum).clamp(0.0, 1.0)
}

/// `erfc` of what is not negative, within 2e-7 (Abramowitz and Stegun, 7.1.26).
fn complementary_error(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let factors = [
        1.061_405_429,
        -1.453_152_027,
        1.421_413_741,
        -0.284_496_736,
        0.254_829_592,
    ];
    factors
        .into_iter()
        .fold(0.0, |sum, factor| (sum + factor) * t)
        * (-x * x).exp()
}

/// The standard deviation of a sample of two or more.
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    let n = count(values.len());
    if n < 2.0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    Some((values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

/// A count as a floating-point number, exact to four thousand million.
pub fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    }

    /// SciPy: `chi2.sf(x, k)`.
    #[test]
    fn probabilities() {
        for (value, degrees, p) in [
            (0.0, 1, 1.0),
            (3.841_458_8, 1, 0.05),
            (10.827_566, 1, 0.001),
            (19.675_137_6, 11, 0.05),
            (5.0, 11, 0.931_167),
            (40.0, 11, 3.6e-5),
        ] {
            near(chi_squared_p(value, degrees), p);
        }
    }

    #[test]
    fn scores_and_deviations() {
        near(digit_preference(&[10; 10]).unwrap(), 0.0);
        near(
            digit_preference(&[100, 0, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap(),
            100.0,
        );
        // 50 of 100 end in 0 or 5 each: chi-squared 400, 100 * sqrt(400 / 900).
        near(
            digit_preference(&[50, 0, 0, 0, 0, 50, 0, 0, 0, 0]).unwrap(),
            66.666_667,
        );
        assert!(digit_preference(&[0; 10]).is_none());
        near(
            standard_deviation(&[1.0, 2.0, 3.0, 4.0]).unwrap(),
            1.290_994,
        );
        assert!(standard_deviation(&[1.0]).is_none());
    }
}
