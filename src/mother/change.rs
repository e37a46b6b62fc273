//! The next version of an expectant mother: one statement that only moves on from the version that was read, and its revision.

use entity::expectant_mother::{Column, Entity, Model};
use entity::id::ExpectantMotherId;
use entity::{expectant_mother_key, expectant_mother_revision};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;

use super::identity::MotherIdentity;
use super::store::find;
use crate::auth::{RegionScope, Stamp};
use crate::db::UniqueKey;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::version_tag;
use crate::text::text;
use crate::vault::{DataKey, Vault};

/// A NIK is known once in a regency among those who are expecting.
const NIK: UniqueKey = UniqueKey {
    name: "uq_expectant_mother_nik",
    columns: "index 'uq_expectant_mother_nik'",
};

/// The mother that a change is about, if the caller may see her and has seen her as she is.
///
/// # Errors
/// Not there, outside the region; changed since.
pub async fn for_change(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: ExpectantMotherId,
    if_match: &IfMatch,
) -> Result<Model, Problem> {
    let row = one(find(tx, scope, id).await)?;
    if if_match.accepts(row.version) {
        Ok(row)
    } else {
        Err(Problem::stale(&version_tag(row.version)))
    }
}

/// A row with the next version, changed by the caller now.
pub fn stepped(row: Model, stamp: &Stamp) -> Model {
    Model {
        version: row.version + 1,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
        ..row
    }
}

/// Puts the next version of a mother in the place of the present one, and keeps it.
///
/// # Errors
/// A record that changed meanwhile; a NIK that another one has; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the version of a row that was found in scope"
)]
pub async fn save(
    tx: &DatabaseTransaction,
    next: &Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> Result<(), Problem> {
    use expectant_mother_revision::Column as Kept;
    let done = Entity::update_many()
        .set(next.clone().into_active_model().reset_all())
        .filter(Column::Id.eq(next.id))
        .filter(Column::Version.eq(next.version - 1))
        .exec(tx)
        .await
        .map_err(taken)?;
    if done.rows_affected != 1 {
        return Err(Problem::stale(&version_tag(next.version)));
    }
    expectant_mother_revision::Entity::update_many()
        .col_expr(Kept::SupersededAt, Expr::value(stamp.at))
        .filter(Kept::MotherId.eq(next.id))
        .filter(Kept::SupersededAt.is_null())
        .exec(tx)
        .await?;
    let kept = revision(next, action, reason, stamp);
    expectant_mother_revision::Entity::insert(kept.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// What is kept of a mother's present version; who she is stays sealed with her key.
pub fn revision(
    row: &Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> expectant_mother_revision::Model {
    let record = json!({
        "region_code": row.region_code, "due_on": row.due_on, "risk_status": row.risk_status, "muac_mm": row.muac_mm,
        "muac_on": row.muac_on, "haemoglobin_g_l": row.haemoglobin_g_l, "haemoglobin_on": row.haemoglobin_on,
        "state": row.state, "state_since": row.state_since, "child_id": row.child_id,
    });
    expectant_mother_revision::Model {
        mother_id: row.id,
        version: row.version,
        record: record.to_string(),
        identity_sealed: row.identity_sealed.clone(),
        action: action.to_owned(),
        reason,
        recorded_at: stamp.at,
        recorded_by: stamp.by.clone(),
        superseded_at: None,
        request_id: stamp.request_id,
    }
}

/// The versions of a mother, the newest first; who asks has found her.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a mother whom who asks has found within the scope"
)]
pub async fn revisions(
    connection: &impl ConnectionTrait,
    id: ExpectantMotherId,
) -> Result<Vec<expectant_mother_revision::Model>, DbErr> {
    expectant_mother_revision::Entity::find()
        .filter(expectant_mother_revision::Column::MotherId.eq(id))
        .order_by_desc(expectant_mother_revision::Column::Version)
        .all(connection)
        .await
}

/// The key of a mother who was found; gone if she was erased.
///
/// # Errors
/// An erased mother; a key that does not open; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a mother whom who asks has found within the scope"
)]
pub async fn key_of(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    id: ExpectantMotherId,
) -> Result<DataKey, Problem> {
    let stored = expectant_mother_key::Entity::find()
        .filter(expectant_mother_key::Column::MotherId.eq(id))
        .one(connection)
        .await?;
    let stored = stored.ok_or_else(erased)?;
    vault
        .open(id.0, &stored.sealed)
        .ok_or_else(|| Problem::internal(&"a mother's key does not open"))
}

/// Opens the identity of a mother who was found.
///
/// # Errors
/// It was erased; it does not open; the database.
pub async fn opened(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    row: &Model,
) -> Result<MotherIdentity, Problem> {
    let sealed = row.identity_sealed.as_deref().ok_or_else(erased)?;
    let key = key_of(connection, vault, row.id).await?;
    MotherIdentity::open(&key, sealed).ok_or_else(|| Problem::internal(&"an identity is locked"))
}

/// The problem of a mother whose identity was erased.
pub fn erased() -> Problem {
    Problem::conflict(text(
        "Identitas ibu ini sudah dihapus dan tidak dapat dipulihkan.",
        "Who this mother is was erased and cannot be known any more.",
    ))
}

/// A NIK that is known already; who has it is not said, since she may be none of the caller's.
pub fn taken(error: DbErr) -> Problem {
    if NIK.is_taken(&error) {
        return Problem::conflict(text(
            "NIK itu sudah tercatat pada ibu hamil lain di kabupaten/kota ini.",
            "That NIK is recorded for another expectant mother of this regency already.",
        ));
    }
    error.into()
}
