//! The job that tells regions what is due, overdue or waits for long. It works out what should stand, writes what does not
//! stand yet and settles what stands no longer, so that it may be run at any time and any number of times.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::id::NotificationId;
use entity::notification::Model;

use super::wanted::wanted;
use super::{DUE_SOON, OVERDUE, WAITING};
use crate::db::{self, Change, lease};
use crate::notification::{News, settle_all, standing, tell};
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(300);
/// How long a process that has died keeps the others from it.
const HOLD: TimeDelta = TimeDelta::minutes(15);
/// The name of the lease.
const JOB: &str = "action_notices";

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Notifications that it wrote.
    pub written: u64,
    /// Notifications that stand no longer.
    pub settled: u64,
}

/// Tells regions what they are to be told now; does nothing while another process does it.
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
    let wanted = wanted(services, now).await?;
    let standing = standing(services.db.reader(), &[DUE_SOON, OVERDUE, WAITING]).await?;
    let (fresh, gone) = difference(wanted, &standing);
    if fresh.is_empty() && gone.is_empty() {
        return Ok(Done::default());
    }
    let clock = services.clock.as_ref();
    let context = system_context(clock, "notifications");
    let mut nothing = false;
    let done = db::write(&services.db, clock, &context, async |tx| {
        let done = Done {
            written: tell(tx, clock, fresh).await?,
            settled: settle_all(tx, &gone, now).await?,
        };
        if done == Done::default() {
            // Somebody else was faster: no write, and so no entry in the log.
            nothing = true;
            return Err(Problem::not_found());
        }
        let change = Change::new("notification.write", "notification", JOB)
            .with(serde_json::json!({ "written": done.written, "settled": done.settled }));
        Ok((change, done))
    })
    .await;
    if nothing { Ok(Done::default()) } else { done }
}

/// What is to be written, and what stands although it should not; told apart as the unique key of the table does it.
fn difference(wanted: Vec<News>, standing: &[Model]) -> (Vec<News>, Vec<NotificationId>) {
    let of_news = |one: &News| {
        let subject = (one.subject.kind.to_owned(), one.subject.id.clone());
        let kind = one.kind.to_owned();
        (kind, subject, one.region_code.clone(), one.occasion_at)
    };
    let of_row = |row: &Model| {
        let subject = (row.subject_kind.clone(), row.subject_id.clone());
        let kind = row.kind_code.clone();
        (kind, subject, row.region_code.clone(), row.occasion_at)
    };
    let should: HashSet<_> = wanted.iter().map(of_news).collect();
    let stands: HashSet<_> = standing.iter().map(of_row).collect();
    let gone = standing.iter().filter(|row| !should.contains(&of_row(row)));
    let gone = gone.map(|row| row.id).collect();
    let fresh = wanted
        .into_iter()
        .filter(|one| !stands.contains(&of_news(one)));
    (fresh.collect(), gone)
}

/// Does so now and every five minutes, for as long as it is let.
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
            Err(error) => tracing::warn!("notifications will be tried again: {error}"),
        }
    }
}
