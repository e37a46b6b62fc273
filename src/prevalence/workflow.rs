//! Where a claim can go: the one table of states and decisions.

use entity::kind::ClaimStatus::{self, Published, Rejected, Submitted, Verified, Withdrawn};

/// A decision about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It agrees with what it cites.
    Verify,
    /// It is shown as a figure.
    Publish,
    /// It is wrong.
    Reject,
    /// Whoever stated it takes it back.
    Withdraw,
    /// It is the official one of its region, indicator, source and period.
    MarkOfficial,
}

impl Decision {
    /// The name in revisions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Publish => "publish",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
            Self::MarkOfficial => "mark_official",
        }
    }

    /// The name in the audit log.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Verify => "prevalence.verify",
            Self::Publish => "prevalence.publish",
            Self::Reject => "prevalence.reject",
            Self::Withdraw => "prevalence.withdraw",
            Self::MarkOfficial => "prevalence.mark_official",
        }
    }

    /// The state after the decision; none if it cannot be taken in this state.
    pub const fn from_state(self, state: ClaimStatus) -> Option<ClaimStatus> {
        match (state, self) {
            (Submitted, Self::Verify) => Some(Verified),
            (Verified, Self::Publish) | (Published, Self::MarkOfficial) => Some(Published),
            (Submitted | Verified, Self::Reject) => Some(Rejected),
            (Submitted | Verified | Published, Self::Withdraw) => Some(Withdrawn),
            _ => None,
        }
    }
}

/// The state and the official mark after a correction: whoever may decide keeps both; else the claim is looked at again.
pub const fn after_correction(
    state: ClaimStatus,
    official: bool,
    may_decide: bool,
) -> (ClaimStatus, bool) {
    match state {
        Submitted | Verified | Published if may_decide => (state, official),
        _ => (Submitted, false),
    }
}

/// Whether a caller may correct or withdraw a claim: what is published was decided on, so others than who stated it, and than
/// who decides, leave it alone and state a claim of their own beside it.
pub fn may_change(state: ClaimStatus, stated_by: &str, caller: &str, may_decide: bool) -> bool {
    may_decide || state != Published || stated_by == caller
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [ClaimStatus; 5] = [Submitted, Verified, Published, Rejected, Withdrawn];

    /// The chain: submitted → verified → published; rejected and withdrawn beside it.
    #[test]
    fn every_state_and_decision() {
        let table = [
            (Decision::Verify, [Some(Verified), None, None, None, None]),
            (Decision::Publish, [None, Some(Published), None, None, None]),
            (
                Decision::Reject,
                [Some(Rejected), Some(Rejected), None, None, None],
            ),
            (
                Decision::Withdraw,
                [
                    Some(Withdrawn),
                    Some(Withdrawn),
                    Some(Withdrawn),
                    None,
                    None,
                ],
            ),
            (
                Decision::MarkOfficial,
                [None, None, Some(Published), None, None],
            ),
        ];
        for (decision, expected) in table {
            assert_eq!(
                STATES.map(|state| decision.from_state(state)),
                expected,
                "{decision:?}"
            );
        }
    }

    #[test]
    fn a_correction_is_looked_at_again_unless_a_decider_made_it() {
        for state in STATES {
            assert_eq!(after_correction(state, true, false), (Submitted, false));
        }
        assert_eq!(after_correction(Published, true, true), (Published, true));
        assert_eq!(after_correction(Verified, false, true), (Verified, false));
        assert_eq!(after_correction(Rejected, false, true), (Submitted, false));
        assert_eq!(after_correction(Withdrawn, false, true), (Submitted, false));
    }
}
