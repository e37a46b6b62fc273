//! The database: one writer whose every transaction ends in an audit entry, and a pool that can only read.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

mod connect;
pub mod keyset;
pub mod lease;
mod parsed;
mod setup;
mod unique;
mod versions;
mod write;

pub use connect::connect;
pub use parsed::Parsed;
pub use setup::{Deployment, ensure_app_role, migrate, migrations_pending, prepare};
pub use unique::UniqueKey;
pub use versions::{VersionReader, Versions};
pub use write::{
    AuditContext, Change, bump_security_epoch, refuse, rehearse, security_epoch, write,
};

/// How often the log is tried to be emptied, and how long is waited between.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// The two ways to the database.
#[derive(Debug, Clone)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

impl Db {
    /// Reads what is committed; refuses every write.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For `write` and the set-up alone.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Which database it is.
    pub fn backend(&self) -> DatabaseBackend {
        self.writer.get_database_backend()
    }

    /// Writes SQLite's log into its file and empties it, so that nothing that was erased lies in it any longer. Readers that are
    /// under way are waited for; whatever is left over by then, the log's next turn overwrites.
    pub async fn forget_log(&self) {
        if self.backend() != DatabaseBackend::Sqlite {
            return;
        }
        let sql = "pragma wal_checkpoint(truncate)";
        for _ in 0..TRIES {
            let statement = Statement::from_string(DatabaseBackend::Sqlite, sql);
            let row = self.writer.query_one_raw(statement).await;
            let busy = row.map(|row| row.and_then(|row| row.try_get_by_index::<i32>(0).ok()));
            if matches!(busy, Ok(Some(0))) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        tracing::warn!("the database's log could not be emptied yet: it is being read");
    }

    /// Tells of every statement once it is done: for tests, which read the plans of what is really asked. Statements hold
    /// values of people, so this is no way to log.
    pub fn observe(&mut self, tell: impl Fn(&Statement) + Clone + Send + Sync + 'static) {
        let other = tell.clone();
        self.reader
            .set_metric_callback(move |info| tell(info.statement));
        self.writer
            .set_metric_callback(move |info| other(info.statement));
    }

    /// Closes both ways, so that SQLite leaves a single file behind.
    pub async fn close(self) {
        let _ = self.reader.close().await;
        let _ = self.writer.close().await;
    }
}
