//! Erasing who a child is, on request.

use entity::id::ChildId;
use entity::kind::ChildState;

use super::model::{ChildErased, ChildErasure};
use super::store;
use crate::auth::permission::ApproveChildren;
use crate::auth::{Authorized, Stamp};
use crate::child::change::{erased, for_change, merged};
use crate::db::Change;
use crate::file::destroy_since;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::Reply;

/// Erases who a child is. Nobody can undo it.
///
/// # Errors
/// Not there, changed since; merged into another record, or erased before; the database.
pub async fn erase(
    caller: &Authorized<ApproveChildren>,
    id: ChildId,
    if_match: &IfMatch,
    ChildErasure { reason, basis }: ChildErasure,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let reply = caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            if row.state == ChildState::Merged {
                return Err(merged(row.merged_into));
            }
            if row.erased_at.is_some() {
                return Err(erased());
            }
            let rows = store::with_merged(tx, row).await?;
            let gone = store::erase(tx, rows, &reason, &stamp).await?;
            let mut gone = gone.into_iter();
            let row = gone.next().ok_or_else(Problem::not_found)?;
            let merged_records: Vec<ChildId> = gone.map(|other| other.id).collect();
            let change = Change::new("child.erase", "child", row.id)
                .in_region(row.region_code.clone())
                .because(reason)
                .with(serde_json::json!({ "basis": basis, "children": merged_records }));
            let answer = ChildErased {
                child_id: row.id,
                code: row.code,
                erased_at: stamp.at,
                merged_records,
                version: row.version,
            };
            Ok((change, Reply::versioned(answer.version, &answer)?.private()))
        })
        .await?;
    caller.services().db.forget_log().await;
    destroy_since(caller.services(), stamp.at).await;
    Ok(reply)
}
