//! How far a pregnancy is, and what risks follow from what was measured: cut-offs as data with validity, `data/mother/risks.csv`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use entity::kind::RiskStatus;

/// Of a family at risk (keluarga berisiko stunting, KRS).
pub const AT_RISK: &str = "at_risk";
/// How long a pregnancy lasts, in days from the first day of the last period.
const TERM_DAYS: i64 = 280;

/// A cut-off.
#[derive(Debug)]
struct Risk {
    code: &'static str,
    measure: &'static str,
    weeks: (i64, i64),
    below: i32,
    valid: (NaiveDate, Option<NaiveDate>),
}

static RISKS: LazyLock<Vec<Risk>> = LazyLock::new(|| {
    let rows = include_str!("../../data/mother/risks.csv").lines().skip(1);
    rows.filter_map(read).collect()
});

fn read(row: &'static str) -> Option<Risk> {
    let mut cells = row.split(',');
    let code = cells.next()?;
    let measure = cells.nth(2)?;
    let weeks = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let below = cells.next()?.parse().ok()?;
    let valid = (cells.next()?.parse().ok()?, cells.next()?.parse().ok());
    Some(Risk {
        code,
        measure,
        weeks,
        below,
        valid,
    })
}

/// What is known of a mother, as far as risks follow from it.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// When her child is due (hari perkiraan lahir, HPL).
    pub due_on: NaiveDate,
    /// Whether her family is at risk.
    pub risk_status: RiskStatus,
    /// The circumference of her upper arm (LiLA) in millimetres, and when it was measured.
    pub muac: Option<(i32, NaiveDate)>,
    /// Haemoglobin in grams a litre, and when it was measured.
    pub haemoglobin: Option<(i32, NaiveDate)>,
}

/// The completed week of pregnancy on a day.
pub fn week(due_on: NaiveDate, on: NaiveDate) -> i64 {
    (TERM_DAYS - (due_on - on).num_days()).div_euclid(7)
}

/// The trimester on a day: to week 13, to week 27, and after.
pub fn trimester(due_on: NaiveDate, on: NaiveDate) -> u8 {
    match week(due_on, on) {
        ..14 => 1,
        14..28 => 2,
        _ => 3,
    }
}

/// The trimester at the beginning of a day's month: it turns on the first alone, so that no day when a child is due follows
/// from the day on which it turns.
pub fn coarse_trimester(due_on: NaiveDate, on: NaiveDate) -> u8 {
    trimester(due_on, on.with_day(1).unwrap_or(on))
}

/// What a mother is in need of.
pub fn needs(facts: Facts) -> BTreeSet<&'static str> {
    let measured = [
        ("muac_mm", facts.muac),
        ("haemoglobin_g_l", facts.haemoglobin),
    ];
    let coded = RISKS.iter().filter(|risk| {
        let value = measured.iter().find(|(name, _)| *name == risk.measure);
        value
            .and_then(|(_, value)| *value)
            .is_some_and(|(value, on)| {
                let (from, to) = risk.weeks;
                let holds = risk.valid.0 <= on && risk.valid.1.is_none_or(|last| on <= last);
                holds && (from..=to).contains(&week(facts.due_on, on).max(0)) && value < risk.below
            })
    });
    let of_family = (facts.risk_status == RiskStatus::AtRisk).then_some(AT_RISK);
    coded.map(|risk| risk.code).chain(of_family).collect()
}

/// Every need that there is.
pub fn known_needs() -> BTreeSet<&'static str> {
    RISKS
        .iter()
        .map(|risk| risk.code)
        .chain([AT_RISK])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_file_is_read_whole() {
        assert_eq!(RISKS.len(), 4);
        let known: Vec<_> = known_needs().into_iter().collect();
        assert_eq!(known, ["anaemia", "at_risk", "kek"]);
    }

    #[test]
    fn weeks_and_trimesters() {
        let due = day("2027-03-01");
        for (on, weeks, third) in [
            ("2026-05-25", 0, 1),
            ("2026-08-30", 13, 1),
            ("2026-08-31", 14, 2),
            ("2026-12-06", 27, 2),
            ("2026-12-07", 28, 3),
            ("2027-03-01", 40, 3),
        ] {
            assert_eq!(
                (week(due, day(on)), trimester(due, day(on))),
                (weeks, third)
            );
        }
        assert_eq!(coarse_trimester(due, day("2026-12-31")), 2);
        assert_eq!(coarse_trimester(due, day("2027-01-01")), 3);
    }

    #[test]
    fn risks_follow_from_what_was_measured() {
        let facts = |muac, haemoglobin| Facts {
            due_on: day("2027-03-01"),
            risk_status: RiskStatus::Unknown,
            muac,
            haemoglobin,
        };
        let (second, third) = (day("2026-10-01"), day("2027-01-10"));
        for (facts, expected) in [
            (facts(None, None), &[][..]),
            (facts(Some((235, second)), None), &[]),
            (facts(Some((234, second)), None), &["kek"]),
            (facts(None, Some((105, second))), &[]),
            (facts(None, Some((104, second))), &["anaemia"]),
            (facts(None, Some((109, third))), &["anaemia"]),
            (facts(None, Some((110, third))), &[]),
            (
                Facts {
                    risk_status: RiskStatus::AtRisk,
                    ..facts(Some((200, third)), Some((90, third)))
                },
                &["anaemia", "at_risk", "kek"],
            ),
        ] {
            let found: Vec<_> = needs(facts).into_iter().collect();
            assert_eq!(found, expected, "{facts:?}");
        }
    }
}
