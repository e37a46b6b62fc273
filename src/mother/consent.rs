//! What expectant mothers agreed to, and took back.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::expectant_mother_consent::{Column, Entity, Model};
use entity::id::{ExpectantMotherId, MotherConsentId};
use entity::kind::{ConsentScope, MotherState};
use entity::{expectant_mother, foster_assignment};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, Select,
};

use super::input::{MotherConsentCreate, MotherConsentWithdrawal};
use super::model::{MotherConsent, MotherConsents};
use super::store::{find as find_mother, path};
use crate::auth::permission::{ReadChildren, WriteChildren};
use crate::auth::{Authorized, Stamp};
use crate::clock::Clock;
use crate::db::Change;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reply::{Reply, version_tag};
use crate::text::text;

#[expect(
    clippy::disallowed_methods,
    reason = "bound to mothers whom who asks has found within the scope"
)]
fn rows() -> Select<Entity> {
    Entity::find()
}

/// The consents of a mother, the first one first; who asks has found her.
///
/// # Errors
/// The database.
pub async fn of_mother(
    connection: &impl ConnectionTrait,
    id: ExpectantMotherId,
) -> Result<Vec<Model>, DbErr> {
    rows()
        .filter(Column::MotherId.eq(id))
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// A consent to disclosure to a donor that holds on a day.
fn holds(on: NaiveDate) -> Condition {
    Condition::all()
        .add(Column::Scope.eq(ConsentScope::DonorDisclosure))
        .add(Column::GivenOn.lte(on))
        .add(Column::WithdrawnOn.is_null().or(Column::WithdrawnOn.gt(on)))
}

/// Those of some mothers who agree on a day that a donor learns of them; who asks has found them.
///
/// # Errors
/// The database.
pub async fn agreed(
    connection: &impl ConnectionTrait,
    ids: &[ExpectantMotherId],
    on: NaiveDate,
) -> Result<HashSet<ExpectantMotherId>, DbErr> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found = rows()
        .filter(Column::MotherId.is_in(ids.iter().copied()))
        .filter(holds(on))
        .all(connection)
        .await?;
    Ok(found.into_iter().map(|row| row.mother_id).collect())
}

/// Of assignments: those of whose mother a donor learns on a day. Of one who is not expecting any more nothing is told.
pub fn disclosed(on: NaiveDate) -> SimpleExpr {
    let mother = |column| Expr::col((expectant_mother::Entity, column));
    let agreed = Query::select()
        .expr(Expr::val(1))
        .from(expectant_mother::Entity)
        .inner_join(
            Entity,
            Expr::col((Entity, Column::MotherId))
                .equals((expectant_mother::Entity, expectant_mother::Column::Id)),
        )
        .and_where(mother(expectant_mother::Column::Id).equals((
            foster_assignment::Entity,
            foster_assignment::Column::MotherId,
        )))
        .and_where(mother(expectant_mother::Column::ErasedAt).is_null())
        .and_where(mother(expectant_mother::Column::State).eq(MotherState::Active.as_str()))
        .cond_where(holds(on))
        .to_owned();
    Expr::exists(agreed)
}

/// The consents of a mother.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn list(
    caller: &Authorized<ReadChildren>,
    mother: ExpectantMotherId,
) -> Result<Reply, Problem> {
    let mother = one(find_mother(caller.reader(), caller.scope(), mother).await)?;
    let items = of_mother(caller.reader(), mother.id).await?.into_iter();
    let items = items.map(Into::into).collect();
    Ok(Reply::content(&MotherConsents { items })?.private())
}

/// What cannot be agreed to, or not yet. No picture that shows a mother is taken, so nobody is asked to agree to one.
fn faults(new: &MotherConsentCreate, today: NaiveDate) -> Vec<Fault> {
    let to_come = (new.given_on > today).then(|| {
        let detail = text("tidak boleh sesudah hari ini", "must not be after today");
        Fault::body("/given_on", "in_the_future", detail)
    });
    let picture = (new.scope == ConsentScope::Photograph).then(|| {
        let detail = text(
            "gambar yang memperlihatkan ibu hamil tidak diterima, jadi tidak perlu persetujuan",
            "pictures that show an expectant mother are not taken, so there is nothing to agree to",
        );
        Fault::body("/scope", "not_taken", detail)
    });
    to_come.into_iter().chain(picture).collect()
}

/// Records a consent.
///
/// # Errors
/// No such mother in the caller's region; a day to come; a consent to pictures, which are not taken; the database.
pub async fn create(
    caller: &Authorized<WriteChildren>,
    mother: ExpectantMotherId,
    new: MotherConsentCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let id = MotherConsentId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let mother = one(find_mother(tx, caller.scope(), mother).await)?;
            if mother.erased_at.is_some() {
                return Err(super::change::erased());
            }
            let faults = faults(&new, stamp.at.date_naive());
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let row = Model {
                id,
                mother_id: mother.id,
                scope: new.scope,
                relation: new.relation,
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
            };
            Entity::insert(row.clone().into_active_model())
                .exec_without_returning(tx)
                .await?;
            let change = Change::new("mother_consent.create", "mother", mother.id)
                .in_region(mother.region_code)
                .with(serde_json::json!({ "consent": id, "scope": row.scope }));
            let mut reply = Reply::outcome(201, &MotherConsent::from(row))?.private();
            reply.location = Some(format!("{}/consents", path(mother.id)));
            Ok((change, reply))
        })
        .await
}

/// Writes down that mothers who were found agree that a donor learns of them, by a version of the text and on a day.
///
/// # Errors
/// The database.
pub async fn agree_to_disclosure(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    stamp: &Stamp,
    mothers: impl Iterator<Item = ExpectantMotherId>,
    (text_version, given_on): (&str, NaiveDate),
) -> Result<(), DbErr> {
    let rows = mothers.map(|mother_id| Model {
        id: MotherConsentId(clock.new_id()),
        mother_id,
        scope: ConsentScope::DonorDisclosure,
        relation: "self".to_owned(),
        text_version: text_version.to_owned(),
        given_on,
        evidence_sha256: None,
        recorded_at: stamp.at,
        recorded_by: stamp.by.clone(),
        withdrawn_on: None,
        withdrawn_reason: None,
        withdrawn_at: None,
        withdrawn_by: None,
        version: 1,
    });
    Entity::insert_many(rows.map(IntoActiveModel::into_active_model))
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// Takes a consent back, and the others of the same scope with it: she takes back what she agreed to, however often it was
/// written down.
///
/// # Errors
/// Not there, changed since, taken back before; a day that cannot be; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the consents of a mother who was found in scope"
)]
pub async fn withdraw(
    caller: &Authorized<WriteChildren>,
    (mother, id): (ExpectantMotherId, MotherConsentId),
    if_match: &IfMatch,
    MotherConsentWithdrawal {
        withdrawn_on,
        reason,
    }: MotherConsentWithdrawal,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let mother = one(find_mother(tx, caller.scope(), mother).await)?;
            let all = of_mother(tx, mother.id).await?;
            let row = one(Ok(all.into_iter().find(|row| row.id == id)))?;
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
            Entity::update_many()
                .col_expr(Column::WithdrawnOn, Expr::value(withdrawn_on))
                .col_expr(Column::WithdrawnReason, Expr::value(reason.as_str()))
                .col_expr(Column::WithdrawnAt, Expr::value(stamp.at))
                .col_expr(Column::WithdrawnBy, Expr::value(stamp.by.as_str()))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .filter(Column::MotherId.eq(mother.id))
                .filter(Column::Scope.eq(row.scope))
                .filter(Column::GivenOn.lte(withdrawn_on))
                .filter(Column::WithdrawnOn.is_null())
                .exec(tx)
                .await?;
            let found = rows().filter(Column::Id.eq(id)).one(tx).await;
            let next = one(found)?;
            let change = Change::new("mother_consent.withdraw", "mother", mother.id)
                .in_region(mother.region_code)
                .because(reason)
                .with(serde_json::json!({ "consent": id, "scope": next.scope }));
            let reply = Reply::versioned(next.version, &MotherConsent::from(next))?;
            Ok((change, reply.private()))
        })
        .await
}
