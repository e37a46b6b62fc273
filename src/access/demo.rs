//! The demo accounts: one of each role, with passwords that are made anew and printed.

use crate::cli::Print;
use crate::problem::Problem;
use crate::services::Services;

/// Adds the accounts that are not there yet, prints them, and writes them to `demo-accounts.json` for tools.
///
/// # Errors
/// The database; the file system.
#[expect(clippy::unused_async, reason = "there are no accounts yet")]
pub async fn add_accounts(_services: &Services, _print: Print) -> Result<(), Problem> {
    Ok(())
}
