//! What a step of a report tells and settles, in its own transaction.

use entity::action_report::Model;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::{RETURNED, duty, nearest, report};
use crate::access;
use crate::action::report::create::season;
use crate::action::workflow::Step;
use crate::auth::Permission;
use crate::notification::{News, settle, tell};
use crate::problem::Problem;
use crate::region;
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
            let own = &row.region_code;
            // The regency writes for a district at which nobody does, and is told for it.
            let held = access::permissions_by_region(tx).await?;
            let above = region::ancestors(own).into_iter().rev();
            let upwards = std::iter::once(own.clone()).chain(above);
            let told = nearest(&held, upwards, Permission::WriteReports);
            let names = region::names(tx, std::slice::from_ref(own)).await?;
            let returned = News {
                kind: RETURNED,
                subject: report(row.id),
                region_code: told.unwrap_or_else(|| own.clone()),
                occasion_at: at,
                params: json!({
                    "season": row.season_code, "action": row.action_code,
                    "action_name_id": action.map(|a| &a.name_id), "action_name_en": action.map(|a| &a.name_en),
                    "region_code": own, "region_name": names.get(own), "unresolved_comments": unresolved_comments,
                }),
            };
            tell(tx, services.clock.as_ref(), vec![returned]).await?;
        }
        Step::Edit | Step::Accept | Step::Reopen => {}
    }
    Ok(())
}
