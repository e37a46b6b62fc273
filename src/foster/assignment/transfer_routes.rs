//! The operations of offers, as the programme's side sees them.

use actix_web::{get, post};
use entity::id::FosterAssignmentId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::FosterTransferCreate;
use super::model::{FosterAssignment, FosterTransfers};
use super::transfer;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadFoster, WriteFoster};
use crate::foster::parent::input::FosterReason;
use crate::http::document::IfMatchHeader;
use crate::http::{IfMatch, Json, Path};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_foster_transfers)
        .service(offer_foster_assignment)
        .service(withdraw_foster_offer);
}

/// List the offers of an assignment
///
/// To which other foster parents it was offered, and what became of that; the first one first.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The offers", body = FosterTransfers)),
)]
#[get("/foster-assignments/{id}/transfers")]
async fn list_foster_transfers(
    caller: Authorized<ReadFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    transfer::list(&caller, FosterAssignmentId(id)).await
}

/// Offer an assignment to another foster parent
///
/// An active one; the other foster parent takes it over or not (`/foster-care/offers`). Until then nothing changes. One offer
/// waits at a time.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::WriteFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "Offered", body = FosterAssignment)),
)]
#[post("/foster-assignments/{id}/transfer")]
async fn offer_foster_assignment(
    caller: Authorized<WriteFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterTransferCreate>,
) -> Result<Reply, Problem> {
    let (id, to) = (FosterAssignmentId(id), body.to_foster_parent_id);
    transfer::offer(&caller, id, &if_match, to, body.reason).await
}

/// Take an offer back
///
/// So that another can be made.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::WriteFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "Taken back", body = FosterAssignment)),
)]
#[post("/foster-assignments/{id}/withdraw-transfer")]
async fn withdraw_foster_offer(
    caller: Authorized<WriteFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    transfer::withdraw(&caller, FosterAssignmentId(id), &if_match, body.reason).await
}
