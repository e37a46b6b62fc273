//! Writing children down: one, or a file of them, by a few statements whatever their number.

use chrono::NaiveDate;
use entity::id::ChildId;
use entity::kind::{ChildState, RiskStatus, Sex};
use entity::{child, child_key, child_revision};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::code::new_code;
use super::identity::Identity;
use crate::auth::Stamp;
use crate::clock::Clock;
use crate::db::UniqueKey;
use crate::problem::Problem;
use crate::text::text;
use crate::vault::Vault;

/// Rows a statement: SQLite binds at most 32,766 values.
const CHUNK: usize = 500;

/// A NIK is known once in a regency.
pub const NIK: UniqueKey = UniqueKey {
    name: "uq_child_nik",
    columns: "index 'uq_child_nik'",
};

/// A child to be written down.
#[derive(Debug, Clone)]
pub struct NewChild {
    /// Its sex.
    pub sex: Sex,
    /// Its day of birth.
    pub birth_date: NaiveDate,
    /// Where it lives (domisili).
    pub region_code: String,
    /// The health centre that looks after it.
    pub puskesmas: Option<String>,
    /// The health post (posyandu) at which it is weighed.
    pub posyandu: Option<String>,
    /// In grams.
    pub birth_weight_g: Option<i32>,
    /// In tenths of a millimetre.
    pub birth_length_tenth_mm: Option<i32>,
    /// Whether its family is at risk.
    pub risk_status: RiskStatus,
    /// Who it is.
    pub identity: Identity,
    /// How it came here: `manual`, or `eppgbm` of an import.
    pub origin: &'static str,
}

/// Writes children down, each with a key of its own and its first revision.
///
/// # Errors
/// A NIK that another child of the regency has; the database.
pub async fn enroll(
    tx: &DatabaseTransaction,
    vault: &Vault,
    clock: &dyn Clock,
    stamp: &Stamp,
    children: Vec<NewChild>,
) -> Result<Vec<child::Model>, Problem> {
    let mut rows = Vec::with_capacity(children.len());
    let mut keys = Vec::with_capacity(children.len());
    for child in children {
        let (row, key) = sealed(vault, clock, stamp, child)?;
        rows.push(row);
        keys.push(key);
    }
    for chunk in rows.chunks(CHUNK) {
        let models = chunk
            .iter()
            .cloned()
            .map(IntoActiveModel::into_active_model);
        let inserted = child::Entity::insert_many(models)
            .exec_without_returning(tx)
            .await;
        inserted.map_err(|error| taken(error, "NIK"))?;
    }
    for chunk in keys.chunks(CHUNK) {
        let models = chunk
            .iter()
            .cloned()
            .map(IntoActiveModel::into_active_model);
        child_key::Entity::insert_many(models)
            .exec_without_returning(tx)
            .await?;
    }
    let revisions: Vec<_> = rows
        .iter()
        .map(|row| revision(row, "create", None, stamp))
        .collect();
    for chunk in revisions.chunks(CHUNK) {
        let models = chunk
            .iter()
            .cloned()
            .map(IntoActiveModel::into_active_model);
        child_revision::Entity::insert_many(models)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(rows)
}

fn sealed(
    vault: &Vault,
    clock: &dyn Clock,
    stamp: &Stamp,
    new: NewChild,
) -> Result<(child::Model, child_key::Model), Problem> {
    let id = ChildId(clock.new_id());
    let failed = || Problem::internal(&"an identity cannot be sealed");
    let (key, stored) = vault.create(id.0).ok_or_else(failed)?;
    let row = child::Model {
        id,
        code: new_code(),
        sex: new.sex,
        birth_date: new.birth_date,
        region_code: new.region_code,
        puskesmas: new.puskesmas,
        posyandu: new.posyandu,
        birth_weight_g: new.birth_weight_g,
        birth_length_tenth_mm: new.birth_length_tenth_mm,
        risk_status: new.risk_status,
        state: ChildState::Active,
        state_since: stamp.at.date_naive(),
        merged_into: None,
        identity_sealed: Some(new.identity.seal(&key).ok_or_else(failed)?),
        nik_index: new.identity.nik.as_deref().map(|nik| vault.nik_index(nik)),
        origin: new.origin.to_owned(),
        erased_at: None,
        version: 1,
        created_at: stamp.at,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
    };
    let key = child_key::Model {
        child_id: id,
        sealed: stored,
    };
    Ok((row, key))
}

/// What is kept of a child's present version; who it is stays sealed with its key.
pub fn revision(
    row: &child::Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> child_revision::Model {
    let record = json!({
        "sex": row.sex, "birth_date": row.birth_date, "region_code": row.region_code, "puskesmas": row.puskesmas,
        "posyandu": row.posyandu, "birth_weight_g": row.birth_weight_g, "birth_length_tenth_mm": row.birth_length_tenth_mm,
        "risk_status": row.risk_status, "state": row.state, "state_since": row.state_since, "merged_into": row.merged_into,
    });
    child_revision::Model {
        child_id: row.id,
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

/// A NIK that is known already; which child has it is not said, since it may be none of the caller's.
pub fn taken(error: sea_orm::DbErr, of: &str) -> Problem {
    if NIK.is_taken(&error) {
        return Problem::conflict(text(
            format!("{of} itu sudah tercatat pada anak lain di kabupaten/kota ini."),
            format!("That {of} is recorded for another child of this regency already."),
        ));
    }
    error.into()
}
