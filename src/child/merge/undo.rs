//! Taking two records apart again: everything that the merge moved goes back, and nothing else.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::child;
use entity::child_merge::{Column, Entity, Model};
use entity::child_revision;
use entity::id::{ChildId, ChildMergeId};
use entity::kind::ChildState;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::model::{ChildMerge, MergeMoved};
use super::service::with_identity;
use super::store;
use crate::auth::permission::ApproveChildren;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::child::change::{for_change, key_of, merged, save, stepped};
use crate::child::disclosure::service::opened;
use crate::child::follow::{follow, of_child};
use crate::child::identity::Identity;
use crate::child::measurement::rejudge::{hand_over, standing};
use crate::child::standing::model::ChildDecision;
use crate::child::standing::store::reopen;
use crate::child::store::find as find_child;
use crate::db::Change;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::text::text;
use crate::vault::Vault;

/// Undoes a merge.
///
/// # Errors
/// Not there, changed since; undone before; a kept record that went up in another one itself; the database.
pub async fn undo(
    caller: &Authorized<ApproveChildren>,
    kept: ChildId,
    id: ChildMergeId,
    if_match: &IfMatch,
    ChildDecision { reason }: ChildDecision,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let vault = &caller.services().vault;
    caller
        .write(async |tx| {
            let kept = for_change(tx, caller.scope(), kept, if_match).await?;
            let merge = one(store::find(tx, kept.id, id).await)?;
            if kept.state == ChildState::Merged {
                return Err(merged(kept.merged_into));
            }
            let merge = undone(tx, merge, &reason, &stamp).await?;
            let moved: MergeMoved =
                serde_json::from_str(&merge.moved).map_err(|e| Problem::internal(&e))?;
            // The merged record may have been left behind in another region.
            let everywhere = RegionScope::new(crate::auth::scope::COUNTRY);
            let other = one(find_child(tx, &everywhere, merge.merged_id).await)?;
            let (next, back) = apart(tx, vault, kept, other, &moved, &stamp).await?;
            forget_union(tx, &next, merge.merged_at).await?;
            save(tx, &next, "unmerge", Some(reason.clone()), &stamp).await?;
            save(tx, &back, "unmerge", Some(reason.clone()), &stamp).await?;
            if let Some(proposal) = moved.state_change {
                reopen(tx, back.id, proposal).await?;
            }
            let (clock, region) = (caller.services().clock.as_ref(), &back.region_code);
            follow(tx, clock, of_child(back.id), region, &stamp).await?;
            let ids: HashSet<_> = moved.measurements.iter().copied().collect();
            let mut rows = standing(tx, &next).await?;
            rows.retain(|row| ids.contains(&row.id));
            let count = rows.len();
            let returned = hand_over(tx, rows, &back, "unmerge", &stamp, &reason).await?;
            if returned.len() != count {
                return Err(Problem::conflict(text(
                    "Pengukuran yang dipindahkan sudah dikoreksi ke tanggal yang terisi.",
                    "A measurement that was moved was corrected to a day that is taken.",
                )));
            }
            let change = Change::new("child.unmerge", "child", next.id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({ "merge": id, "children": [back.id], "measurements": count }));
            Ok((change, Reply::outcome(200, &ChildMerge::from(merge))?.private()))
        })
        .await
}

/// Both rows as they are after the merge is undone.
async fn apart(
    tx: &DatabaseTransaction,
    vault: &Vault,
    kept: child::Model,
    other: child::Model,
    moved: &MergeMoved,
    stamp: &Stamp,
) -> Result<(child::Model, child::Model), Problem> {
    let state = [
        ChildState::Active,
        ChildState::Moved,
        ChildState::Died,
        ChildState::AgedOut,
    ]
    .into_iter()
    .find(|state| state.as_str() == moved.state);
    let mut back = child::Model {
        state: state.unwrap_or(ChildState::Active),
        state_since: moved.state_since,
        merged_into: None,
        ..stepped(other, stamp)
    };
    let mut next = stepped(kept, stamp);
    if moved.identity.is_empty() || next.erased_at.is_some() || back.erased_at.is_some() {
        return Ok((next, back));
    }
    let theirs = opened(tx, vault, &back).await?;
    let mut own = opened(tx, vault, &next).await?;
    without(&mut own, &theirs, &moved.identity);
    let key = key_of(tx, vault, next.id).await?;
    next = with_identity(vault, next, Some((key, own)))?;
    back.nik_index = theirs.nik.as_deref().map(|nik| vault.nik_index(nik));
    Ok((next, back))
}

/// Takes what was sealed of both as one out of the kept record's history: erasing the other could not reach it.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a child that was found in scope"
)]
async fn forget_union(
    tx: &DatabaseTransaction,
    kept: &child::Model,
    since: DateTime<Utc>,
) -> Result<(), DbErr> {
    use child_revision::Column;
    let merge = Condition::all()
        .add(Column::ChildId.eq(kept.id))
        .add(Column::Action.eq("merge"))
        .add(Column::RecordedAt.eq(since));
    let from = Query::select()
        .expr(Expr::col(Column::Version).min())
        .from(child_revision::Entity)
        .cond_where(merge)
        .to_owned();
    child_revision::Entity::update_many()
        .col_expr(Column::IdentitySealed, Expr::value(Option::<Vec<u8>>::None))
        .filter(Column::ChildId.eq(kept.id))
        .filter(Expr::col(Column::Version).gte(Expr::SubQuery(None, Box::new(from.into()))))
        .exec(tx)
        .await
        .map(drop)
}

/// Takes out what was taken over, unless it was corrected since.
fn without(own: &mut Identity, theirs: &Identity, taken_over: &[String]) {
    let members = [
        ("nik", &mut own.nik, &theirs.nik),
        ("mother_name", &mut own.mother_name, &theirs.mother_name),
        ("father_name", &mut own.father_name, &theirs.father_name),
        ("address", &mut own.address, &theirs.address),
    ];
    for (name, mine, theirs) in members {
        if taken_over.iter().any(|taken| taken == name) && *mine == *theirs {
            *mine = None;
        }
    }
}

/// Writes down that it was undone, unless it was before.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a merge of a child that was found in scope, and to its being in force"
)]
async fn undone(
    tx: &DatabaseTransaction,
    merge: Model,
    reason: &str,
    stamp: &Stamp,
) -> Result<Model, Problem> {
    let next = Model {
        undone_at: Some(stamp.at),
        undone_by: Some(stamp.by.clone()),
        undone_reason: Some(reason.to_owned()),
        ..merge
    };
    let done = Entity::update_many()
        .set(next.clone().into_active_model().reset_all())
        .filter(Column::Id.eq(next.id))
        .filter(Column::UndoneAt.is_null())
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(next);
    }
    Err(Problem::conflict(text(
        "Penggabungan ini sudah dibatalkan.",
        "This merge was undone already.",
    )))
}
