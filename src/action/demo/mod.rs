//! Seasons and reports for the demo: invented, and every text, picture and document of them says so.

mod paper;
mod picture;
mod plan;
mod reports;
mod seasons;
mod story;

use crate::problem::Problem;
use crate::services::Services;

/// Adds the seasons that are not there, and reports where a region has none in them. A second time it adds nothing.
///
/// # Errors
/// The store of files; the database.
pub async fn add(services: &Services) -> Result<(), Problem> {
    seasons::add(services).await?;
    reports::add(services).await
}
