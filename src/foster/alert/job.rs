//! The job that tells regions of what is wrong with assignments. It works out what should stand, writes what does not stand
//! yet and settles what stands no longer, so that it may be run at any time and any number of times.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use entity::id::NotificationId;
use entity::notification::Model;
use serde_json::json;

use super::find::find;
use super::model::FosterAlert;
use super::rules::FosterAlertKind::{NoDelivery, NoGain, NoWeighing};
use super::subject;
use crate::access;
use crate::auth::scope::COUNTRY;
use crate::auth::{Permission, RegionScope};
use crate::db::{self, Change, lease};
use crate::notification::{News, settle_all, standing, tell};
use crate::problem::Problem;
use crate::region;
use crate::services::Services;
use crate::startup::system_context;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(1800);
/// How long a process that has died keeps the others from it.
const HOLD: TimeDelta = TimeDelta::minutes(15);
/// The name of the lease.
const JOB: &str = "foster_alerts";
/// From how many dots on a code is that of a regency or of something in it.
const REGENCY_DOTS: usize = 1;

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Notifications that it wrote.
    pub written: u64,
    /// Notifications that stand no longer.
    pub settled: u64,
}

/// Tells regions what is wrong now; does nothing while another process does it.
///
/// # Errors
/// The database.
pub async fn notify(services: &Services) -> Result<Done, Problem> {
    let (db, clock) = (&services.db, services.clock.as_ref());
    let (now, holder) = (clock.now(), clock.new_id());
    if !lease::take(db, JOB, holder, now, now + HOLD).await? {
        return Ok(Done::default());
    }
    let done = work(services, now).await;
    lease::release(db, JOB, holder, clock.now()).await?;
    done
}

async fn work(services: &Services, now: DateTime<Utc>) -> Result<Done, Problem> {
    let country = RegionScope::new(COUNTRY);
    let (_, alerts) = find(services, &country, now.date_naive()).await?;
    let held = access::permissions_by_region(services.db.reader()).await?;
    let reads = |code: &String| {
        let here = held.get(code);
        here.is_some_and(|held| held.contains(&Permission::ReadFoster))
    };
    let wanted: Vec<News> = alerts
        .iter()
        .flat_map(|alert| {
            let mut regions = region::ancestors(&alert.region_code);
            regions.push(alert.region_code.clone());
            regions
                .into_iter()
                .filter(|code| code.matches('.').count() >= REGENCY_DOTS && reads(code))
                .map(|code| news(alert, code))
                .collect::<Vec<_>>()
        })
        .collect();
    let of =
        |is_child| [NoGain, NoWeighing, NoDelivery].map(move |kind| kind.notification(is_child));
    let kinds = [of(true), of(false)].concat();
    let stands = standing(services.db.reader(), &kinds).await?;
    let (fresh, gone) = difference(wanted, &stands);
    if fresh.is_empty() && gone.is_empty() {
        return Ok(Done::default());
    }
    write(services, fresh, &gone, now).await
}

async fn write(
    services: &Services,
    fresh: Vec<News>,
    gone: &[NotificationId],
    now: DateTime<Utc>,
) -> Result<Done, Problem> {
    let clock = services.clock.as_ref();
    let context = system_context(clock, "notifications");
    let mut nothing = false;
    let done = db::write(&services.db, clock, &context, async |tx| {
        let done = Done {
            written: tell(tx, clock, fresh).await?,
            settled: settle_all(tx, gone, now).await?,
        };
        if done == Done::default() {
            // Told before and settled since: no write, and so no entry in the log.
            nothing = true;
            return Err(Problem::not_found());
        }
        let change = Change::new("notification.write", "notification", JOB)
            .with(json!({ "written": done.written, "settled": done.settled }));
        Ok((change, done))
    })
    .await;
    if nothing { Ok(Done::default()) } else { done }
}

fn news(alert: &FosterAlert, region_code: String) -> News {
    News {
        kind: alert.kind.notification(alert.child_code.is_some()),
        subject: subject(alert.assignment_id),
        region_code,
        occasion_at: alert.since.and_time(NaiveTime::MIN).and_utc(),
        params: json!({
            "child": alert.child_code, "mother": alert.mother_code, "programme": alert.programme, "region_code": alert.region_code,
            "since": alert.since, "count": alert.count,
        }),
    }
}

/// What is to be written, and what stands although it should not; told apart as the unique key of the table does it.
fn difference(wanted: Vec<News>, standing: &[Model]) -> (Vec<News>, Vec<NotificationId>) {
    type Key<'a> = (&'a str, &'a str, &'a str, DateTime<Utc>);
    fn of_news(one: &News) -> Key<'_> {
        (
            one.kind,
            one.subject.id.as_str(),
            one.region_code.as_str(),
            one.occasion_at,
        )
    }
    fn of_row(row: &Model) -> Key<'_> {
        (
            row.kind_code.as_str(),
            row.subject_id.as_str(),
            row.region_code.as_str(),
            row.occasion_at,
        )
    }
    let should: HashSet<Key> = wanted.iter().map(of_news).collect();
    let stands: HashSet<Key> = standing.iter().map(of_row).collect();
    let gone = standing.iter().filter(|row| !should.contains(&of_row(row)));
    let gone = gone.map(|row| row.id).collect();
    let fresh = wanted
        .iter()
        .filter(|one| !stands.contains(&of_news(one)))
        .cloned();
    (fresh.collect(), gone)
}

/// Does so now and every half hour, for as long as it is let.
pub async fn run(services: Arc<Services>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match notify(&services).await {
            Ok(Done {
                written: 0,
                settled: 0,
            }) => {}
            Ok(Done { written, settled }) => {
                tracing::info!(
                    written,
                    settled,
                    "{written} notifications written, {settled} settled"
                );
            }
            Err(error) => tracing::warn!("alerts will be tried again: {error}"),
        }
    }
}
