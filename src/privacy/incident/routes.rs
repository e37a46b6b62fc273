//! The operations of incidents.

use actix_web::{get, post};
use entity::id::PrivacyIncidentId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::affected;
use super::model::{
    AffectedChild, AffectedFilter, AffectedMother, PrivacyIncident, PrivacyIncidentCreate,
    PrivacyIncidentFilter, PrivacyIncidentNotice,
};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ManagePrivacy, Permission};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_privacy_incidents)
        .service(create_privacy_incident)
        .service(read_privacy_incident)
        .service(notify_privacy_incident)
        .service(list_affected_children)
        .service(list_affected_mothers);
}

/// List incidents with personal data
///
/// Those of the caller's region and of everything below it. Sorted by `region_code`.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(PrivacyIncidentFilter, PageParams),
    responses((status = 200, description = "A page of incidents", body = Page<PrivacyIncident>)),
)]
#[get("/privacy/incidents")]
async fn list_privacy_incidents(
    caller: Authorized<ManagePrivacy>,
    listing: Listing<PrivacyIncidentFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Record an incident with personal data
///
/// From its detection on, 72 hours are left to tell those concerned and the authority (UU 27/2022 Pasal 46).
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    responses((status = 201, description = "Recorded", body = PrivacyIncident)),
)]
#[post("/privacy/incidents")]
async fn create_privacy_incident(
    caller: Authorized<ManagePrivacy>,
    Json(body): Json<PrivacyIncidentCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read an incident
///
/// With the time until which those concerned have to be told, and whether that is or was too late.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(("id" = Uuid, Path, description = "The incident")),
    responses((status = 200, description = "The incident", body = PrivacyIncident)),
)]
#[get("/privacy/incidents/{id}")]
async fn read_privacy_incident(
    caller: Authorized<ManagePrivacy>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, PrivacyIncidentId(id)).await
}

/// Record that those concerned were told
///
/// Once: who was told, how and when. Later than 72 hours after the detection it is on record as overdue.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(("id" = Uuid, Path, description = "The incident"), IfMatchHeader),
    responses((status = 200, description = "On record", body = PrivacyIncident)),
)]
#[post("/privacy/incidents/{id}/notified")]
async fn notify_privacy_incident(
    caller: Authorized<ManagePrivacy>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<PrivacyIncidentNotice>,
) -> Result<Reply, Problem> {
    service::notified(&caller, PrivacyIncidentId(id), &if_match, body).await
}

/// List whose data was touched
///
/// The children of the caller's region whose identity was read or whose record was written within the incident's window, and by
/// whom: from the audit log and the versions. By code; who they are is told by `POST /children/{id}/identity`. Sorted by
/// `child_id`.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(("id" = Uuid, Path, description = "The incident"), AffectedFilter, PageParams),
    responses((status = 200, description = "A page of children", body = Page<AffectedChild>)),
)]
#[get("/privacy/incidents/{id}/affected")]
async fn list_affected_children(
    caller: Authorized<ManagePrivacy>,
    Path(id): Path<Uuid>,
    listing: Listing<AffectedFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    let page = affected::children(&caller, PrivacyIncidentId(id), &listing).await?;
    Ok(list(&page, &link)?.private())
}

/// List whose data was touched, of expectant mothers
///
/// Those of the caller's region whose identity was read or whose record was written within the incident's window, and by whom.
/// By code; who they are is told by `POST /mothers/{id}/identity`. Sorted by `mother_id`.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(("id" = Uuid, Path, description = "The incident"), AffectedFilter, PageParams),
    responses((status = 200, description = "A page of expectant mothers", body = Page<AffectedMother>)),
)]
#[get("/privacy/incidents/{id}/affected-mothers")]
async fn list_affected_mothers(
    caller: Authorized<ManagePrivacy>,
    Path(id): Path<Uuid>,
    listing: Listing<AffectedFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    let page = affected::mothers(&caller, PrivacyIncidentId(id), &listing).await?;
    Ok(list(&page, &link)?.private())
}
