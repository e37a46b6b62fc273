//! Which changes of state can be.

use chrono::NaiveDate;
use entity::kind::ChildState;

/// The first day from which a child has aged out: the first with 60 months of 30.4375 days.
const AGED_OUT_DAY: i64 = 1827;

/// Why a change cannot be: the member that is wrong, and a code.
pub fn faults(
    birth_date: NaiveDate,
    to: ChildState,
    has_destination: bool,
    effective_on: NaiveDate,
    today: NaiveDate,
) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    if to == ChildState::Merged {
        faults.push(("/to_state", "not_applicable"));
    }
    if has_destination && to != ChildState::Moved {
        faults.push(("/to_region_code", "not_applicable"));
    }
    let age = effective_on.signed_duration_since(birth_date).num_days();
    if age < 0 {
        faults.push(("/effective_on", "before_birth"));
    } else if effective_on > today {
        faults.push(("/effective_on", "in_the_future"));
    } else if to == ChildState::AgedOut && age < AGED_OUT_DAY {
        faults.push(("/effective_on", "too_young"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_must_be_possible() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-22");
        for (to, destination, on, wrong) in [
            (ChildState::Moved, true, "2026-11-22", &[][..]),
            (ChildState::Moved, false, "2026-11-22", &[]),
            (ChildState::Died, false, "2021-11-01", &[]),
            (ChildState::Died, true, "2021-11-01", &["not_applicable"]),
            (ChildState::Died, false, "2021-10-31", &["before_birth"]),
            (ChildState::Died, false, "2026-11-23", &["in_the_future"]),
            (ChildState::AgedOut, false, "2026-11-01", &["too_young"]),
            (ChildState::AgedOut, false, "2026-11-02", &[]),
            (ChildState::Merged, false, "2026-11-02", &["not_applicable"]),
        ] {
            let found = faults(day("2021-11-01"), to, destination, day(on), today);
            let found: Vec<_> = found.into_iter().map(|(_, code)| code).collect();
            assert_eq!(found, wrong, "{to:?} {on}");
        }
    }
}
