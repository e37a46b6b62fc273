//! The operations of assignments.

use actix_web::{get, post};
use entity::id::FosterAssignmentId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::FosterAssignmentCreate;
use super::model::{FosterAssignment, FosterAssignmentFilter, FosterAssignmentRevisions};
use super::propose::propose;
use super::service;
use super::step::take;
use crate::auth::Authorized;
use crate::auth::permission::{DecideFoster, Permission, ReadFoster, WriteFoster};
use crate::foster::parent::input::FosterReason;
use crate::foster::workflow::Step;
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_foster_assignments)
        .service(create_foster_assignment)
        .service(read_foster_assignment)
        .service(list_foster_assignment_revisions)
        .service(approve_foster_assignment)
        .service(reject_foster_assignment)
        .service(activate_foster_assignment)
        .service(complete_foster_assignment)
        .service(graduate_foster_assignment)
        .service(terminate_foster_assignment)
        .configure(super::transfer_routes::configure);
}

/// List assignments
///
/// Within the caller's region; children by their codes.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(FosterAssignmentFilter, PageParams),
    responses((status = 200, description = "A page of assignments", body = Page<FosterAssignment>)),
)]
#[get("/foster-assignments")]
async fn list_foster_assignments(
    caller: Authorized<ReadFoster>,
    listing: Listing<FosterAssignmentFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Propose an assignment
///
/// A foster parent for a child, by the present version of a programme. Whatever its rule finds wrong is said at once: age at
/// the first day, need by the last measurement of each index or by the family's risk, kind and region of the foster parent,
/// duration, funds and least amounts. A foster parent who has all the children that it can take, and an aid that another
/// promises the child for a time that is shared, are 409, the latter with a link.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::WriteFoster])),
    responses((status = 201, description = "Proposed", body = FosterAssignment)),
)]
#[post("/foster-assignments")]
async fn create_foster_assignment(
    caller: Authorized<WriteFoster>,
    Json(body): Json<FosterAssignmentCreate>,
) -> Result<Reply, Problem> {
    propose(&caller, body).await
}

/// Read an assignment
///
/// With the child's code, what is promised, and whether the consent to disclosure holds.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment", body = FosterAssignment)),
)]
#[get("/foster-assignments/{id}")]
async fn read_foster_assignment(
    caller: Authorized<ReadFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, FosterAssignmentId(id)).await
}

/// List what an assignment was
///
/// Every state that it has had, with who, when and why; the first one first.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "Its states", body = FosterAssignmentRevisions)),
)]
#[get("/foster-assignments/{id}/revisions")]
async fn list_foster_assignment_revisions(
    caller: Authorized<ReadFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::revisions(&caller, FosterAssignmentId(id)).await
}

/// Approve an assignment
///
/// By somebody else than who proposed it.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "Approved", body = FosterAssignment)),
)]
#[post("/foster-assignments/{id}/approve")]
async fn approve_foster_assignment(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    let id = FosterAssignmentId(id);
    take(&caller, id, &if_match, Step::Approve, body.reason).await
}

/// Reject an assignment
///
/// By somebody else than who proposed it.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "Rejected", body = FosterAssignment)),
)]
#[post("/foster-assignments/{id}/reject")]
async fn reject_foster_assignment(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    let id = FosterAssignmentId(id);
    take(&caller, id, &if_match, Step::Reject, body.reason).await
}

/// Let an assignment begin
///
/// When a parent or guardian agrees that the donor learns of the child (consent `donor_disclosure`), and the foster parent is
/// verified: 409 otherwise. From then on the donor sees the child.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "Begun", body = FosterAssignment)),
)]
#[post("/foster-assignments/{id}/activate")]
async fn activate_foster_assignment(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    let id = FosterAssignmentId(id);
    take(&caller, id, &if_match, Step::Activate, body.reason).await
}

/// Complete an assignment
///
/// At its planned end or after. The donor sees the child no more.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "Completed", body = FosterAssignment)),
)]
#[post("/foster-assignments/{id}/complete")]
async fn complete_foster_assignment(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    let id = FosterAssignmentId(id);
    take(&caller, id, &if_match, Step::Complete, body.reason).await
}

/// Graduate a child
///
/// When it meets the rule of graduation of the programme's version by what was measured since the beginning: 409 otherwise.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "Graduated", body = FosterAssignment)),
)]
#[post("/foster-assignments/{id}/graduate")]
async fn graduate_foster_assignment(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    let id = FosterAssignmentId(id);
    take(&caller, id, &if_match, Step::Graduate, body.reason).await
}

/// End an assignment before its time
///
/// Whatever its state, while it is open; the reason says why: moved, died, withdrawn. The donor sees the child no more.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DecideFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "Ended", body = FosterAssignment)),
)]
#[post("/foster-assignments/{id}/terminate")]
async fn terminate_foster_assignment(
    caller: Authorized<DecideFoster>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    let id = FosterAssignmentId(id);
    take(&caller, id, &if_match, Step::Terminate, body.reason).await
}
