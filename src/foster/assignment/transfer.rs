//! Offering an assignment to another foster parent, who takes it over or not.

use entity::foster_transfer::{Column, Entity, Model};
use entity::id::{FosterAssignmentId, FosterParentId, FosterTransferId};
use entity::kind::{FosterParentState, TransferState};
use entity::{foster_assignment, foster_parent};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};

use super::model::{FosterTransfer, FosterTransfers};
use super::propose::serves_region;
use super::store::{find, for_change, save};
use super::view::single;
use crate::auth::permission::{ReadFoster, WriteFoster};
use crate::auth::{Authorized, Stamp};
use crate::db::keyset::one;
use crate::db::{Change, UniqueKey};
use crate::foster::parent;
use crate::foster::programme::store::definition;
use crate::foster::workflow::Step;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;

const PENDING: UniqueKey = UniqueKey {
    name: "uq_foster_transfer_pending",
    columns: "foster_transfer.assignment_id",
};

/// Offers an assignment to another foster parent.
///
/// # Errors
/// Not there; changed since; not active; a foster parent who cannot take it; an offer that waits already; the database.
pub async fn offer(
    caller: &Authorized<WriteFoster>,
    id: FosterAssignmentId,
    if_match: &IfMatch,
    to: FosterParentId,
    reason: String,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let transfer = FosterTransferId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let mut row = for_change(tx, caller.scope(), id, if_match).await?;
            if row.state != entity::kind::AssignmentState::Active {
                let refusal = crate::foster::workflow::Refusal::State;
                return Err(super::step::refused(refusal, Step::TakeOver, row.state));
            }
            let receiver = parent::store::find(tx, caller.scope(), to).await?;
            let version = (row.programme_code.clone(), row.programme_version);
            let programme = definition(tx, &caller.services().parsed, version).await?;
            fits(tx, receiver, &row, &programme.giver_kinds).await?;
            let offered = Model {
                id: transfer,
                assignment_id: id,
                to_parent_id: to,
                state: TransferState::Pending,
                reason: reason.clone(),
                proposed_at: stamp.at,
                proposed_by: stamp.by.clone(),
                decided_at: None,
                decided_by: None,
                decision_reason: None,
                successor_id: None,
                version: 1,
            };
            Entity::insert(offered.into_active_model())
                .exec_without_returning(tx)
                .await
                .map_err(|error| {
                    if PENDING.is_taken(&error) {
                        return Problem::conflict(text(
                            "Pengasuhan ini sudah ditawarkan dan menunggu jawaban.",
                            "This assignment is offered already and waits for an answer.",
                        ));
                    }
                    error.into()
                })?;
            row.version += 1;
            row.updated_at = stamp.at;
            row.updated_by.clone_from(&stamp.by);
            save(tx, &row, "offer", Some(reason.clone()), &stamp).await?;
            let change = Change::new("foster_assignment.offer", "foster_assignment", id)
                .in_region(row.region_code.clone())
                .because(reason)
                .with(serde_json::json!({ "to": to, "transfer": transfer }));
            let shown = single(tx, row, stamp.at.date_naive()).await?;
            Ok((change, Reply::versioned(shown.version, &shown)?))
        })
        .await
}

/// Whether a foster parent can go on with an assignment.
async fn fits(
    tx: &DatabaseTransaction,
    receiver: Option<foster_parent::Model>,
    row: &foster_assignment::Model,
    kinds: &[String],
) -> Result<(), Problem> {
    let fault = |code: &'static str, id: &'static str, en: &'static str| {
        Fault::body("/to_foster_parent_id", code, text(id, en))
    };
    let Some(receiver) = receiver.filter(|one| one.id != row.foster_parent_id) else {
        return Err(Problem::invalid(vec![fault(
            "unknown_value",
            "bukan orang tua asuh lain dalam wilayah Anda",
            "is no other foster parent within your region",
        )]));
    };
    let mut faults = Vec::new();
    if receiver.state != FosterParentState::Verified {
        faults.push(fault(
            "not_verified",
            "belum diverifikasi",
            "has not been verified",
        ));
    }
    if !kinds.contains(&receiver.kind_code) {
        faults.push(fault(
            "not_eligible",
            "jenisnya tidak termasuk pemberi dalam program",
            "is of a kind that does not give in the programme",
        ));
    }
    let serves = parent::store::single(tx, receiver).await?.serves;
    if !serves_region(&serves, &row.region_code) {
        faults.push(fault(
            "not_serving",
            "tidak melayani wilayah penerima",
            "does not serve where who receives lives",
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

/// Takes an offer back, so that another can be made.
///
/// # Errors
/// Not there; changed since; none that waits; the database.
pub async fn withdraw(
    caller: &Authorized<WriteFoster>,
    id: FosterAssignmentId,
    if_match: &IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let mut row = for_change(tx, caller.scope(), id, if_match).await?;
            if withdraw_offers(tx, id, &stamp).await? == 0 {
                return Err(Problem::conflict(text(
                    "Tidak ada penawaran yang menunggu.",
                    "There is no offer that waits.",
                )));
            }
            row.version += 1;
            row.updated_at = stamp.at;
            row.updated_by.clone_from(&stamp.by);
            let why = Some(reason.clone());
            save(tx, &row, "withdraw_offer", why, &stamp).await?;
            let change = Change::new("foster_assignment.withdraw_offer", "foster_assignment", id)
                .in_region(row.region_code.clone())
                .because(reason);
            let shown = single(tx, row, stamp.at.date_naive()).await?;
            Ok((change, Reply::versioned(shown.version, &shown)?))
        })
        .await
}

/// Takes back what waits; gives how many that were.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to an assignment that was found in scope"
)]
pub async fn withdraw_offers(
    tx: &DatabaseTransaction,
    id: FosterAssignmentId,
    stamp: &Stamp,
) -> Result<u64, DbErr> {
    let done = Entity::update_many()
        .col_expr(
            Column::State,
            Expr::value(TransferState::Withdrawn.as_str()),
        )
        .col_expr(Column::DecidedAt, Expr::value(stamp.at))
        .col_expr(Column::DecidedBy, Expr::value(stamp.by.as_str()))
        .col_expr(
            Column::Version,
            sea_orm::sea_query::ExprTrait::add(Expr::col(Column::Version), 1),
        )
        .filter(Column::AssignmentId.eq(id))
        .filter(Column::State.eq(TransferState::Pending))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// The offers of an assignment.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn list(
    caller: &Authorized<ReadFoster>,
    id: FosterAssignmentId,
) -> Result<Reply, Problem> {
    one(find(caller.reader(), caller.scope(), id).await)?;
    let rows = of_assignment(caller.reader(), id).await?;
    let items = rows.into_iter().map(FosterTransfer::from);
    Reply::content(&FosterTransfers {
        items: items.collect(),
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to an assignment that was found in scope"
)]
async fn of_assignment(
    connection: &impl ConnectionTrait,
    id: FosterAssignmentId,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::AssignmentId.eq(id))
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}
