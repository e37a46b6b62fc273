//! Recording consents, and taking them back.

use entity::child_consent::{Column, Entity, Model};
use entity::id::{ChildConsentId, ChildId};
use entity::kind::ChildState;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::agree::{NewConsent, agree};
use super::input::{ChildConsentCreate, ChildConsentWithdrawal};
use super::model::{ChildConsent, ChildConsents};
use super::store::{self, path};
use crate::auth::permission::{ReadChildren, WriteChildren};
use crate::auth::{Authorized, Stamp};
use crate::child::change::merged;
use crate::child::store::find as find_child;
use crate::db::Change;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reply::{Reply, version_tag};
use crate::text::text;

/// The consents of a child.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn list(caller: &Authorized<ReadChildren>, child: ChildId) -> Result<Reply, Problem> {
    let child = one(find_child(caller.reader(), caller.scope(), child).await)?;
    let items = store::of_child(caller.reader(), child.id).await?;
    let items = items.into_iter().map(Into::into).collect();
    Ok(Reply::content(&ChildConsents { items })?.private())
}

/// A consent.
///
/// # Errors
/// Not there, or of a child outside the caller's region; the database.
pub async fn read(caller: &Authorized<ReadChildren>, id: ChildConsentId) -> Result<Reply, Problem> {
    let row = one(store::find(caller.reader(), caller.scope(), id).await)?;
    Ok(Reply::versioned(row.version, &ChildConsent::from(row))?.private())
}

/// Records a consent.
///
/// # Errors
/// No such child in the caller's region, merged or erased; a day to come; the database.
pub async fn create(
    caller: &Authorized<WriteChildren>,
    child: ChildId,
    new: ChildConsentCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let services = caller.services();
    caller
        .write(async |tx| {
            let child = one(find_child(tx, caller.scope(), child).await)?;
            if child.state == ChildState::Merged {
                return Err(merged(child.merged_into));
            }
            if new.given_on > stamp.at.date_naive() {
                let detail = text("tidak boleh sesudah hari ini", "must not be after today");
                let fault = Fault::body("/given_on", "in_the_future", detail);
                return Err(Problem::invalid(vec![fault]));
            }
            let consent = NewConsent {
                child_id: child.id,
                scope: new.scope,
                relation: new.relation,
                given_by: new.given_by,
                text_version: new.text_version,
                given_on: new.given_on,
                evidence_sha256: new.evidence_sha256,
            };
            let clock = services.clock.as_ref();
            let written = agree(tx, &services.vault, clock, &stamp, vec![consent]).await?;
            let row = one(Ok(written.into_iter().next()))?;
            let id = row.id;
            let change = Change::new("child_consent.create", "child", child.id)
                .in_region(child.region_code)
                .with(serde_json::json!({ "consent": id, "scope": row.scope }));
            let reply = Reply::created(path(id), 1, &ChildConsent::from(row))?;
            Ok((change, reply.private()))
        })
        .await
}

/// Takes a consent back.
///
/// # Errors
/// Not there, changed since, taken back before; a day that cannot be; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the version of a row that was found in scope"
)]
pub async fn withdraw(
    caller: &Authorized<WriteChildren>,
    id: ChildConsentId,
    if_match: &IfMatch,
    ChildConsentWithdrawal {
        withdrawn_on,
        reason,
    }: ChildConsentWithdrawal,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let row = one(store::find(tx, caller.scope(), id).await)?;
            if !if_match.accepts(row.version) {
                return Err(Problem::stale(&version_tag(row.version)));
            }
            if row.withdrawn_on.is_some() {
                return Err(Problem::conflict(text(
                    "Persetujuan ini sudah ditarik.",
                    "This consent was taken back already.",
                )));
            }
            if !(row.given_on..=stamp.at.date_naive()).contains(&withdrawn_on) {
                let detail = text(
                    "harus antara hari persetujuan dan hari ini",
                    "must be between the day of the consent and today",
                );
                let fault = Fault::body("/withdrawn_on", "out_of_range", detail);
                return Err(Problem::invalid(vec![fault]));
            }
            let child = one(find_child(tx, caller.scope(), row.child_id).await)?;
            let next = Model {
                withdrawn_on: Some(withdrawn_on),
                withdrawn_reason: Some(reason.clone()),
                withdrawn_at: Some(stamp.at),
                withdrawn_by: Some(stamp.by.clone()),
                version: row.version + 1,
                ..row
            };
            let done = Entity::update_many()
                .set(next.clone().into_active_model().reset_all())
                .filter(Column::Id.eq(id))
                .filter(Column::Version.eq(next.version - 1))
                .exec(tx)
                .await?;
            if done.rows_affected != 1 {
                return Err(Problem::stale(&version_tag(next.version)));
            }
            others_too(tx, &next).await?;
            let change = Change::new("child_consent.withdraw", "child", child.id)
                .in_region(child.region_code)
                .because(reason)
                .with(serde_json::json!({ "consent": id, "scope": next.scope }));
            let reply = Reply::versioned(next.version, &ChildConsent::from(next))?;
            Ok((change, reply.private()))
        })
        .await
}

/// Takes back the other consents of the same scope: a parent takes back what was agreed to, however often it was written down.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the child of a consent that was found in scope"
)]
async fn others_too(tx: &DatabaseTransaction, taken_back: &Model) -> Result<(), DbErr> {
    let Model {
        withdrawn_on,
        withdrawn_reason,
        withdrawn_at,
        withdrawn_by,
        ..
    } = taken_back.clone();
    Entity::update_many()
        .col_expr(Column::WithdrawnOn, Expr::value(withdrawn_on))
        .col_expr(Column::WithdrawnReason, Expr::value(withdrawn_reason))
        .col_expr(Column::WithdrawnAt, Expr::value(withdrawn_at))
        .col_expr(Column::WithdrawnBy, Expr::value(withdrawn_by))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::ChildId.eq(taken_back.child_id))
        .filter(Column::Scope.eq(taken_back.scope))
        .filter(Column::GivenOn.lte(withdrawn_on))
        .filter(Column::WithdrawnOn.is_null())
        .exec(tx)
        .await
        .map(drop)
}
