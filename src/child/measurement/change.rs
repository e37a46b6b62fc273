//! Correcting a measurement, taking it back, and saying that what is odd is right.

use entity::child_measurement::Model;
use entity::id::ChildMeasurementId;
use entity::kind::MeasurementState;
use entity::{child, child_measurement};
use sea_orm::DatabaseTransaction;

use super::check::faults;
use super::input::{ChildMeasurementUpdate, ChildReason};
use super::record::{correct, replace};
use super::service::{answer, measured_already, on_day};
use super::store::find;
use super::words::findings;
use crate::auth::permission::WriteChildren;
use crate::auth::{Authorized, Stamp};
use crate::child::store::find as find_child;
use crate::db::Change;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Kind, Problem};
use crate::reference;
use crate::reply::{Reply, version_tag};
use crate::text::text;

/// The measurement that a change is about, with its child.
async fn for_change(
    caller: &Authorized<WriteChildren>,
    tx: &DatabaseTransaction,
    id: ChildMeasurementId,
    if_match: &IfMatch,
) -> Result<(Model, child::Model), Problem> {
    let row = one(find(tx, caller.scope(), id).await)?;
    if !if_match.accepts(row.version) {
        return Err(Problem::stale(&version_tag(row.version)));
    }
    if row.state == MeasurementState::Withdrawn {
        return Err(Problem::conflict(text(
            "Pengukuran ini sudah ditarik.",
            "This measurement was withdrawn.",
        )));
    }
    let child = one(find_child(tx, caller.scope(), row.child_id).await)?;
    Ok((row, child))
}

/// Corrects a measurement.
///
/// # Errors
/// Not there, changed since, withdrawn; what cannot be; a day on which the child was measured already; the database.
pub async fn update(
    caller: &Authorized<WriteChildren>,
    id: ChildMeasurementId,
    if_match: &IfMatch,
    update: ChildMeasurementUpdate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let (new, reason) = update.split();
    let day = new.measured_on;
    let done = caller
        .write(async |tx| {
            let (row, child) = for_change(caller, tx, id, if_match).await?;
            let catalogue = reference::catalogue(tx).await?;
            let faults = faults(&child, &new, &catalogue, stamp.at.date_naive())?;
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let import_id = row.import_id;
            let mut new = new.of(&child);
            new.import_id = import_id;
            let corrected = correct(tx, &stamp, vec![(row, new)], &reason).await?;
            let row = corrected
                .into_iter()
                .next()
                .ok_or_else(Problem::not_found)?;
            let change = changed("child_measurement.correct", &child, &row, reason);
            Ok((change, answer(caller, row)?))
        })
        .await;
    match done {
        Err(problem) if matches!(problem.kind(), Kind::Conflict) => {
            let row = one(find(caller.reader(), caller.scope(), id).await)?;
            let there = on_day(caller.reader(), row.child_id, day).await?;
            let other = there.filter(|other| other.id != id);
            Err(other.map_or(problem, |other| measured_already(&other)))
        }
        done => done,
    }
}

/// Takes a measurement back: it stays on record and counts no more.
///
/// # Errors
/// Not there, changed since, withdrawn before; the database.
pub async fn withdraw(
    caller: &Authorized<WriteChildren>,
    id: ChildMeasurementId,
    if_match: &IfMatch,
    ChildReason { reason }: ChildReason,
) -> Result<Reply, Problem> {
    step(caller, id, if_match, "withdraw", reason, |row| {
        Ok(Model {
            state: MeasurementState::Withdrawn,
            ..row
        })
    })
    .await
}

/// Says that what is odd of a measurement is right.
///
/// # Errors
/// Not there, changed since, withdrawn; nothing odd about it, or what is impossible; the database.
pub async fn waive(
    caller: &Authorized<WriteChildren>,
    id: ChildMeasurementId,
    if_match: &IfMatch,
    ChildReason { reason }: ChildReason,
) -> Result<Reply, Problem> {
    let (by, why) = (Stamp::of(caller).by, reason.clone());
    step(caller, id, if_match, "waive", reason, |row| {
        if row.state == MeasurementState::Implausible {
            return Err(Problem::conflict(text(
                "Pengukuran yang mustahil tidak dapat dibenarkan; koreksi atau tarik.",
                "What is impossible cannot be right; correct it or withdraw it.",
            )));
        }
        if findings(&row.findings).is_empty() {
            return Err(Problem::conflict(text(
                "Tidak ada peringatan pada pengukuran ini.",
                "There is no warning on this measurement.",
            )));
        }
        Ok(Model {
            waived_reason: Some(why),
            waived_by: Some(by),
            ..row
        })
    })
    .await
}

async fn step(
    caller: &Authorized<WriteChildren>,
    id: ChildMeasurementId,
    if_match: &IfMatch,
    action: &'static str,
    reason: String,
    to: impl FnOnce(Model) -> Result<Model, Problem>,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let (row, child) = for_change(caller, tx, id, if_match).await?;
            let next = child_measurement::Model {
                version: row.version + 1,
                updated_at: stamp.at,
                ..to(row)?
            };
            replace(
                tx,
                std::slice::from_ref(&next),
                action,
                Some(&reason),
                &stamp,
            )
            .await?;
            let name = match action {
                "withdraw" => "child_measurement.withdraw",
                _ => "child_measurement.waive",
            };
            let change = changed(name, &child, &next, reason);
            Ok((change, answer(caller, next)?))
        })
        .await
}

fn changed(action: &'static str, child: &child::Model, row: &Model, reason: String) -> Change {
    Change::new(action, "child", child.id)
        .in_region(child.region_code.clone())
        .because(reason)
        .with(serde_json::json!({ "measurement": row.id, "version": row.version }))
}
