//! How to reach a foster parent: sealed with a key of its own, for officers of its region, and each reading is on record.

use entity::foster_parent::{Column, Model};
use entity::id::FosterParentId;
use sea_orm::{ColumnTrait, QueryFilter};

use super::model::FosterParentContact;
use super::query::own;
use super::store::{claim, save};
use crate::auth::Authorized;
use crate::auth::permission::WriteFoster;
use crate::db::Change;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reference::Author;
use crate::reply::Reply;
use crate::vault::Vault;

const PURPOSE: &str = "contact";
const NOT_KEPT: &str = "private, no-store";

/// How to reach a foster parent.
///
/// # Errors
/// None of this id in the caller's own region; the database.
pub async fn read(caller: &Authorized<WriteFoster>, id: FosterParentId) -> Result<Reply, Problem> {
    caller
        .write(async |tx| {
            let found = own(caller.scope()).filter(Column::Id.eq(id)).one(tx);
            let row = one(found.await)?;
            let contact = open(&caller.services().vault, &row)?;
            let change = Change::new("foster_parent.read_contact", "foster_parent", id)
                .in_region(row.region_code);
            let reply = Reply::content(&contact)?.with_header("Cache-Control", NOT_KEPT);
            Ok((change, reply))
        })
        .await
}

/// Says how to reach a foster parent from now on.
///
/// # Errors
/// None of this id in the caller's region; changed since; the database.
pub async fn replace(
    caller: &Authorized<WriteFoster>,
    id: FosterParentId,
    if_match: &IfMatch,
    contact: FosterParentContact,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    let failed = || Problem::internal(&"a contact cannot be sealed");
    let plain = serde_json::to_vec(&contact).map_err(|e| Problem::internal(&e))?;
    let (key, stored) = caller.services().vault.create(id.0).ok_or_else(failed)?;
    let sealed = key.seal(&plain, PURPOSE).ok_or_else(failed)?;
    caller
        .write(async |tx| {
            let mut row = claim(tx, caller.scope(), id, if_match).await?;
            row.contact_key = Some(stored);
            row.contact_sealed = Some(sealed);
            row.updated_at = author.at;
            let parent = save(tx, row, &author).await?;
            let change = Change::new("foster_parent.write_contact", "foster_parent", id)
                .in_region(parent.region_code.clone());
            let reply = Reply::versioned(parent.version, &contact)?;
            Ok((change, reply.with_header("Cache-Control", NOT_KEPT)))
        })
        .await
}

fn open(vault: &Vault, row: &Model) -> Result<FosterParentContact, Problem> {
    let (Some(key), Some(sealed)) = (&row.contact_key, &row.contact_sealed) else {
        return Ok(FosterParentContact {
            person: None,
            telephone: None,
            email: None,
        });
    };
    let plain = vault
        .open(row.id.0, key)
        .and_then(|key| key.open(sealed, PURPOSE));
    let plain = plain.ok_or_else(|| Problem::internal(&"a contact cannot be opened"))?;
    serde_json::from_slice(&plain).map_err(|e| Problem::internal(&e))
}
