//! The operations of what becomes of children.

use actix_web::{get, post};
use entity::id::{ChildId, ChildStateChangeId};
use entity::kind::Decision;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{ChildDecision, ChildStateChange, ChildStateChangeCreate, ChildStateChanges};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ApproveChildren, Permission, ReadChildren, WriteChildren};
use crate::http::document::IfMatchHeader;
use crate::http::path::PathPair;
use crate::http::{IfMatch, Json, Path};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_child_state_changes)
        .service(create_child_state_change)
        .service(approve_child_state_change)
        .service(reject_child_state_change);
}

/// List what was to become of a child
///
/// Every change that was proposed, with who proposed it, who decided and why; the first one first.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 200, description = "The changes", body = ChildStateChanges)),
)]
#[get("/children/{id}/state-changes")]
async fn list_child_state_changes(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::list(&caller, ChildId(id)).await
}

/// Propose what becomes of a child
///
/// Moved, died, aged out, or here again. Until another person approves it, the child counts as before. One proposal of a child
/// waits at a time.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 201, description = "Proposed", body = ChildStateChange)),
)]
#[post("/children/{id}/state-changes")]
async fn create_child_state_change(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    Json(body): Json<ChildStateChangeCreate>,
) -> Result<Reply, Problem> {
    service::propose(&caller, ChildId(id), body).await
}

/// Approve what becomes of a child
///
/// Never by who proposed it. A child that moved with a destination belongs to that region from now on, which proposes `active`
/// once it looks after it; the former region sees it no more, and its history goes with it. 409 if the record went up in another
/// one meanwhile, which `existing` names. `If-Match` is that of the child.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ApproveChildren])),
    params(
        ("id" = Uuid, Path, description = "The child"),
        ("sid" = Uuid, Path, description = "The proposal"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Approved", body = ChildStateChange)),
)]
#[post("/children/{id}/state-changes/{sid}/approve")]
async fn approve_child_state_change(
    caller: Authorized<ApproveChildren>,
    PathPair(id, sid): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildDecision>,
) -> Result<Reply, Problem> {
    let (id, sid) = (ChildId(id), ChildStateChangeId(sid));
    service::decide(&caller, id, sid, &if_match, Decision::Approved, body).await
}

/// Reject what was to become of a child
///
/// Never by who proposed it; the child stays as it is. `If-Match` is that of the child.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ApproveChildren])),
    params(
        ("id" = Uuid, Path, description = "The child"),
        ("sid" = Uuid, Path, description = "The proposal"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Rejected", body = ChildStateChange)),
)]
#[post("/children/{id}/state-changes/{sid}/reject")]
async fn reject_child_state_change(
    caller: Authorized<ApproveChildren>,
    PathPair(id, sid): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildDecision>,
) -> Result<Reply, Problem> {
    let (id, sid) = (ChildId(id), ChildStateChangeId(sid));
    service::decide(&caller, id, sid, &if_match, Decision::Rejected, body).await
}
