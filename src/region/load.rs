//! Loads the shipped data into an empty database, and again when a new edition is shipped.

use crate::problem::Problem;
use crate::services::Services;

/// Loads what is not loaded yet.
///
/// # Errors
/// The database.
#[expect(clippy::unused_async, reason = "nothing is shipped yet")]
pub async fn load(_services: &Services) -> Result<(), Problem> {
    Ok(())
}
