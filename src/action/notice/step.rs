//! What a step of a report tells and settles, in its own transaction.

use entity::action_report::Model;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::{RETURNED, duty, report};
use crate::action::report::create::season;
use crate::action::workflow::Step;
use crate::notification::{News, settle, tell};
use crate::problem::Problem;
use crate::services::Services;

/// A report that is handed in is neither due nor returned any more; one that is taken up waits no longer; one that is
/// returned is told to its region.
///
/// # Errors
/// The database.
pub async fn of_step(
    services: &Services,
    tx: &DatabaseTransaction,
    step: Step,
    row: &Model,
    unresolved_comments: u32,
) -> Result<(), Problem> {
    let at = row.state_since;
    match step {
        Step::Submit => {
            let due = duty(&row.season_code, &row.action_code);
            settle(tx, &due, Some(&row.region_code), at).await?;
            settle(tx, &report(row.id), None, at).await?;
        }
        Step::StartReview => {
            settle(tx, &report(row.id), None, at).await?;
        }
        Step::Return => {
            let (_, scheme) = season(tx, &services.parsed, &row.season_code).await?;
            let action = scheme.action(&row.action_code);
            let returned = News {
                kind: RETURNED,
                subject: report(row.id),
                region_code: row.region_code.clone(),
                occasion_at: at,
                params: json!({
                    "season": row.season_code, "action": row.action_code,
                    "action_name_id": action.map(|a| &a.name_id), "action_name_en": action.map(|a| &a.name_en),
                    "unresolved_comments": unresolved_comments,
                }),
            };
            tell(tx, services.clock.as_ref(), vec![returned]).await?;
        }
        Step::Edit | Step::Accept | Step::Reopen => {}
    }
    Ok(())
}
