//! Writing consents down: one, or many by a few statements.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::child_consent::{Entity, Model};
use entity::id::{ChildConsentId, ChildId};
use entity::kind::ConsentScope;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::store::GIVER;
use crate::auth::Stamp;
use crate::child::change::{erased, keys_of};
use crate::clock::Clock;
use crate::problem::Problem;
use crate::vault::{DataKey, Vault};

/// Rows a statement: SQLite binds at most 32,766 values.
const CHUNK: usize = 500;

/// A consent to be written down.
pub struct NewConsent {
    /// For which child.
    pub child_id: ChildId,
    /// To what.
    pub scope: ConsentScope,
    /// What who gives it is to the child.
    pub relation: String,
    /// Who gives it.
    pub given_by: String,
    /// The text that is agreed to, by its version.
    pub text_version: String,
    /// When it was given.
    pub given_on: NaiveDate,
    /// The SHA-256 of the document that proves it.
    pub evidence_sha256: Option<String>,
}

/// Writes consents down, who gives them sealed with the child's key. Who calls this has found the children within the
/// caller's region.
///
/// # Errors
/// A child whose identity was erased; the database.
pub async fn agree(
    tx: &DatabaseTransaction,
    vault: &Vault,
    clock: &dyn Clock,
    stamp: &Stamp,
    new: Vec<NewConsent>,
) -> Result<Vec<Model>, Problem> {
    let mut rows = Vec::with_capacity(new.len());
    let mut new = new.into_iter().peekable();
    while new.peek().is_some() {
        let chunk: Vec<NewConsent> = new.by_ref().take(CHUNK).collect();
        let ids: Vec<ChildId> = chunk.iter().map(|one| one.child_id).collect();
        let keys = keys_of(tx, vault, &ids).await?;
        let some = chunk
            .into_iter()
            .map(|one| row(&keys, ChildConsentId(clock.new_id()), one, stamp));
        let some: Vec<Model> = some.collect::<Result<_, _>>()?;
        Entity::insert_many(some.iter().cloned().map(IntoActiveModel::into_active_model))
            .exec_without_returning(tx)
            .await?;
        rows.extend(some);
    }
    Ok(rows)
}

fn row(
    keys: &HashMap<ChildId, DataKey>,
    id: ChildConsentId,
    new: NewConsent,
    stamp: &Stamp,
) -> Result<Model, Problem> {
    let key = keys.get(&new.child_id).ok_or_else(erased)?;
    let sealed = key.seal(new.given_by.as_bytes(), GIVER);
    Ok(Model {
        id,
        child_id: new.child_id,
        scope: new.scope,
        relation: new.relation,
        given_by_sealed: Some(sealed.ok_or_else(|| Problem::internal(&"sealing a name"))?),
        text_version: new.text_version,
        given_on: new.given_on,
        evidence_sha256: new.evidence_sha256,
        recorded_at: stamp.at,
        recorded_by: stamp.by.clone(),
        withdrawn_on: None,
        withdrawn_reason: None,
        withdrawn_at: None,
        withdrawn_by: None,
        version: 1,
    })
}
