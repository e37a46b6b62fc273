//! Where a report can go: the one table of states, steps and who may take them.

use entity::kind::ReportState::{self, Accepted, Draft, InReview, Reopened, Returned, Submitted};

/// A step of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Write it further.
    Edit,
    /// Hand it in.
    Submit,
    /// Take it up as a reviewer.
    StartReview,
    /// Send it back with what is wanting.
    Return,
    /// Take it as it is.
    Accept,
    /// Open an accepted one again.
    Reopen,
}

/// Every step.
pub const STEPS: [Step; 6] = [
    Step::Edit,
    Step::Submit,
    Step::StartReview,
    Step::Return,
    Step::Accept,
    Step::Reopen,
];

/// How somebody stands to a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Wrote or handed in some state of it.
    pub author: bool,
    /// Their region lies above that of the report: a regency does not review itself.
    pub above: bool,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not in this state.
    State,
    /// By the author, whose own report it is.
    OwnReport,
    /// By somebody of the same region.
    SameRegion,
}

impl Step {
    /// The name in revisions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Submit => "submit",
            Self::StartReview => "start_review",
            Self::Return => "return",
            Self::Accept => "accept",
            Self::Reopen => "reopen",
        }
    }

    /// The name in the audit log.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Edit => "action_report.edit",
            Self::Submit => "action_report.submit",
            Self::StartReview => "action_report.start_review",
            Self::Return => "action_report.return",
            Self::Accept => "action_report.accept",
            Self::Reopen => "action_report.reopen",
        }
    }

    /// Whether it is a reviewer's.
    pub const fn is_review(self) -> bool {
        matches!(
            self,
            Self::StartReview | Self::Return | Self::Accept | Self::Reopen
        )
    }

    /// The state after the step; none if it cannot be taken in this one.
    const fn after(self, state: ReportState) -> Option<ReportState> {
        match (state, self) {
            (Draft | Returned | Reopened, Self::Edit) => Some(state),
            (Draft | Returned | Reopened, Self::Submit) => Some(Submitted),
            (Submitted, Self::StartReview) => Some(InReview),
            (InReview, Self::Return) => Some(Returned),
            (InReview, Self::Accept) => Some(Accepted),
            (Accepted, Self::Reopen) => Some(Reopened),
            _ => None,
        }
    }

    /// The state after the step, if this person may take it.
    ///
    /// # Errors
    /// Why not; the state first, since that is what everybody sees.
    pub const fn taken_by(
        self,
        state: ReportState,
        standing: Standing,
    ) -> Result<ReportState, Refusal> {
        let Some(next) = self.after(state) else {
            return Err(Refusal::State);
        };
        if self.is_review() && standing.author {
            return Err(Refusal::OwnReport);
        }
        if self.is_review() && !standing.above {
            return Err(Refusal::SameRegion);
        }
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [ReportState; 6] = [Draft, Submitted, InReview, Returned, Accepted, Reopened];

    /// draft → submitted → in_review → returned → submitted … → accepted, and reopened; nothing else.
    const ALLOWED: &[(ReportState, Step, ReportState)] = &[
        (Draft, Step::Edit, Draft),
        (Draft, Step::Submit, Submitted),
        (Submitted, Step::StartReview, InReview),
        (InReview, Step::Return, Returned),
        (InReview, Step::Accept, Accepted),
        (Returned, Step::Edit, Returned),
        (Returned, Step::Submit, Submitted),
        (Accepted, Step::Reopen, Reopened),
        (Reopened, Step::Edit, Reopened),
        (Reopened, Step::Submit, Submitted),
    ];

    #[test]
    fn every_state_step_and_person() {
        for state in STATES {
            for step in STEPS {
                for (author, above) in [(false, false), (false, true), (true, false), (true, true)]
                {
                    let found = ALLOWED
                        .iter()
                        .find(|(from, by, _)| (*from, *by) == (state, step));
                    let review = !matches!(step, Step::Edit | Step::Submit);
                    let expected = match found {
                        None => Err(Refusal::State),
                        Some(_) if review && author => Err(Refusal::OwnReport),
                        Some(_) if review && !above => Err(Refusal::SameRegion),
                        Some((_, _, next)) => Ok(*next),
                    };
                    let standing = Standing { author, above };
                    assert_eq!(
                        step.taken_by(state, standing),
                        expected,
                        "{state:?} {step:?} {standing:?}"
                    );
                }
            }
        }
    }
}
