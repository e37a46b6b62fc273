//! Putting two records together.

use entity::child;
use entity::child_merge::{Entity, Model};
use entity::id::{ChildId, ChildMergeId};
use entity::kind::ChildState;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::model::{ChildMerge, ChildMergeCreate, ChildMerges, MergeMoved};
use super::store;
use crate::auth::permission::{ApproveChildren, ReadChildren};
use crate::auth::{Authorized, Stamp};
use crate::child::change::{for_change, key_of, merged, path, save, stepped};
use crate::child::disclosure::service::opened;
use crate::child::follow::{follow, of_child};
use crate::child::identity::Identity;
use crate::child::measurement::rejudge::{hand_over, standing};
use crate::child::standing::store::close;
use crate::child::store::find as find_child;
use crate::db::Change;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;
use crate::vault::Vault;

/// The merges of a child.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn list(caller: &Authorized<ReadChildren>, child: ChildId) -> Result<Reply, Problem> {
    let child = one(find_child(caller.reader(), caller.scope(), child).await)?;
    let items = store::of_child(caller.reader(), child.id).await?;
    let items = items.into_iter().map(Into::into).collect();
    Ok(Reply::content(&ChildMerges { items })?.private())
}

/// Puts another record into a child's. The kept record takes over what it lacks of the identity, and the measurements of days
/// on which it was not measured itself.
///
/// # Errors
/// Not there, changed since; a record that is none in the caller's region, itself, merged or erased; the database.
pub async fn merge(
    caller: &Authorized<ApproveChildren>,
    kept: ChildId,
    if_match: &IfMatch,
    ChildMergeCreate { other_id, reason }: ChildMergeCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let services = caller.services();
    let id = ChildMergeId(services.clock.new_id());
    caller
        .write(async |tx| {
            let kept = for_change(tx, caller.scope(), kept, if_match).await?;
            if kept.state == ChildState::Merged {
                return Err(merged(kept.merged_into));
            }
            let other = find_child(tx, caller.scope(), other_id).await?;
            let mergeable =
                |row: &child::Model| row.id != kept.id && row.state != ChildState::Merged;
            let other = other.filter(mergeable).ok_or_else(unmergeable)?;
            let (filled, identity, other) = identities(tx, &services.vault, &kept, other).await?;
            let gone = gone(other.clone(), kept.id, &filled, &stamp);
            save(tx, &gone, "merge", Some(reason.clone()), &stamp).await?;
            let next = with_identity(&services.vault, stepped(kept, &stamp), identity)?;
            save(tx, &next, "merge", Some(reason.clone()), &stamp).await?;
            let (clock, region) = (services.clock.as_ref(), &next.region_code);
            follow(tx, clock, of_child(next.id), region, &stamp).await?;
            let rows = standing(tx, &other).await?;
            let moved = hand_over(tx, rows, &next, "merge", &stamp, &reason).await?;
            let state_change = close(tx, other.id, &reason, &stamp).await?;
            let moved = MergeMoved {
                state_change,
                measurements: moved.into_iter().map(|row| row.id).collect(),
                identity: filled,
                state: other.state.as_str().to_owned(),
                state_since: other.state_since,
            };
            let row = Model {
                id,
                kept_id: next.id,
                merged_id: other.id,
                moved: serde_json::to_string(&moved).map_err(|e| Problem::internal(&e))?,
                reason: reason.clone(),
                merged_at: stamp.at,
                merged_by: stamp.by.clone(),
                undone_at: None,
                undone_by: None,
                undone_reason: None,
            };
            Entity::insert(row.clone().into_active_model())
                .exec_without_returning(tx)
                .await?;
            let change = Change::new("child.merge", "child", next.id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({
                    "merge": id, "children": [other.id], "measurements": moved.measurements.len(),
                }));
            let mut reply = Reply::outcome(201, &ChildMerge::from(row))?.private();
            reply.location = Some(format!("{}/merges", path(next.id)));
            Ok((change, reply))
        })
        .await
}

/// The record that went up in another one. The one NIK of a regency is the kept record's, if that took it over.
fn gone(other: child::Model, kept: ChildId, filled: &[String], stamp: &Stamp) -> child::Model {
    let handed_over = filled.iter().any(|name| name == "nik");
    let row = stepped(other, stamp);
    child::Model {
        state: ChildState::Merged,
        state_since: stamp.at.date_naive(),
        merged_into: Some(kept),
        nik_index: row.nik_index.clone().filter(|_| !handed_over),
        ..row
    }
}

fn unmergeable() -> Problem {
    Problem::invalid(vec![Fault::body(
        "/other_id",
        "unknown_value",
        text(
            "tidak ada catatan lain itu dalam wilayah Anda, atau sudah digabung, atau salah satunya telah dihapus",
            "there is no such other record within your region, or it was merged, or one of both was erased",
        ),
    )])
}

type Sealing = Option<(crate::vault::DataKey, Identity)>;

/// Which members the kept record takes over, and its identity with them; nothing where one of both was erased.
async fn identities(
    tx: &DatabaseTransaction,
    vault: &Vault,
    kept: &child::Model,
    other: child::Model,
) -> Result<(Vec<String>, Sealing, child::Model), Problem> {
    // Else the one that is not erased could be erased no more.
    if kept.erased_at.is_some() != other.erased_at.is_some() {
        return Err(unmergeable());
    }
    if kept.erased_at.is_some() {
        return Ok((Vec::new(), None, other));
    }
    let mut own = opened(tx, vault, kept).await?;
    let theirs = opened(tx, vault, &other).await?;
    let mut filled = Vec::new();
    let members = [
        ("nik", &mut own.nik, theirs.nik),
        ("mother_name", &mut own.mother_name, theirs.mother_name),
        ("father_name", &mut own.father_name, theirs.father_name),
        ("address", &mut own.address, theirs.address),
    ];
    for (name, mine, theirs) in members {
        if mine.is_none() && theirs.is_some() {
            *mine = theirs;
            filled.push(name.to_owned());
        }
    }
    if filled.is_empty() {
        return Ok((filled, None, other));
    }
    let key = key_of(tx, vault, kept.id).await?;
    Ok((filled, Some((key, own)), other))
}

/// A row with another identity.
pub(super) fn with_identity(
    vault: &Vault,
    row: child::Model,
    identity: Sealing,
) -> Result<child::Model, Problem> {
    let Some((key, identity)) = identity else {
        return Ok(row);
    };
    let sealed = identity.seal(&key);
    Ok(child::Model {
        nik_index: identity.nik.as_deref().map(|nik| vault.nik_index(nik)),
        identity_sealed: Some(sealed.ok_or_else(|| Problem::internal(&"sealing an identity"))?),
        ..row
    })
}
