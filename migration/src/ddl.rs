//! One text for both databases: `{word}` stands for a type that they name differently.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, Statement};

/// Types by name: SQLite, PostgreSQL. `{code}` compares by bytes, so that a region's subtree is a range.
const TYPES: [(&str, &str, &str); 6] = [
    ("{uuid}", "blob", "uuid"),
    ("{time}", "text", "timestamptz"),
    ("{date}", "text", "date"),
    ("{code}", "text", "text collate \"C\""),
    ("{bytes}", "blob", "bytea"),
    ("{bool}", "boolean", "boolean"),
];

/// Runs statements separated by `;` at the end of a line, on either database.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
    let text = TYPES.iter().fold(sql.to_owned(), |text, (word, lite, pg)| {
        text.replace(word, if sqlite { lite } else { pg })
    });
    for statement in text.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
        execute(manager, statement).await?;
    }
    Ok(())
}

/// Runs one statement as it is.
pub(crate) async fn execute(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection
        .execute_raw(Statement::from_string(manager.get_database_backend(), sql))
        .await
        .map(drop)
}

/// Whether the database is SQLite.
pub(crate) fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DatabaseBackend::Sqlite
}
