//! From a measure to a z-score and back: the LMS method, restricted beyond ±3 where weight and fat are skewed.

use crate::number::Z;
use crate::table::Lms;

/// An index of growth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Index {
    /// Weight-for-age (BB/U).
    Waz,
    /// Length- or height-for-age (PB/U, TB/U).
    Haz,
    /// Weight-for-length or -height (BB/PB, BB/TB).
    Whz,
    /// Body-mass-index-for-age (IMT/U).
    Baz,
    /// Head-circumference-for-age (LK/U).
    Hcz,
    /// Arm-circumference-for-age (LiLA/U).
    Acz,
}

impl Index {
    /// Every index.
    pub const ALL: [Self; 6] = [
        Self::Waz,
        Self::Haz,
        Self::Whz,
        Self::Baz,
        Self::Hcz,
        Self::Acz,
    ];

    /// The code, as `waz`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waz => "waz",
            Self::Haz => "haz",
            Self::Whz => "whz",
            Self::Baz => "baz",
            Self::Hcz => "hcz",
            Self::Acz => "acz",
        }
    }

    /// The index of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|index| index.code() == code)
    }

    /// Whether z-scores beyond ±3 are measured in distances between the second and the third line. Lengths and head
    /// circumferences are distributed normally, so that it would change nothing.
    const fn is_restricted(self) -> bool {
        matches!(self, Self::Waz | Self::Whz | Self::Baz | Self::Acz)
    }

    /// Whether the standard of lying children differs from that of standing ones.
    pub const fn depends_on_posture(self) -> bool {
        matches!(self, Self::Haz | Self::Whz | Self::Baz)
    }

    /// The limits outside of which WHO holds a z-score for a mistake of measuring or writing.
    pub const fn limits(self) -> (Z, Z) {
        let (low, high) = match self {
            Self::Waz => (-600, 500),
            Self::Haz => (-600, 600),
            Self::Whz | Self::Baz | Self::Hcz | Self::Acz => (-500, 500),
        };
        (Z::from_hundredths(low), Z::from_hundredths(high))
    }
}

/// The z-score of a measure that is more than zero, not rounded.
pub(crate) fn z_score(index: Index, measure: f64, lms: Lms) -> f64 {
    let Lms { l, m, s } = lms;
    let z = ((measure / m).powf(l) - 1.0) / (s * l);
    if !index.is_restricted() || z.abs() <= 3.0 {
        return z;
    }
    let side = z.signum();
    let third = sd_line(lms, 3.0 * side);
    let distance = (third - sd_line(lms, 2.0 * side)).abs();
    3.0 * side + (measure - third) / distance
}

/// The measure at a z-score between −3 and 3.
pub(crate) fn sd_line(lms: Lms, z: f64) -> f64 {
    let Lms { l, m, s } = lms;
    m * (1.0 + l * s * z).powf(1.0 / l)
}
