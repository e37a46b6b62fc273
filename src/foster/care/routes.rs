//! The operations of a foster parent's own view.

use actix_web::{get, post};
use entity::id::{FosterAssignmentId, FosterTransferId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{
    FosterCare, FosterCareDetail, FosterCareFilter, FosterOfferOutcome, FosterOffers,
};
use super::{offer, service};
use crate::auth::Authorized;
use crate::auth::permission::{OwnFoster, Permission};
use crate::foster::parent::input::FosterReason;
use crate::http::document::IfMatchHeader;
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
