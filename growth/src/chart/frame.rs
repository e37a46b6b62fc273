//! Where a figure stands on the sheet.

use crate::curve::Curve;

pub(super) const WIDTH: f64 = 720.0;
pub(super) const HEIGHT: f64 = 480.0;
pub(super) const LEFT: f64 = 48.0;
pub(super) const RIGHT: f64 = 36.0;
pub(super) const TOP: f64 = 16.0;
pub(super) const BOTTOM: f64 = 44.0;

/// From figures to places on the sheet.
pub(super) struct Frame {
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

impl Frame {
    pub(super) fn around(curves: &[Curve]) -> Self {
        let all = || curves.iter().flat_map(|curve| &curve.points);
        let range = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::MAX, f64::MIN), |(low, high), v| {
                (low.min(v), high.max(v))
            })
        };
        let (low, high) = range(&mut all().flat_map(|p| p.lines).map(|m| m.as_f64()));
        let margin = (high - low) * 0.06;
        Self {
            x: range(&mut all().map(|p| p.at.as_f64())),
            y: ((low - margin).max(0.0), high + margin),
        }
    }

    pub(super) fn place(&self, at: f64, value: f64) -> (f64, f64) {
        let share = |v: f64, (low, high): (f64, f64)| (v - low) / (high - low);
        (
            LEFT + share(at, self.x) * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - share(value, self.y) * (HEIGHT - TOP - BOTTOM),
        )
    }
}

/// The multiples of a distance within a range.
pub(super) fn ticks((low, high): (f64, f64), apart: f64) -> impl Iterator<Item = f64> {
    let first = (low / apart).ceil();
    std::iter::successors(Some(first), |n| Some(n + 1.0))
        .map(move |n| n * apart)
        .take_while(move |tick| *tick <= high)
}
