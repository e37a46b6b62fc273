//! The database: one writer whose every transaction ends in an audit entry, and a pool that can only read.

use sea_orm::{DatabaseBackend, DatabaseConnection, Statement};

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
