//! The database: one writer whose every transaction ends in an audit entry, and a pool that can only read.

use sea_orm::{DatabaseBackend, DatabaseConnection};

mod connect;
pub mod keyset;
mod setup;
mod unique;
mod write;

pub use connect::connect;
pub use setup::{Deployment, ensure_app_role, migrate, migrations_pending, prepare};
pub use unique::UniqueKey;
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

    /// Closes both ways, so that SQLite leaves a single file behind.
    pub async fn close(self) {
        let _ = self.reader.close().await;
        let _ = self.writer.close().await;
    }
}
