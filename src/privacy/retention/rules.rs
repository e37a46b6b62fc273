//! Which rules of retention can be laid down. What is erased cannot be brought back, so nothing is erased earlier than before from
//! one moment to the next: somebody has the rest of the day to see what was mistyped.

use chrono::NaiveDate;
use validator::ValidationError;

use crate::validation::broken;

/// The code of a rule.
///
/// # Errors
/// When it is none.
pub fn rule_code(value: &str) -> Result<(), ValidationError> {
    let mut bytes = value.bytes();
    let first = bytes.next().is_some_and(|byte| byte.is_ascii_uppercase());
    let rest = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if first && (2..=40).contains(&value.len()) && bytes.all(rest) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus sesuai pola ^[A-Z][A-Z0-9_]{1,39}$",
        "must match ^[A-Z][A-Z0-9_]{1,39}$",
    ))
}

/// When a rule erases, and from when until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// At which age in months.
    pub months: i32,
    /// From when.
    pub from: NaiveDate,
    /// Until when, if it ends.
    pub to: Option<NaiveDate>,
}

/// Whether a rule would erase from today on what the one before would not have.
pub fn hastens(before: Option<Term>, now: Term, today: NaiveDate) -> bool {
    if now.from > today || now.to.is_some_and(|to| to < today) {
        return false;
    }
    before.is_none_or(|before| {
        let held = before.from <= today && before.to.is_none_or(|to| to >= today);
        !held || now.months < before.months
    })
}

/// Whether a rule that stood would be over at once: the one of the region above, which may be stricter, would take its place.
pub fn ends_at_once(before: Option<Term>, now: Term, today: NaiveDate) -> bool {
    let over = |term: Term| term.to.is_some_and(|to| to < today);
    before.is_some_and(|before| !over(before) && over(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_earlier_has_to_wait_for_tomorrow() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let term = |months, from: &str, to: Option<&str>| Term {
            months,
            from: day(from),
            to: to.map(day),
        };
        let today = day("2026-11-22");
        let held = term(120, "2022-10-17", None);
        for (before, now, hasty) in [
            (None, term(120, "2026-11-23", None), false),
            (None, term(120, "2026-11-22", None), true),
            (None, term(60, "2020-01-01", Some("2026-11-21")), false),
            (Some(held), term(96, "2022-10-17", None), true),
            (Some(held), term(96, "2026-11-23", None), false),
            (Some(held), term(180, "2022-10-17", None), false),
            (
                Some(held),
                term(120, "2022-10-17", Some("2026-12-31")),
                false,
            ),
            (
                Some(term(120, "2020-01-01", Some("2026-11-21"))),
                term(120, "2020-01-01", None),
                true,
            ),
            (
                Some(term(120, "2027-01-01", None)),
                term(120, "2026-11-22", None),
                true,
            ),
        ] {
            assert_eq!(hastens(before, now, today), hasty, "{before:?} {now:?}");
        }
    }

    #[test]
    fn a_rule_that_stands_is_not_over_at_once() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let until = |to: Option<&str>| Term {
            months: 180,
            from: day("2020-01-01"),
            to: to.map(day),
        };
        let over = |before, now| ends_at_once(before, until(Some(now)), day("2026-11-22"));
        assert!(over(Some(until(None)), "2026-11-21"));
        assert!(!over(Some(until(None)), "2026-11-22"));
        assert!(!over(Some(until(Some("2025-12-31"))), "2026-11-21"));
        assert!(!over(None, "2026-11-21"));
    }

    #[test]
    fn codes_have_capitals() {
        for (code, good) in [
            ("AGED_OUT_5_YEARS", true),
            ("A1", true),
            ("A", false),
            ("a1", false),
            ("1A", false),
        ] {
            assert_eq!(rule_code(code).is_ok(), good, "{code}");
        }
    }
}
