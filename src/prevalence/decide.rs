//! Decisions about claims: verify, publish, reject, withdraw, and which one is official.

use entity::id::PrevalenceRecordId;
use entity::prevalence_record::{self, Column};
use sea_orm::{ColumnTrait, DatabaseTransaction, QueryFilter};

use super::query;
use super::service::{digest, for_change, require_own, shown};
use super::store::{self, Saved};
use super::workflow::Decision;
use crate::auth::permission::Needs;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::text::text;

/// Takes a decision.
///
/// # Errors
/// Changed since it was read; a state in which it cannot be taken.
pub async fn decide<P: Needs>(
    caller: &Authorized<P>,
    id: PrevalenceRecordId,
    if_match: &IfMatch,
    decision: Decision,
    reason: Option<String>,
) -> Result<Reply, Problem> {
    caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            let Some(status) = decision.from_state(row.status) else {
                return Err(refused(decision, &row));
            };
            if decision == Decision::Withdraw {
                require_own(caller, &row)?;
            }
            let stamp = Stamp::of(caller);
            let mut states = Vec::new();
            if decision == Decision::MarkOfficial {
                states.extend(unmark(tx, &row, &stamp).await?);
            }
            let mut next = store::next_version(row.clone(), &stamp);
            next.status = status;
            next.is_official = decision == Decision::MarkOfficial
                || (row.is_official && decision != Decision::Withdraw);
            states.push(Saved {
                row: next.clone(),
                action: decision.as_str(),
                reason: reason.clone(),
            });
            store::save(tx, &states, &stamp).await?;
            let change = Change::new(decision.action(), "prevalence_record", id)
                .in_region(&next.region_code)
                .because(reason)
                .with(digest(&next));
            let version = next.version;
            Ok((
                change,
                Reply::versioned(version, &shown(caller, next, &[]))?,
            ))
        })
        .await
}

fn refused(decision: Decision, row: &prevalence_record::Model) -> Problem {
    let (decision, status) = (decision.as_str(), row.status.as_str());
    Problem::conflict(text(
        format!("Keputusan `{decision}` tidak dapat diambil atas klaim yang berstatus `{status}`."),
        format!("The decision `{decision}` cannot be taken on a claim that is `{status}`."),
    ))
}

/// The next state of the claim that has been official so far.
async fn unmark(
    tx: &DatabaseTransaction,
    row: &prevalence_record::Model,
    stamp: &Stamp,
) -> Result<Option<Saved>, Problem> {
    let scope = crate::auth::RegionScope::new(row.region_code.as_str());
    let former = query::visible(&scope)
        .filter(Column::RegionCode.eq(row.region_code.as_str()))
        .filter(Column::IndicatorCode.eq(row.indicator_code.as_str()))
        .filter(Column::SourceCode.eq(row.source_code.as_str()))
        .filter(Column::Period.eq(row.period.as_str()))
        .filter(Column::IsOfficial.eq(true))
        .filter(Column::Id.ne(row.id))
        .one(tx)
        .await?;
    Ok(former.map(|former| {
        let mut former = store::next_version(former, stamp);
        former.is_official = false;
        Saved {
            row: former,
            action: "unmark_official",
            reason: Some(format!("{} was marked official", row.id)),
        }
    }))
}
