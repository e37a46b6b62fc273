//! The operations of deliveries and of the ledger.

use actix_web::{get, post, put};
use entity::id::{FosterAssignmentId, FosterDeliveryId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{FosterDeliveryCreate, FosterDeliveryUpdate};
use super::model::{FosterDeliveries, FosterDelivery, FosterDeliveryRevisions, FosterLedger};
use super::{change, ledger, service};
use crate::auth::Authorized;
use crate::auth::permission::{DecideFoster, DeliverFoster, Permission, ReadFoster};
use crate::foster::parent::input::FosterReason;
use crate::http::document::IfMatchHeader;
use crate::http::path::PathPair;
use crate::http::{IfMatch, Json, Path};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_foster_deliveries)
        .service(record_foster_delivery)
        .service(read_foster_delivery)
        .service(correct_foster_delivery)
        .service(list_foster_delivery_revisions)
        .service(withdraw_foster_delivery)
        .service(verify_foster_delivery)
        .service(read_foster_ledger);
}

/// List deliveries
///
/// Of an assignment, the first one first; withdrawn ones too.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The deliveries", body = FosterDeliveries)),
)]
#[get("/foster-assignments/{id}/deliveries")]
async fn list_foster_deliveries(
    caller: Authorized<ReadFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::list(&caller, FosterAssignmentId(id)).await
}

/// Record a delivery
///
/// By the health workers of the region, or by the foster parent itself as long as it sees the child. On a day between the
/// beginning of the assignment and today, or its end.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DeliverFoster])),
    params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 201, description = "Recorded", body = FosterDelivery)),
)]
#[post("/foster-assignments/{id}/deliveries")]
async fn record_foster_delivery(
    caller: Authorized<DeliverFoster>,
    Path(id): Path<Uuid>,
    Json(body): Json<FosterDeliveryCreate>,
) -> Result<Reply, Problem> {
    change::record(&caller, FosterAssignmentId(id), body).await
}

/// Read a delivery
///
/// With whether somebody else has checked it.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery")),
    responses((status = 200, description = "The delivery", body = FosterDelivery)),
)]
#[get("/foster-assignments/{id}/deliveries/{did}")]
async fn read_foster_delivery(
    caller: Authorized<ReadFoster>,
    PathPair(id, did): PathPair<Uuid, Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, FosterAssignmentId(id), FosterDeliveryId(did)).await
}

/// Correct a delivery
///
/// With a reason; what it said before stays among its versions. One that was verified has to be verified anew. A foster
/// parent corrects what it recorded itself and nobody has verified.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DeliverFoster])),
    params(
        ("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Corrected", body = FosterDelivery)),
)]
#[put("/foster-assignments/{id}/deliveries/{did}")]
async fn correct_foster_delivery(
    caller: Authorized<DeliverFoster>,
    PathPair(id, did): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterDeliveryUpdate>,
) -> Result<Reply, Problem> {
    let of = (FosterAssignmentId(id), FosterDeliveryId(did));
    change::correct(&caller, of, &if_match, body).await
}

/// List what a delivery was
///
/// Every version, with who, when and why; the first one first.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery")),
    responses((status = 200, description = "Its versions", body = FosterDeliveryRevisions)),
)]
#[get("/foster-assignments/{id}/deliveries/{did}/revisions")]
async fn list_foster_delivery_revisions(
    caller: Authorized<ReadFoster>,
    PathPair(id, did): PathPair<Uuid, Uuid>,
) -> Result<Reply, Problem> {
    service::revisions(&caller, FosterAssignmentId(id), FosterDeliveryId(did)).await
}

/// Take a delivery back
///
/// It counts no more, and stays on record.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DeliverFoster])),
    params(
        ("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Taken back", body = FosterDelivery)),
)]
#[post("/foster-assignments/{id}/deliveries/{did}/withdraw")]
async fn withdraw_foster_delivery(
    caller: Authorized<DeliverFoster>,
    PathPair(id, did): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    let of = (FosterAssignmentId(id), FosterDeliveryId(did));
    change::withdraw(&caller, of, &if_match, body.reason).await
}

/// Verify a delivery
///
/// By somebody else than who recorded or corrected it.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(
        ("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Verified", body = FosterDelivery)),
)]
#[post("/foster-assignments/{id}/deliveries/{did}/verify")]
async fn verify_foster_delivery(
    caller: Authorized<DecideFoster>,
    PathPair(id, did): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    let of = (FosterAssignmentId(id), FosterDeliveryId(did));
    change::verify(&caller, of, &if_match, body.reason).await
}

/// Read the ledger
///
/// What was promised, given and is wanting, by commitment and calendar month, in exact rupiah; and by source of funds. What
/// is promised every day counts the days of the month; what is promised every month is due on the day of the month on which
/// the assignment began.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The ledger", body = FosterLedger)),
)]
#[get("/foster-assignments/{id}/ledger")]
async fn read_foster_ledger(
    caller: Authorized<ReadFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    ledger::read(&caller, FosterAssignmentId(id)).await
}
