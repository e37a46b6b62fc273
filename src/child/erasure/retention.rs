//! Erases by rule who children are that have long been no children under five any more.

use std::sync::Arc;
use std::time::Duration;

use chrono::{Months, NaiveDate};
use entity::retention_rule;

use super::store::{due, erase, rules, with_merged};
use crate::auth::Stamp;
use crate::db::{Change, write};
use crate::file::destroy_since;
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(3600);
/// Children of one round; the next round goes on.
const ROUND: u64 = 200;

/// Erases whom a rule that holds has come to; gives how many. None is found twice.
///
/// # Errors
/// The database.
pub async fn sweep(services: &Services) -> Result<usize, Problem> {
    let begun = services.clock.now();
    let today = begun.date_naive();
    let rules = rules(services.db.reader()).await?;
    let Some((born_by, rule)) = strictest(&rules, today) else {
        return Ok(0);
    };
    let children = due(services.db.reader(), born_by, ROUND).await?;
    let mut done = 0;
    for child in children {
        let clock = services.clock.as_ref();
        let context = system_context(clock, "retention");
        let stamp = Stamp {
            at: clock.now(),
            by: "system:retention".to_owned(),
            request_id: context.request_id,
        };
        let reason = format!("retention rule {}", rule.code);
        let erased = write(&services.db, clock, &context, async |tx| {
            let change = Change::new("child.erase", "child", child.id)
                .in_region(child.region_code.clone())
                .because(reason.clone());
            let rows = with_merged(tx, child).await?;
            let gone = erase(tx, rows, &reason, &stamp).await?;
            let others: Vec<_> = gone.iter().skip(1).map(|other| other.id).collect();
            let change =
                change.with(serde_json::json!({ "basis": rule.basis, "children": others }));
            Ok((change, gone.len()))
        });
        done += erased.await?;
    }
    if done > 0 {
        services.db.forget_log().await;
        destroy_since(services, begun).await;
    }
    Ok(done)
}

/// The latest day of birth to which a rule that holds today has come, and that rule.
fn strictest(
    rules: &[retention_rule::Model],
    today: NaiveDate,
) -> Option<(NaiveDate, &retention_rule::Model)> {
    let holds = |rule: &&retention_rule::Model| {
        rule.valid_from <= today && rule.valid_to.is_none_or(|to| today <= to)
    };
    let born_by = |rule: &retention_rule::Model| {
        let months = u32::try_from(rule.erase_at_age_months).ok()?;
        today.checked_sub_months(Months::new(months))
    };
    let held = rules.iter().filter(holds);
    held.filter_map(|rule| Some((born_by(rule)?, rule)))
        .max_by_key(|(born_by, _)| *born_by)
}

/// Does so now and every hour, for as long as it is let.
pub async fn run(services: Arc<Services>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match sweep(&services).await {
            Ok(0) => {}
            Ok(erased) => tracing::info!(erased, "{erased} children's identities erased by rule"),
            Err(error) => tracing::warn!("retention will try again: {error}"),
        }
    }
}
