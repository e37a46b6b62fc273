//! `tumbuh audit verify`: whether the audit log is whole.

use clap::Subcommand;

use super::{CommandError, Print};
use crate::audit::verify::verify;
use crate::config::Config;
use crate::startup;

/// Commands of the audit log.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Find every entry that was changed, removed or reordered
    Verify,
}

impl Audit {
    /// Does it.
    ///
    /// # Errors
    /// When the log is not whole, or cannot be read.
    pub async fn run(self, config: &Config, print: Print) -> Result<(), CommandError> {
        let Self::Verify = self;
        startup::require_database(config)?;
        let db = crate::db::connect(config.database_url.expose()).await?;
        let bar = startup::progress("entries");
        let verdict = verify(db.reader(), |seq| {
            bar.set_position(u64::try_from(seq).unwrap_or_default())
        })
        .await?;
        bar.finish_and_clear();
        db.close().await;
        for finding in &verdict.findings {
            print(&finding.to_string());
        }
        if !verdict.findings.is_empty() {
            return Err(format!(
                "the audit log is not whole: {} finding(s)",
                verdict.findings.len()
            )
            .into());
        }
        print(&format!(
            "the audit log is whole: {} entries, head {}",
            verdict.entries, verdict.head
        ));
        Ok(())
    }
}
