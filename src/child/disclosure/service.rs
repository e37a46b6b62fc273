//! Who one child is.

use entity::child::Model;
use entity::id::ChildId;

use super::model::{ChildIdentity, IdentityRequest, NikShown};
use crate::auth::Authorized;
use crate::auth::permission::ReadIdentity;
use crate::child::change::{erased, key_of};
use crate::child::identity::Identity;
use crate::child::store::find;
use crate::db::Change;
use crate::db::keyset::one;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::vault::Vault;

/// Tells who a child is, and puts it on record.
///
/// # Errors
/// Not there, or outside the caller's region; erased; the database.
pub async fn read(
    caller: &Authorized<ReadIdentity>,
    id: ChildId,
    IdentityRequest { purpose, nik }: IdentityRequest,
) -> Result<Reply, Problem> {
    caller
        .disclose(async |tx| {
            let row = one(find(tx, caller.scope(), id).await)?;
            let identity = opened(tx, &caller.services().vault, &row).await?;
            let change = Change::new("child.read_identity", "child", row.id)
                .in_region(row.region_code.clone())
                .because(purpose)
                .with(serde_json::json!({ "nik": if nik == NikShown::Full { "full" } else { "masked" } }));
            let answer = ChildIdentity::new(row.id, row.code, identity, nik);
            Ok((change, Reply::outcome(200, &answer)?))
        })
        .await
}

/// Opens the identity of a child that was found.
///
/// # Errors
/// It was erased; it does not open; the database.
pub async fn opened(
    connection: &impl sea_orm::ConnectionTrait,
    vault: &Vault,
    row: &Model,
) -> Result<Identity, Problem> {
    let sealed = row.identity_sealed.as_deref().ok_or_else(erased)?;
    let key = key_of(connection, vault, row.id).await?;
    Identity::open(&key, sealed).ok_or_else(|| Problem::internal(&"an identity does not open"))
}
