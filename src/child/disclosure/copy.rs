//! A copy of all that is held on a child.

use entity::child::Model;
use entity::id::{ChildId, ChildMeasurementId};
use sea_orm::{DatabaseTransaction, QueryOrder};

use super::model::{ChildDataCopy, ChildIdentity, ConsentGiver, DataCopyRequest, NikShown};
use super::service::opened;
use crate::auth::Authorized;
use crate::auth::permission::ReadIdentity;
use crate::child::change::{key_of, revisions};
use crate::child::consent::store::{GIVER, of_child};
use crate::child::measurement::model::ChildMeasurement;
use crate::child::measurement::store::{of_children, revisions_of};
use crate::child::model::Child;
use crate::child::service::today;
use crate::child::store::find;
use crate::child::{merge, standing};
use crate::db::Change;
use crate::db::keyset::one;
use crate::problem::Problem;
use crate::reply::Reply;

/// Copies all that is held on a child, and puts it on record.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn copy(
    caller: &Authorized<ReadIdentity>,
    id: ChildId,
    DataCopyRequest { purpose }: DataCopyRequest,
) -> Result<Reply, Problem> {
    caller
        .disclose(async |tx| {
            let row = one(find(tx, caller.scope(), id).await)?;
            let change = Change::new("child.data_copy", "child", row.id)
                .in_region(row.region_code.clone())
                .because(purpose);
            let answer = gather(caller, tx, row).await?;
            Ok((change, Reply::outcome(200, &answer)?))
        })
        .await
}

async fn gather(
    caller: &Authorized<ReadIdentity>,
    tx: &DatabaseTransaction,
    row: Model,
) -> Result<ChildDataCopy, Problem> {
    let (language, id) = (caller.context().language, row.id);
    let measured = of_children(&[id])
        .order_by_asc(entity::child_measurement::Column::MeasuredOn)
        .all(tx)
        .await?;
    let ids: Vec<ChildMeasurementId> = measured.iter().map(|row| row.id).collect();
    let consents = of_child(tx, id).await?;
    let (mut identity, mut givers) = (None, Vec::new());
    if row.erased_at.is_none() {
        let vault = &caller.services().vault;
        let who = opened(tx, vault, &row).await?;
        identity = Some(ChildIdentity::new(
            id,
            row.code.clone(),
            who,
            NikShown::Full,
        ));
        let key = key_of(tx, vault, id).await?;
        givers = consents
            .iter()
            .map(|consent| ConsentGiver {
                consent_id: consent.id,
                scope: consent.scope,
                given_by: consent
                    .given_by_sealed
                    .as_deref()
                    .and_then(|sealed| key.open(sealed, GIVER))
                    .and_then(|plain| String::from_utf8(plain).ok()),
            })
            .collect();
    }
    let measurement_revisions = revisions_of(tx, &ids).await?;
    let show = |row| ChildMeasurement::new(row, language);
    Ok(ChildDataCopy {
        revisions: revisions(tx, id)
            .await?
            .into_iter()
            .map(Into::into)
            .collect(),
        measurements: measured.into_iter().map(show).collect(),
        measurement_revisions: measurement_revisions.into_iter().map(Into::into).collect(),
        consents: consents.into_iter().map(Into::into).collect(),
        consent_givers: givers,
        state_changes: standing::store::of_child(tx, id)
            .await?
            .into_iter()
            .map(Into::into)
            .collect(),
        merges: merge::store::of_child(tx, id)
            .await?
            .into_iter()
            .map(Into::into)
            .collect(),
        identity,
        child: Child::new(row, None, today(caller)),
    })
}
