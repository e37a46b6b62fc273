//! When somebody has to look: a child that does not gain, is not weighed, or is given nothing.

use chrono::{DateTime, Utc};
use entity::id::FosterAssignmentId;
use sea_orm::DatabaseTransaction;

use crate::notification::{Subject, settle as settle_all};
use crate::problem::Problem;

pub mod find;
pub mod job;
pub mod model;
pub mod routes;
pub mod rules;

/// An assignment, as notifications name it.
fn subject(id: FosterAssignmentId) -> Subject {
    Subject {
        kind: "foster_assignment",
        id: id.to_string(),
    }
}

/// What was told of an assignment that has ended stands no longer.
///
/// # Errors
/// The database.
pub async fn settle(
    tx: &DatabaseTransaction,
    id: FosterAssignmentId,
    at: DateTime<Utc>,
) -> Result<(), Problem> {
    settle_all(tx, &subject(id), None, at).await.map(drop)
}
