//! The operations of foster parents.

use actix_web::{get, post, put};
use entity::id::FosterParentId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{FosterParentAccount, FosterParentCreate, FosterParentUpdate, FosterReason};
use super::kind::{self, FosterParentKind, FosterParentKindFilter};
use super::model::{FosterParent, FosterParentContact, FosterParentFilter};
use super::{account, contact, service, step};
use crate::auth::Authorized;
use crate::auth::permission::{DecideFoster, Permission, ReadFoster, WriteFoster};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reference::{ReferenceRevision, ReferenceRevisionFilter};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_foster_parent_kinds)
        .service(list_foster_parents)
        .service(create_foster_parent)
        .service(read_foster_parent)
        .service(update_foster_parent)
        .service(list_foster_parent_revisions)
        .service(verify_foster_parent)
        .service(suspend_foster_parent)
        .service(read_foster_parent_contact)
        .service(update_foster_parent_contact)
        .service(link_foster_parent_account)
        .service(unlink_foster_parent_account);
}

/// List the kinds of foster parents
///
/// Data with validity: person, agency, company, community and others.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(FosterParentKindFilter, PageParams),
    responses((status = 200, description = "A page of kinds", body = Page<FosterParentKind>)),
)]
#[get("/foster-parent-kinds")]
async fn list_foster_parent_kinds(
    caller: Authorized<ReadFoster>,
    listing: Listing<FosterParentKindFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&kind::list(&caller, &listing).await?, &link)
}

/// List foster parents
///
/// Those of the caller's region, and those of others who serve in it or around it. How to reach them is not shown here.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(FosterParentFilter, PageParams),
    responses((status = 200, description = "A page of foster parents", body = Page<FosterParent>)),
)]
#[get("/foster-parents")]
async fn list_foster_parents(
    caller: Authorized<ReadFoster>,
    listing: Listing<FosterParentFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Register a foster parent
///
/// It is given children when somebody else has verified it. A name is taken once by a kind in a region; a second one is 409
/// with a link to the first.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::WriteFoster])),
    responses((status = 201, description = "Registered", body = FosterParent)),
)]
#[post("/foster-parents")]
async fn create_foster_parent(
    caller: Authorized<WriteFoster>,
    Json(body): Json<FosterParentCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read a foster parent
///
/// With where it serves, how many children it has, and which accounts act for it.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The foster parent")),
    responses((status = 200, description = "The foster parent", body = FosterParent)),
)]
#[get("/foster-parents/{id}")]
async fn read_foster_parent(
    caller: Authorized<ReadFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, FosterParentId(id)).await
}

/// Replace a foster parent
///
/// All of it again, with a reason. Another kind, another name or a further region has to be verified anew. The capacity
/// cannot fall below the children that it has. Only by the region to which it belongs.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::WriteFoster])),
    params(("id" = Uuid, Path, description = "The foster parent"), IfMatchHeader),
    responses((status = 200, description = "Replaced", body = FosterParent)),
)]
#[put("/foster-parents/{id}")]
async fn update_foster_parent(
    caller: Authorized<WriteFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterParentUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, FosterParentId(id), &if_match, body).await
}

/// List the revisions of a foster parent
///
/// Every version as it was answered then, with who made it, when and why; newest first. Sorted by `version`.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The foster parent"), PageParams),
    responses((status = 200, description = "A page of revisions", body = Page<ReferenceRevision>)),
)]
#[get("/foster-parents/{id}/revisions")]
async fn list_foster_parent_revisions(
    caller: Authorized<ReadFoster>,
    Path(id): Path<Uuid>,
    listing: Listing<ReferenceRevisionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    let page = service::revisions(&caller, FosterParentId(id), &listing).await?;
    list(&page, &link)
}

/// Verify a foster parent
///
/// By somebody else than who registered it; a suspended one is let in again.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The foster parent"), IfMatchHeader),
    responses((status = 200, description = "Verified", body = FosterParent)),
)]
#[post("/foster-parents/{id}/verify")]
async fn verify_foster_parent(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    step::verify(&caller, FosterParentId(id), &if_match, body.reason).await
}

/// Suspend a foster parent
///
/// It is given no more children, and its accounts see none from the next request on. Assignments go on until somebody ends
/// or transfers them.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The foster parent"), IfMatchHeader),
    responses((status = 200, description = "Suspended", body = FosterParent)),
)]
#[post("/foster-parents/{id}/suspend")]
async fn suspend_foster_parent(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    step::suspend(&caller, FosterParentId(id), &if_match, body.reason).await
}

/// Read how to reach a foster parent
///
/// For officers of its region; each reading is on record. Members are null where nothing has been said.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::WriteFoster])),
    params(("id" = Uuid, Path, description = "The foster parent")),
    responses((status = 200, description = "How to reach it", body = FosterParentContact)),
)]
#[get("/foster-parents/{id}/contact")]
async fn read_foster_parent_contact(
    caller: Authorized<WriteFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    contact::read(&caller, FosterParentId(id)).await
}

/// Say how to reach a foster parent
///
/// Replaces what was said before; kept sealed. It is no part of the revisions.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::WriteFoster])),
    params(("id" = Uuid, Path, description = "The foster parent"), IfMatchHeader),
    responses((status = 200, description = "Kept; the tag is that of the foster parent", body = FosterParentContact)),
)]
#[put("/foster-parents/{id}/contact")]
async fn update_foster_parent_contact(
    caller: Authorized<WriteFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterParentContact>,
) -> Result<Reply, Problem> {
    contact::replace(&caller, FosterParentId(id), &if_match, body).await
}

/// Let an account act for a foster parent
///
/// An account of role `foster_parent` acts for one; its region must hold all in which the foster parent serves.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The foster parent"), IfMatchHeader),
    responses((status = 200, description = "Linked", body = FosterParent)),
)]
#[post("/foster-parents/{id}/accounts")]
async fn link_foster_parent_account(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterParentAccount>,
) -> Result<Reply, Problem> {
    account::link(&caller, FosterParentId(id), &if_match, body.user_id).await
}

/// Let an account act for a foster parent no longer
///
/// From the next request on it sees nothing of the children.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The foster parent"), IfMatchHeader),
    responses((status = 200, description = "Unlinked", body = FosterParent)),
)]
#[post("/foster-parents/{id}/unlink-account")]
async fn unlink_foster_parent_account(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterParentAccount>,
) -> Result<Reply, Problem> {
    account::unlink(&caller, FosterParentId(id), &if_match, body.user_id).await
}
