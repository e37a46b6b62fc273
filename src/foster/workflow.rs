//! The states of an assignment, the steps between them, and who may take which.

use entity::kind::AssignmentState;
use entity::kind::AssignmentState::{
    Active, Approved, Completed, Graduated, Proposed, Rejected, Terminated, Transferred,
};

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Agree to a proposal.
    Approve,
    /// Refuse it.
    Reject,
    /// Let it begin.
    Activate,
    /// End it at its planned end.
    Complete,
    /// End it because the child needs no more.
    Graduate,
    /// End it before.
    Terminate,
    /// Take it over from another foster parent.
    TakeOver,
}

/// Every step.
pub const STEPS: [Step; 7] = [
    Step::Approve,
    Step::Reject,
    Step::Activate,
    Step::Complete,
    Step::Graduate,
    Step::Terminate,
    Step::TakeOver,
];

/// How somebody stands to an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Proposed it, or the transfer of it.
    pub proposer: bool,
    /// Acts for the foster parent to whom it is offered.
    pub receiver: bool,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not in this state.
    State,
    /// By who proposed it.
    OwnProposal,
    /// By somebody to whom it is not offered.
    NotOffered,
}

impl Step {
    /// The name in revisions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Activate => "activate",
            Self::Complete => "complete",
            Self::Graduate => "graduate",
            Self::Terminate => "terminate",
            Self::TakeOver => "take_over",
        }
    }

    /// The name in the audit log.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Approve => "foster_assignment.approve",
            Self::Reject => "foster_assignment.reject",
            Self::Activate => "foster_assignment.activate",
            Self::Complete => "foster_assignment.complete",
            Self::Graduate => "foster_assignment.graduate",
            Self::Terminate => "foster_assignment.terminate",
            Self::TakeOver => "foster_assignment.take_over",
        }
    }

    /// The state after the step; none if it cannot be taken in this one.
    const fn after(self, state: AssignmentState) -> Option<AssignmentState> {
        match (state, self) {
            (Proposed, Self::Approve) => Some(Approved),
            (Proposed, Self::Reject) => Some(Rejected),
            (Approved, Self::Activate) => Some(Active),
            (Active, Self::Complete) => Some(Completed),
            (Active, Self::Graduate) => Some(Graduated),
            (Proposed | Approved | Active, Self::Terminate) => Some(Terminated),
            (Active, Self::TakeOver) => Some(Transferred),
            _ => None,
        }
    }

    /// The state after the step, if this person may take it.
    ///
    /// # Errors
    /// Why not; the state first, since that is what everybody sees.
    pub const fn taken_by(
        self,
        state: AssignmentState,
        standing: Standing,
    ) -> Result<AssignmentState, Refusal> {
        let Some(next) = self.after(state) else {
            return Err(Refusal::State);
        };
        if matches!(self, Self::TakeOver) && !standing.receiver {
            return Err(Refusal::NotOffered);
        }
        if matches!(self, Self::Approve | Self::Reject | Self::TakeOver) && standing.proposer {
            return Err(Refusal::OwnProposal);
        }
        Ok(next)
    }
}

/// Whether an assignment in a state takes up its foster parent, and its child for the aid that was promised.
pub const fn is_open(state: AssignmentState) -> bool {
    matches!(state, Proposed | Approved | Active)
}

/// The states that are open.
pub const OPEN: [AssignmentState; 3] = [Proposed, Approved, Active];

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [AssignmentState; 8] = [
        Proposed,
        Approved,
        Active,
        Completed,
        Graduated,
        Terminated,
        Transferred,
        Rejected,
    ];

    const ALLOWED: &[(AssignmentState, Step, AssignmentState)] = &[
        (Proposed, Step::Approve, Approved),
        (Proposed, Step::Reject, Rejected),
        (Proposed, Step::Terminate, Terminated),
        (Approved, Step::Activate, Active),
        (Approved, Step::Terminate, Terminated),
        (Active, Step::Complete, Completed),
        (Active, Step::Graduate, Graduated),
        (Active, Step::Terminate, Terminated),
        (Active, Step::TakeOver, Transferred),
    ];

    #[test]
    fn every_state_step_and_person() {
        for state in STATES {
            for step in STEPS {
                for (proposer, receiver) in
                    [(false, false), (false, true), (true, false), (true, true)]
                {
                    let found = ALLOWED
                        .iter()
                        .find(|(from, by, _)| (*from, *by) == (state, step));
                    let by_another = matches!(step, Step::Approve | Step::Reject | Step::TakeOver);
                    let expected = match found {
                        None => Err(Refusal::State),
                        Some(_) if step == Step::TakeOver && !receiver => Err(Refusal::NotOffered),
                        Some(_) if by_another && proposer => Err(Refusal::OwnProposal),
                        Some((_, _, next)) => Ok(*next),
                    };
                    let standing = Standing { proposer, receiver };
                    assert_eq!(
                        step.taken_by(state, standing),
                        expected,
                        "{state:?} {step:?} {standing:?}"
                    );
                }
            }
            assert_eq!(OPEN.contains(&state), is_open(state));
        }
    }
}
