//! Takes away files that no row names, as a crash between the file and its row leaves one, and what was given up.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::evidence_file::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::destroy::destroy;
use super::pictures::forget_unagreed;
use super::take::unavailable;
use crate::evidence::files::Listed;
use crate::problem::Problem;
use crate::services::Services;

/// How old a file without a row must be: an upload that is under way has its row soon.
const AGE: TimeDelta = TimeDelta::days(1);
/// Files that are asked for by one statement.
const CHUNK: usize = 500;

/// Gives up the pictures to which nobody agrees any more, and takes away what is given up, or is older than a day and has no row;
/// gives how many files.
///
/// # Errors
/// The store; the database.
pub async fn sweep(services: &Services) -> Result<usize, Problem> {
    forget_unagreed(services).await?;
    let before = services.clock.now() - AGE;
    let all = services.files.list_older_than(DateTime::<Utc>::MAX_UTC);
    let all = all.await.map_err(|error| unavailable(&error))?;
    let mut removed = 0;
    for chunk in all.chunks(CHUNK) {
        let known = known(services, chunk).await?;
        for file in chunk {
            removed += usize::from(match known.get(&file.sha256) {
                Some(false) => false,
                Some(true) => destroy(services, &file.sha256).await?,
                None if file.put_at < before => {
                    let gone = services.files.delete(&file.sha256).await;
                    gone.map(|()| true).map_err(|error| unavailable(&error))?
                }
                None => false,
            });
        }
    }
    Ok(removed)
}

/// Which of some files have a row, and whether they are given up.
#[expect(
    clippy::disallowed_methods,
    reason = "the sweep goes through all files, wherever they were handed in"
)]
async fn known(services: &Services, files: &[Listed]) -> Result<HashMap<String, bool>, Problem> {
    let hashes = files.iter().map(|file| file.sha256.as_str());
    let rows: Vec<(String, Option<DateTime<Utc>>)> = Entity::find()
        .filter(Column::Sha256.is_in(hashes))
        .select_only()
        .columns([Column::Sha256, Column::DestroyedAt])
        .into_tuple()
        .all(services.db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(sha256, destroyed_at)| (sha256, destroyed_at.is_some()))
        .collect())
}
