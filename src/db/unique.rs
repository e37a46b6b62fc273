//! Unique keys by name, so that a violation can be told from any other.

use sea_orm::{DbErr, SqlErr};

/// A unique key of a table; PostgreSQL reports its name, SQLite its columns.
#[derive(Debug, Clone, Copy)]
pub struct UniqueKey {
    /// The name of the index.
    pub name: &'static str,
    /// `table.column, table.column` as SQLite prints them.
    pub columns: &'static str,
}

impl UniqueKey {
    /// Whether the error is that this key is taken.
    pub fn is_taken(&self, error: &DbErr) -> bool {
        matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(message))
            if message.contains(self.name) || message.contains(self.columns))
    }
}
