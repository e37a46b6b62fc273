//! The operations of targets.

use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{TargetCreate, TargetUpdate};
use super::model::{Target, TargetFilter};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadPrevalence, WriteTargets};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reference::revision::{ReferenceRevision, ReferenceRevisionFilter};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_targets)
        .service(create_target)
        .service(get_target)
        .service(update_target)
        .service(list_target_revisions);
}

/// List targets
///
/// Those of the caller's region and of everything below it, and also those of the regions in which it lies: a national or
/// provincial target concerns everybody below. `region_code` filters for a region's own. Sorted by `region_code` and
/// `year`, in the order asked for.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(TargetFilter, PageParams),
    responses((status = 200, description = "A page of targets", body = Page<Target>)),
)]
#[get("/targets")]
async fn list_targets(
    caller: Authorized<ReadPrevalence>,
    listing: Listing<TargetFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Read a target
///
/// One of the caller's region, of a region below it, or of one in which it lies.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(("id" = Uuid, Path, description = "The target's id")),
    responses((status = 200, description = "The target", body = Target)),
)]
#[get("/targets/{id}")]
async fn get_target(
    caller: Authorized<ReadPrevalence>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, id).await
}

/// Set a target
///
/// At most one per region, indicator and year; a second one is 409 with a link to the first. The region must lie within
/// the caller's; an unknown region and one outside are the same 422.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::WriteTargets])),
    responses((status = 201, description = "Added", body = Target)),
)]
#[post("/targets")]
async fn create_target(
    caller: Authorized<WriteTargets>,
    Json(body): Json<TargetCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Correct a target
///
/// The figure and its legal basis, with a reason; what it was before stays among its revisions. Region, indicator and year
/// are sent again and must be those of the target. A target of a region above the caller's is seen, but not changed (422).
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::WriteTargets])),
    params(
        ("id" = Uuid, Path, description = "The target's id"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Replaced", body = Target)),
)]
#[put("/targets/{id}")]
async fn update_target(
    caller: Authorized<WriteTargets>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<TargetUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, id, &if_match, body).await
}

/// List the revisions of a target
///
/// Every version as it was answered then, with who made it, when and why; newest first. Sorted by `version`.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(
        ("id" = Uuid, Path, description = "The target's id"),
        PageParams,
    ),
    responses((status = 200, description = "A page of revisions", body = Page<ReferenceRevision>)),
)]
#[get("/targets/{id}/revisions")]
async fn list_target_revisions(
    caller: Authorized<ReadPrevalence>,
    Path(id): Path<Uuid>,
    listing: Listing<ReferenceRevisionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::revisions(&caller, id, &listing).await?, &link)
}
