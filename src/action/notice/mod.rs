//! What regions are told of their reports: deadlines and long waits by a job, a return by its own step.

use std::collections::{BTreeSet, HashMap};

use entity::id::ActionReportId;

use crate::auth::Permission;
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

/// The nearest region at which somebody holds a permission: the first of some, from below upwards.
fn nearest(
    held: &HashMap<String, BTreeSet<Permission>>,
    upwards: impl IntoIterator<Item = String>,
    permission: Permission,
) -> Option<String> {
    upwards.into_iter().find(|code| {
        held.get(code)
            .is_some_and(|held| held.contains(&permission))
    })
}

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
