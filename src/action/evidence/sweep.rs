//! Takes away files that nothing names or that were given up, and uploads that waited too long for their next part.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::action::upload;
use crate::file;
use crate::http::limits::no_room;
use crate::problem::Problem;
use crate::services::Services;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(3600);
/// For how long a part that nobody goes on with is kept.
const AGE: TimeDelta = TimeDelta::days(1);

/// Takes them away; gives how many.
///
/// # Errors
/// The store; the database.
pub async fn sweep(services: &Services) -> Result<usize, Problem> {
    let uploads = abandoned(services).await?;
    Ok(uploads + file::sweep(services).await?)
}

/// Uploads that have expired: their rows, and what has not grown for as long as an upload waits.
async fn abandoned(services: &Services) -> Result<usize, Problem> {
    let now = services.clock.now();
    let rows = upload::store::forget(services, now).await?;
    let files = services.parts.remove_older_than((now - AGE).into()).await;
    files.map_err(|error| no_room(&error))?;
    Ok(rows)
}

/// Does so now and every hour, for as long as it is let.
pub async fn run(services: Arc<Services>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match sweep(&services).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(
                removed,
                "{removed} files and uploads without a document removed"
            ),
            Err(error) => tracing::warn!("the sweep of files will try again: {error}"),
        }
    }
}
