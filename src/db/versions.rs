//! How far the database has moved: read once for many requests that arrive together.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr, Statement};
use tokio::sync::Mutex;

/// How far the database has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Versions {
    /// Moves whenever an account, a session, a token or a signing key loses a right, in whatever process.
    pub security: i64,
    /// Moves with every write: the number of the newest entry of the audit log.
    pub data: i64,
}

/// Reads the versions. A request is served by a read that began after it arrived, never by an older one; those that arrive
/// while a read is under way share the next.
#[derive(Debug, Default)]
pub struct VersionReader {
    arrived: AtomicU64,
    /// How many arrivals the last read served, and what it found; nothing if it failed.
    last: Mutex<(u64, Option<Versions>)>,
}

impl VersionReader {
    /// The versions as they are now.
    ///
    /// # Errors
    /// The database.
    pub async fn read(&self, reader: &DatabaseConnection) -> Result<Versions, DbErr> {
        let arrival = self.arrived.fetch_add(1, Ordering::SeqCst);
        let mut last = self.last.lock().await;
        if last.0 > arrival {
            // Who shares a read shares its failure: a database that does not answer is not asked by one after the other.
            let failed = || DbErr::Conn(RuntimeErr::Internal("a shared read failed".to_owned()));
            return last.1.ok_or_else(failed);
        }
        let serves = self.arrived.load(Ordering::SeqCst);
        let read = versions(reader).await;
        *last = (serves, read.as_ref().ok().copied());
        read
    }
}

async fn versions(reader: &DatabaseConnection) -> Result<Versions, DbErr> {
    let sql =
        "select deployment.security_epoch, audit_head.seq from deployment cross join audit_head
        where deployment.id = 1 and audit_head.id = 1";
    let statement = Statement::from_string(reader.get_database_backend(), sql);
    let row = reader.query_one_raw(statement).await?;
    row.map_or(Ok(Versions::default()), |row| {
        Ok(Versions {
            security: row.try_get("", "security_epoch")?,
            data: row.try_get("", "seq")?,
        })
    })
}
