//! The operations of children by their codes.

use actix_web::{get, post, put};
use entity::id::ChildId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{ChildCreate, ChildUpdate};
use super::model::{Child, ChildEnrolled, ChildFilter, ChildRevisions};
use super::{create, service};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadChildren, WriteChildren};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_children)
        .service(create_child)
        .service(read_child)
        .service(update_child)
        .service(list_child_revisions);
}

/// List children
///
/// Those who live in the caller's region, by their codes: nothing tells who they are, and nothing of that can be filtered or
/// sorted by. Merged records only with `state=merged`. Sorted by `region_code` and `birth_date`, in the order asked for.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(ChildFilter, PageParams),
    responses((status = 200, description = "A page of children", body = Page<Child>)),
)]
#[get("/children")]
async fn list_children(
    caller: Authorized<ReadChildren>,
    listing: Listing<ChildFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    Ok(list(&service::list(&caller, listing).await?, &link)?.private())
}

/// Read a child
///
/// By its code, with its latest measurement that counts. Who it is is told by `POST /children/{id}/identity`.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 200, description = "The child", body = Child)),
)]
#[get("/children/{id}")]
async fn read_child(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, ChildId(id)).await
}

/// Write a child down
///
/// It is given a code and a key of its own, with which name, NIK, parents and address are sealed at once. One whose NIK, or
/// whose day of birth, sex and name are those of a child of the regency is 409 with a link to that one; `confirm_distinct`
/// with a reason says that it is another. Those whom it might be are named in the answer. A NIK is known once in a regency.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    responses((status = 201, description = "Written down", body = ChildEnrolled)),
)]
#[post("/children")]
async fn create_child(
    caller: Authorized<WriteChildren>,
    Json(body): Json<ChildCreate>,
) -> Result<Reply, Problem> {
    create::create(&caller, body).await
}

/// Correct a child's record
///
/// All of it again, with a reason; `identity` may be left out and then stays. Another sex or day of birth judges all its
/// measurements again. What becomes of it (moved, died, ...) is proposed by `POST /children/{id}/state-changes`.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The child"), IfMatchHeader),
    responses((status = 200, description = "Corrected", body = Child)),
)]
#[put("/children/{id}")]
async fn update_child(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildUpdate>,
) -> Result<Reply, Problem> {
    create::update(&caller, ChildId(id), &if_match, body).await
}

/// List the versions of a child
///
/// What was recorded, by whom, when and why; never who the child is.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 200, description = "The versions", body = ChildRevisions)),
)]
#[get("/children/{id}/revisions")]
async fn list_child_revisions(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::revisions(&caller, ChildId(id)).await
}
