//! How far each regency of Kalimantan Timur is in the demo; invented, and no judgement of any of them.

/// How far a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Accepted, with all of its documents.
    Accepted,
    /// A reviewer is at it, and has accepted one document.
    InReview,
    /// Handed in, with all that is mandatory.
    Submitted,
    /// Handed in without its last document.
    Incomplete,
    /// Sent back, with a document rejected.
    Returned,
    /// Begun, with its first document.
    Draft,
}

/// A season of the demo.
pub(super) struct Plan {
    /// The implementation year.
    pub(super) year: i32,
    /// The scheme.
    pub(super) scheme: &'static str,
    /// When its actions are due, in days from now, in the order of the scheme.
    pub(super) due_days: &'static [i64],
    /// Regencies that were given until the end of the season's own deadlines.
    pub(super) excepted: &'static [&'static str],
    /// How far each regency is, a letter for each action: see `stage`.
    pub(super) regencies: [(&'static str, &'static str); 10],
}

/// 2024 by the eight actions and 2025 by the four and two, both open, as they were in the field. Bontang's reports of 2025
/// are left to the walk of README.md.
pub(super) const PLANS: [Plan; 2] = [
    Plan {
        year: 2024,
        scheme: "BANGDA8",
        due_days: &[-45, -20, 30, 30, 30, 30, 60, 60],
        excepted: &["64.02", "64.11", "64.71"],
        regencies: [
            ("64.01", "AAASSSDD"),
            ("64.02", "AAAAAAAS"),
            ("64.03", "AASSDD--"),
            ("64.07", "SIDDD---"),
            ("64.08", "AARRBSD-"),
            ("64.09", "AAAARSSD"),
            ("64.11", "D-------"),
            ("64.71", "AAAAAASS"),
            ("64.72", "AAABRISD"),
            ("64.74", "AAARSBD-"),
        ],
    },
    Plan {
        year: 2025,
        scheme: "BANGDA4P2",
        due_days: &[30; 6],
        excepted: &[],
        regencies: [
            ("64.01", "SD--D-"),
            ("64.02", "AASD-S"),
            ("64.03", "D-----"),
            ("64.07", "------"),
            ("64.08", "SSD-D-"),
            ("64.09", "SBD---"),
            ("64.11", "------"),
            ("64.71", "AASSDA"),
            ("64.72", "RSDD-I"),
            ("64.74", "------"),
        ],
    },
];

impl Plan {
    /// The code of the season.
    pub(super) fn season(&self) -> String {
        format!("{}-{}", self.year, self.scheme)
    }
}

/// What a letter of a plan stands for; nothing for a report that is not begun.
pub(super) const fn stage(letter: char) -> Option<Stage> {
    match letter {
        'A' => Some(Stage::Accepted),
        'R' => Some(Stage::InReview),
        'S' => Some(Stage::Submitted),
        'I' => Some(Stage::Incomplete),
        'B' => Some(Stage::Returned),
        'D' => Some(Stage::Draft),
        _ => None,
    }
}
