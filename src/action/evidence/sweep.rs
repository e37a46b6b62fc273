//! Takes away files that no document names: a crash between the file and its row leaves one.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use entity::evidence_file::Column;
use sea_orm::{ColumnTrait, QueryFilter};

use super::store::files;
use crate::action::upload;
use crate::http::limits::no_room;
use crate::problem::Problem;
use crate::services::Services;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(3600);
/// How old a file must be: an upload that is under way has its row soon.
const AGE: TimeDelta = TimeDelta::days(1);
/// Files that are asked for by one statement.
const CHUNK: usize = 500;

/// Takes away what is older than a day and has no row, and uploads that waited too long for their next part; gives how many.
///
/// # Errors
/// The store; the database.
pub async fn sweep(services: &Services) -> Result<usize, Problem> {
    let before = services.clock.now() - AGE;
    let mut removed = abandoned(services).await?;
    let old = services.files.list_older_than(before).await;
    let old = old.map_err(|error| super::upload::unavailable(&error))?;
    for chunk in old.chunks(CHUNK) {
        let hashes = chunk.iter().map(|file| file.sha256.as_str());
        let rows = files().filter(Column::Sha256.is_in(hashes));
        let rows = rows.all(services.db.reader()).await?;
        let known: HashSet<String> = rows.into_iter().map(|row| row.sha256).collect();
        for file in chunk.iter().filter(|file| !known.contains(&file.sha256)) {
            let gone = services.files.delete(&file.sha256).await;
            gone.map_err(|error| super::upload::unavailable(&error))?;
            removed += 1;
        }
    }
    Ok(removed)
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
