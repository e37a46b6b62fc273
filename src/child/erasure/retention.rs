//! Erases by rule who children are that have long been no children under five any more.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{Months, NaiveDate};
use entity::{child, retention_rule};

use super::store::{due, erase, rules, with_merged};
use crate::auth::{RegionScope, Stamp};
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
    let (mut done, mut left) = (0, ROUND);
    for held in in_force(&rules, today) {
        let region = RegionScope::new(held.rule.region_code.as_str());
        let reader = services.db.reader();
        let children = due(reader, &region, &held.but, held.born_by, left).await?;
        left = left.saturating_sub(u64::try_from(children.len()).unwrap_or(ROUND));
        for child in children {
            done += forget(services, child, held.rule).await?;
        }
        if left == 0 {
            break;
        }
    }
    if done > 0 {
        services.db.forget_log().await;
        destroy_since(services, begun).await;
    }
    Ok(done)
}

/// Erases who a child is, and what went up in its record; gives how many records.
async fn forget(
    services: &Services,
    child: child::Model,
    rule: &retention_rule::Model,
) -> Result<usize, Problem> {
    let clock = services.clock.as_ref();
    let context = system_context(clock, "retention");
    let stamp = Stamp {
        at: clock.now(),
        by: "system:retention".to_owned(),
        request_id: context.request_id,
    };
    let reason = format!("retention rule {} version {}", rule.code, rule.version);
    write(&services.db, clock, &context, async |tx| {
        let change = Change::new("child.erase", "child", child.id)
            .in_region(child.region_code.clone())
            .because(reason.clone());
        let rows = with_merged(tx, child).await?;
        let gone = erase(tx, rows, &reason, &stamp).await?;
        let others: Vec<_> = gone.iter().skip(1).map(|other| other.id).collect();
        let change = change.with(serde_json::json!({ "basis": rule.basis, "children": others }));
        Ok((change, gone.len()))
    })
    .await
}

/// A rule that holds, and where.
struct Held<'a> {
    rule: &'a retention_rule::Model,
    /// The latest day of birth to which it has come.
    born_by: NaiveDate,
    /// The parts of its region that have rules of their own.
    but: Vec<RegionScope>,
}

/// The rules that hold on a day, the strictest first. A region with rules of its own keeps to these, also to those that are yet to
/// begin: what is to be kept longer there must not go before.
fn in_force(rules: &[retention_rule::Model], today: NaiveDate) -> Vec<Held<'_>> {
    let stands = |rule: &&retention_rule::Model| rule.valid_to.is_none_or(|to| today <= to);
    let own: BTreeSet<&str> = rules
        .iter()
        .filter(stands)
        .map(|rule| rule.region_code.as_str())
        .collect();
    let begun = rules
        .iter()
        .filter(stands)
        .filter(|rule| rule.valid_from <= today);
    let mut all: Vec<Held<'_>> = begun.filter_map(|rule| held(rule, &own, today)).collect();
    all.sort_by_key(|held| std::cmp::Reverse(held.born_by));
    all
}

fn held<'a>(
    rule: &'a retention_rule::Model,
    own: &BTreeSet<&str>,
    today: NaiveDate,
) -> Option<Held<'a>> {
    let region = rule.region_code.as_str();
    let whole = RegionScope::new(region);
    let below = own.iter().copied();
    let below = below.filter(|code| *code != region && whole.contains(code));
    let months = u32::try_from(rule.erase_at_age_months).ok()?;
    Some(Held {
        rule,
        born_by: today.checked_sub_months(Months::new(months))?,
        but: below.map(RegionScope::new).collect(),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(region: &str, months: i32, from: &str, to: Option<&str>) -> retention_rule::Model {
        let day = |text: &str| text.parse().unwrap();
        retention_rule::Model {
            code: format!("R_{region}_{months}"),
            region_code: region.to_owned(),
            erase_at_age_months: months,
            basis: String::new(),
            valid_from: day(from),
            valid_to: to.map(day),
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_region_keeps_to_its_own_rules() {
        let today = "2026-11-22".parse().unwrap();
        let held = |rules: &[retention_rule::Model]| -> Vec<String> {
            let shown = |held: Held<'_>| {
                let but: Vec<&str> = held.but.iter().map(RegionScope::code).collect();
                format!("{} {} {but:?}", held.rule.region_code, held.born_by)
            };
            in_force(rules, today).into_iter().map(shown).collect()
        };
        let country = rule("ID", 120, "2022-10-17", None);
        let first = std::slice::from_ref(&country);
        assert_eq!(held(first), ["ID 2016-11-22 []"]);
        let longer = rule("64", 180, "2026-01-01", None);
        let both = [country.clone(), longer.clone()];
        assert_eq!(held(&both), ["ID 2016-11-22 [\"64\"]", "64 2011-11-22 []"]);
        // Yet to begin, it shields; ended, it does not.
        let coming = rule("64", 180, "2026-11-23", None);
        assert_eq!(held(&[country.clone(), coming]), ["ID 2016-11-22 [\"64\"]"]);
        let ended = rule("64", 180, "2020-01-01", Some("2026-11-21"));
        assert_eq!(held(&[country.clone(), ended]), ["ID 2016-11-22 []"]);
        let last_day = rule("64", 60, "2020-01-01", Some("2026-11-22"));
        let both = [country, last_day];
        assert_eq!(held(&both), ["64 2021-11-22 []", "ID 2016-11-22 [\"64\"]"]);
    }
}
