//! The operations of a foster parent's own view.

use actix_web::{HttpRequest, HttpResponse, get, post};
use entity::id::{FosterAssignmentId, FosterDeliveryFileId, FosterTransferId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{
    FosterCare, FosterCareDetail, FosterCareFiles, FosterCareFilter, FosterOfferOutcome,
    FosterOffers,
};
use super::{offer, proof, service};
use crate::auth::Authorized;
use crate::auth::permission::{OwnFoster, Permission};
use crate::file::give;
use crate::foster::parent::input::FosterReason;
use crate::http::binary::Binary;
use crate::http::document::IfMatchHeader;
use crate::http::path::PathPair;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_foster_care)
        .service(list_foster_offers)
        .service(accept_foster_offer)
        .service(reject_foster_offer)
        .service(list_foster_care_files)
        .service(read_foster_care_file_content)
        .service(read_foster_care);
}

/// List one's own foster children
///
/// Those whom the foster parent of the caller's account looks after now: code, age in months, sex, village, what is promised.
/// Nothing is shown of a child without a parent's or guardian's consent; one that is withdrawn holds from the next request on.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::OwnFoster])),
    params(FosterCareFilter, PageParams),
    responses((status = 200, description = "A page of children", body = Page<FosterCare>)),
)]
#[get("/foster-care")]
async fn list_foster_care(
    caller: Authorized<OwnFoster>,
    listing: Listing<FosterCareFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    let reply = list(&service::list(&caller, listing).await?, &link)?;
    Ok(reply.with_header("Cache-Control", service::NOT_KEPT))
}

/// List what is offered
///
/// Children whom another foster parent looks after until now: age in months, sex, regency, and what is promised.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::OwnFoster])),
    responses((status = 200, description = "The offers that wait", body = FosterOffers)),
)]
#[get("/foster-care/offers")]
async fn list_foster_offers(caller: Authorized<OwnFoster>) -> Result<Reply, Problem> {
    offer::list(&caller).await
}

/// Take over what is offered
///
/// With what was promised until now, from today on. Without consent, or without room for another child, 409.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::OwnFoster])),
    params(("offer_id" = Uuid, Path, description = "The offer"), IfMatchHeader),
    responses((status = 200, description = "Taken over", body = FosterOfferOutcome)),
)]
#[post("/foster-care/offers/{offer_id}/accept")]
async fn accept_foster_offer(
    caller: Authorized<OwnFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    offer::answer(&caller, FosterTransferId(id), &if_match, true, body.reason).await
}

/// Refuse what is offered
///
/// Nothing changes; it can be offered to another.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::OwnFoster])),
    params(("offer_id" = Uuid, Path, description = "The offer"), IfMatchHeader),
    responses((status = 200, description = "Refused", body = FosterOfferOutcome)),
)]
#[post("/foster-care/offers/{offer_id}/reject")]
async fn reject_foster_offer(
    caller: Authorized<OwnFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    offer::answer(&caller, FosterTransferId(id), &if_match, false, body.reason).await
}

/// Read one of one's own foster children
///
/// With its growth by month and z-score, what is to be handed over, by when it is to be weighed, and what is wrong. Neither
/// the day of birth nor a measure in centimetres is shown, since the one follows from the other.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::OwnFoster])),
    params(("assignment_id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The child", body = FosterCareDetail)),
)]
#[get("/foster-care/{assignment_id}")]
async fn read_foster_care(
    caller: Authorized<OwnFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, FosterAssignmentId(id)).await
}

/// List the proofs of one's own assignment
///
/// Of all its deliveries, the first one first: those that the foster parent handed in itself, and of the rest those whose bytes it
/// may see. A picture that shows the child is for it as long as a parent or guardian agrees to photographs, and a document of the
/// programme's side, which may name the child, is not.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::OwnFoster])),
    params(("assignment_id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The proofs", body = FosterCareFiles)),
)]
#[get("/foster-care/{assignment_id}/files")]
async fn list_foster_care_files(
    caller: Authorized<OwnFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    proof::list(&caller, FosterAssignmentId(id)).await
}

/// Read the bytes of a proof of one's own assignment
///
/// As an attachment, whole or by range. Who reads a picture that shows the child is on record.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::OwnFoster])),
    params(
        ("assignment_id" = Uuid, Path, description = "The assignment"), ("fid" = Uuid, Path, description = "The proof"),
    ),
    responses(
        (status = 200, description = "The file", content((Binary = "application/pdf"), (Binary = "image/jpeg"), (Binary = "image/png"))),
        (status = 206, description = "The range", content((Binary = "application/pdf"), (Binary = "image/jpeg"), (Binary = "image/png"))),
    ),
)]
#[get("/foster-care/{assignment_id}/files/{fid}/content")]
async fn read_foster_care_file_content(
    caller: Authorized<OwnFoster>,
    PathPair(id, fid): PathPair<Uuid, Uuid>,
    req: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let of = (FosterAssignmentId(id), FosterDeliveryFileId(fid));
    let given = proof::content(&caller, of).await?;
    give(caller.services(), &req, given).await
}
