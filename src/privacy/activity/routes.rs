//! The operations of processing activities.

use actix_web::{get, post, put};
use entity::id::ProcessingActivityId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{ProcessingActivityCreate, ProcessingActivityUpdate};
use super::model::{ProcessingActivity, ProcessingActivityFilter};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ManagePrivacy, Permission};
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
        .service(list_processing_activities)
        .service(create_processing_activity)
        .service(read_processing_activity)
        .service(update_processing_activity)
        .service(list_processing_activity_revisions);
}

/// List processing activities
///
/// The register (UU 27/2022 Pasal 31) of the caller's region and of everything below it. Sorted by `region_code`, then by name.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(ProcessingActivityFilter, PageParams),
    responses((status = 200, description = "A page of activities", body = Page<ProcessingActivity>)),
)]
#[get("/privacy/processing-activities")]
async fn list_processing_activities(
    caller: Authorized<ManagePrivacy>,
    listing: Listing<ProcessingActivityFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Register a processing activity
///
/// For what personal data is processed, by which right, which data, who is told, and how long it is kept.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    responses((status = 201, description = "Registered", body = ProcessingActivity)),
)]
#[post("/privacy/processing-activities")]
async fn create_processing_activity(
    caller: Authorized<ManagePrivacy>,
    Json(body): Json<ProcessingActivityCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read a processing activity
///
/// As it is now; what it was stands among its revisions.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(("id" = Uuid, Path, description = "The activity")),
    responses((status = 200, description = "The activity", body = ProcessingActivity)),
)]
#[get("/privacy/processing-activities/{id}")]
async fn read_processing_activity(
    caller: Authorized<ManagePrivacy>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, ProcessingActivityId(id)).await
}

/// Replace a processing activity
///
/// All of it again, with a reason; what it was stays among its revisions.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(("id" = Uuid, Path, description = "The activity"), IfMatchHeader),
    responses((status = 200, description = "Replaced", body = ProcessingActivity)),
)]
#[put("/privacy/processing-activities/{id}")]
async fn update_processing_activity(
    caller: Authorized<ManagePrivacy>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ProcessingActivityUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, ProcessingActivityId(id), &if_match, body).await
}

/// List the revisions of a processing activity
///
/// Every version as it was answered then, with who made it, when and why; newest first. Sorted by `version`.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(("id" = Uuid, Path, description = "The activity"), PageParams),
    responses((status = 200, description = "A page of revisions", body = Page<ReferenceRevision>)),
)]
#[get("/privacy/processing-activities/{id}/revisions")]
async fn list_processing_activity_revisions(
    caller: Authorized<ManagePrivacy>,
    Path(id): Path<Uuid>,
    listing: Listing<ReferenceRevisionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    let page = service::revisions(&caller, ProcessingActivityId(id), &listing).await?;
    list(&page, &link)
}
