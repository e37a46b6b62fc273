//! What a failure of the database means to the caller; its cause is for the log alone.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

use super::{Kind, Problem};
use crate::text::text;

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                return Self::conflict(text("Sudah ada.", "It exists already."));
            }
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
                return Self::conflict(text(
                    "Merujuk pada yang tidak ada.",
                    "It refers to something that does not exist.",
                ));
            }
            _ => {}
        }
        if is_check_violation(&error) {
            return Self::new(
                Kind::Invalid,
                text(
                    "Melanggar aturan basis data.",
                    "It breaks a rule of the database.",
                ),
            );
        }
        if has_code(&error, &[DEADLOCK, NOT_SERIALIZABLE]) {
            return Self::conflict(text(
                "Data berubah pada saat yang sama; ulangi.",
                "It was changed at the same time; try again.",
            ))
            .with_header("Retry-After", "1".to_owned());
        }
        if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
            tracing::error!(cause = %error, "the database does not answer: {error}");
            return Self::new(
                Kind::Unavailable,
                text(
                    "Basis data sedang tidak menjawab.",
                    "The database does not answer.",
                ),
            )
            .with_header("Retry-After", "5".to_owned());
        }
        Self::internal(&error)
    }
}

/// Two transactions of PostgreSQL waited for each other, and this one was ended.
const DEADLOCK: &str = "40P01";
/// A transaction of PostgreSQL met another that changed the same.
const NOT_SERIALIZABLE: &str = "40001";

/// SQLite 275 and PostgreSQL 23514 are not classified by the ORM.
fn is_check_violation(error: &DbErr) -> bool {
    has_code(error, &["275", "23514"])
}

fn has_code(error: &DbErr, codes: &[&str]) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) =
        error
    else {
        return false;
    };
    cause
        .as_database_error()
        .and_then(|e| e.code())
        .is_some_and(|code| codes.contains(&code.as_ref()))
}
