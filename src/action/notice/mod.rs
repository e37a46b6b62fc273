//! What regions are told of their reports: deadlines and long waits by a job, a return by its own step.

use entity::id::ActionReportId;

use crate::notification::Subject;

pub mod job;
pub mod step;
mod wanted;

/// A report that is due soon.
pub const DUE_SOON: &str = "report_due_soon";
/// One that is overdue.
pub const OVERDUE: &str = "report_overdue";
/// One that was returned.
pub const RETURNED: &str = "report_returned";
/// One that waits for a reviewer for long.
pub const WAITING: &str = "report_waiting";

/// What a region has to report on, begun or not.
fn duty(season: &str, action: &str) -> Subject {
    Subject {
        kind: "season_action",
        id: format!("{season}/{action}"),
    }
}

/// A report.
fn report(id: ActionReportId) -> Subject {
    Subject {
        kind: "action_report",
        id: id.to_string(),
    }
}
