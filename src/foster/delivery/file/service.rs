//! Reading proofs: what they are, where else they serve, and their bytes. Whoever reads a picture of a child is on record.

use chrono::NaiveDate;
use entity::foster_assignment::Model as Assignment;
use entity::foster_delivery_file::Model;
use entity::id::{FosterAssignmentId, FosterDeliveryFileId, FosterDeliveryId};
use sea_orm::ConnectionTrait;

use super::model::{Beside, FosterDeliveryFile, FosterDeliveryFiles};
use super::rules::{Reader, withheld};
use super::store::{self, Use};
use crate::auth::permission::ReadFoster;
use crate::auth::{Authorized, RegionScope};
use crate::db::Change;
use crate::db::keyset::one;
use crate::file::{self, Given};
use crate::foster::assignment::store::find as find_assignment;
use crate::foster::days::month_of;
use crate::foster::delivery::store as deliveries;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::services::Services;
use crate::text::text;

/// The proofs of a delivery.
///
/// # Errors
/// No such delivery in the caller's region; the database.
pub async fn list(
    caller: &Authorized<ReadFoster>,
    (of, delivery): (FosterAssignmentId, FosterDeliveryId),
) -> Result<Reply, Problem> {
    let connection = caller.reader();
    one(find_assignment(connection, caller.scope(), of).await)?;
    one(deliveries::find(connection, of, delivery).await)?;
    let rows = store::of_delivery(connection, delivery).await?;
    let items = shown(connection, caller.scope(), of, rows, today(caller)).await?;
    Reply::content(&FosterDeliveryFiles { items })
}

/// A proof.
///
/// # Errors
/// None of this id in the caller's region; the database.
pub async fn read(
    caller: &Authorized<ReadFoster>,
    of: (FosterAssignmentId, FosterDeliveryId, FosterDeliveryFileId),
) -> Result<Reply, Problem> {
    let (assignment, row) = found(caller, of).await?;
    let connection = caller.reader();
    let today = today(caller);
    let shown = shown(connection, caller.scope(), assignment.id, vec![row], today).await?;
    let file = shown.into_iter().next().ok_or_else(Problem::not_found)?;
    Reply::changing(file.version, &file)
}

/// The bytes of a proof.
///
/// # Errors
/// None of this id in the caller's region; destroyed, or a picture of the child without consent; the database.
pub async fn content(
    caller: &Authorized<ReadFoster>,
    of: (FosterAssignmentId, FosterDeliveryId, FosterDeliveryFileId),
) -> Result<Given, Problem> {
    let (assignment, row) = found(caller, of).await?;
    let given = given(caller.reader(), caller.services(), &row).await?;
    on_record(caller, &assignment, &row).await?;
    Ok(given)
}

async fn found(
    caller: &Authorized<ReadFoster>,
    (of, delivery, id): (FosterAssignmentId, FosterDeliveryId, FosterDeliveryFileId),
) -> Result<(Assignment, Model), Problem> {
    let assignment = one(find_assignment(caller.reader(), caller.scope(), of).await)?;
    let row = one(store::find(caller.reader(), of, id).await)?;
    if row.delivery_id == delivery {
        Ok((assignment, row))
    } else {
        Err(Problem::not_found())
    }
}

/// The bytes of a proof that the caller may see.
///
/// # Errors
/// Destroyed, or a picture of a child without consent; the database.
pub async fn given(
    connection: &impl ConnectionTrait,
    services: &Services,
    row: &Model,
) -> Result<Given, Problem> {
    let file = file::find(connection, services, &row.sha256).await?;
    if row.destroyed_at.is_some() {
        return Err(destroyed());
    }
    let extension = match file.media_type.as_str() {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        _ => "pdf",
    };
    Ok(Given {
        name: format!("bukti-{}.{extension}", row.id),
        file,
        private: true,
    })
}

/// Puts on record who reads a picture of a child; its other files say nothing of it.
///
/// # Errors
/// The database.
pub async fn on_record<P>(
    caller: &Authorized<P>,
    assignment: &Assignment,
    row: &Model,
) -> Result<(), Problem> {
    let Some(child) = assignment.child_id.filter(|_| row.shows_child) else {
        return Ok(());
    };
    let change = Change::new("foster_delivery_file.read", "child", child)
        .in_region(assignment.region_code.clone())
        .with(serde_json::json!({ "assignment": assignment.id, "file": row.id }));
    caller
        .disclose(async |_| Ok((change, Reply::no_content())))
        .await
        .map(drop)
}

fn destroyed() -> Problem {
    Problem::conflict(text(
        "Isi berkas ini sudah dimusnahkan.",
        "The bytes of this file were destroyed.",
    ))
}

fn today<P>(caller: &Authorized<P>) -> NaiveDate {
    caller.services().clock.now().date_naive()
}

/// Rows as the programme's side sees them: four queries, however many.
///
/// # Errors
/// The database.
pub async fn shown(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    of: FosterAssignmentId,
    rows: Vec<Model>,
    today: NaiveDate,
) -> Result<Vec<FosterDeliveryFile>, Problem> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let agreed = file::agreed(connection, of, today).await?;
    let kinds = store::kinds(connection, &rows).await?;
    let uses = store::uses(connection, scope, &rows).await?;
    let own = deliveries::all(connection, of).await?;
    let show = |row: Model| {
        let (media_type, size_bytes) = kinds.get(&row.sha256).cloned().unwrap_or_default();
        let on = own.iter().find(|one| one.id == row.delivery_id);
        let month = on.map(|one| month_of(one.delivered_on));
        let elsewhere = |(sha256, assignment, on): &Use| {
            *sha256 == row.sha256 && (*assignment != of || Some(month_of(*on)) != month)
        };
        let beside = Beside {
            withheld: withheld(&row, &media_type, Reader::Programme, agreed),
            reused: Some(uses.iter().any(elsewhere)),
            media_type,
            size_bytes,
        };
        FosterDeliveryFile::new(row, beside)
    };
    Ok(rows.into_iter().map(show).collect())
}

/// A row as the foster parent of an assignment sees it.
///
/// # Errors
/// The database.
pub async fn shown_to_foster_parent(
    connection: &impl ConnectionTrait,
    of: FosterAssignmentId,
    row: Model,
    today: NaiveDate,
) -> Result<FosterDeliveryFile, Problem> {
    let rows = for_foster_parent(connection, of, vec![row], today).await?;
    let (row, beside) = rows.into_iter().next().ok_or_else(Problem::not_found)?;
    Ok(FosterDeliveryFile::new(row, beside))
}

/// The rows of an assignment with what its foster parent learns of them.
///
/// # Errors
/// The database.
pub async fn for_foster_parent(
    connection: &impl ConnectionTrait,
    of: FosterAssignmentId,
    rows: Vec<Model>,
    today: NaiveDate,
) -> Result<Vec<(Model, Beside)>, Problem> {
    let agreed = file::agreed(connection, of, today).await?;
    let kinds = store::kinds(connection, &rows).await?;
    let beside = |row: Model| {
        let (media_type, size_bytes) = kinds.get(&row.sha256).cloned().unwrap_or_default();
        let beside = Beside {
            withheld: withheld(&row, &media_type, Reader::FosterParent, agreed),
            reused: None,
            media_type,
            size_bytes,
        };
        (row, beside)
    };
    Ok(rows.into_iter().map(beside).collect())
}
