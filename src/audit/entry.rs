//! One entry of the audit log: how it is chained to the one before, and how it is appended.

use chrono::SecondsFormat;
use entity::audit_event;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbErr, Set, Statement};
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::db::{AuditContext, Change};
use crate::problem::Problem;

/// Whether it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done, in the same transaction.
    Done,
    /// Refused with this status; nothing else was written.
    Refused(u16),
}

/// Appends an entry; the lock on the head row makes the chain one line, whatever the number of processes.
///
/// # Errors
/// The database.
pub async fn append(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    context: &AuditContext,
    change: &Change,
    outcome: Outcome,
) -> Result<(), Problem> {
    let backend = tx.get_database_backend();
    let head = Statement::from_string(
        backend,
        "update audit_head set seq = seq + 1 where id = 1 returning seq, hash",
    );
    let row = tx
        .query_one_raw(head)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("audit_head".to_owned()))?;
    let (outcome, status) = match outcome {
        Outcome::Done => ("done", 200),
        Outcome::Refused(status) => ("refused", i32::from(status)),
    };
    let mut event = audit_event::Model {
        seq: row.try_get("", "seq")?,
        id: clock.new_id(),
        at: clock.now(),
        actor_kind: context.actor_kind.to_owned(),
        actor_id: context.actor_id.clone(),
        actor_name: context.actor_name.clone(),
        action: change.action.to_owned(),
        subject_type: change.subject_type.to_owned(),
        subject_id: change.subject_id.clone(),
        region_code: change.region_code.clone(),
        outcome: outcome.to_owned(),
        status,
        request_id: context.request_id,
        reason: change.reason.clone(),
        detail: change.detail.to_string(),
        previous_hash: row.try_get("", "hash")?,
        hash: String::new(),
    };
    event.hash = hash(&event);
    let sealed = Statement::from_sql_and_values(
        backend,
        "update audit_head set hash = $1 where id = 1",
        [event.hash.clone().into()],
    );
    tx.execute_raw(sealed).await?;
    active(event).insert(tx).await?;
    Ok(())
}

/// SHA-256 over every other column, each with its length, so that no two entries give the same bytes.
pub fn hash(event: &audit_event::Model) -> String {
    let audit_event::Model {
        seq,
        id,
        at,
        actor_kind,
        actor_id,
        actor_name,
        action,
        subject_type,
        subject_id,
        region_code,
        outcome,
        status,
        request_id,
        reason,
        detail,
        previous_hash,
        hash: _,
    } = event;
    let absent = |value: &Option<String>| {
        value
            .as_ref()
            .map_or_else(|| "-".to_owned(), |v| format!("+{v}"))
    };
    let fields = [
        previous_hash.clone(),
        seq.to_string(),
        id.to_string(),
        at.to_rfc3339_opts(SecondsFormat::Micros, true),
        actor_kind.clone(),
        actor_id.clone(),
        actor_name.clone(),
        action.clone(),
        subject_type.clone(),
        subject_id.clone(),
        absent(region_code),
        outcome.clone(),
        status.to_string(),
        request_id.to_string(),
        absent(reason),
        detail.clone(),
    ];
    let mut digest = Sha256::new();
    for field in &fields {
        digest.update(field.len().to_string());
        digest.update(":");
        digest.update(field);
    }
    digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn active(event: audit_event::Model) -> audit_event::ActiveModel {
    audit_event::ActiveModel {
        seq: Set(event.seq),
        id: Set(event.id),
        at: Set(event.at),
        actor_kind: Set(event.actor_kind),
        actor_id: Set(event.actor_id),
        actor_name: Set(event.actor_name),
        action: Set(event.action),
        subject_type: Set(event.subject_type),
        subject_id: Set(event.subject_id),
        region_code: Set(event.region_code),
        outcome: Set(event.outcome),
        status: Set(event.status),
        request_id: Set(event.request_id),
        reason: Set(event.reason),
        detail: Set(event.detail),
        previous_hash: Set(event.previous_hash),
        hash: Set(event.hash),
    }
}
