//! The operations of records that are one child.

use actix_web::{get, post};
use entity::id::{ChildId, ChildMergeId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{ChildMerge, ChildMergeCreate, ChildMerges, DuplicateFilter, SuspectedPair};
use super::{duplicates, service, undo};
use crate::auth::Authorized;
use crate::auth::permission::{ApproveChildren, Permission, ReadChildren};
use crate::child::standing::model::ChildDecision;
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
        .service(list_suspected_duplicates)
        .service(merge_child)
        .service(list_child_merges)
        .service(undo_child_merge);
}

/// List records that might be one child
///
/// Of a regency or a region below one, by NIK, day of birth, sex, names and parents; shown by code, with the grounds and no
/// name. A person decides: merge them, or leave them. Sorted by `score`, the likeliest first unless asked otherwise.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ApproveChildren])),
    params(DuplicateFilter, PageParams),
    responses((status = 200, description = "A page of pairs", body = Page<SuspectedPair>)),
)]
#[get("/children/duplicates")]
async fn list_suspected_duplicates(
    caller: Authorized<ApproveChildren>,
    listing: Listing<DuplicateFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    Ok(list(&duplicates::list(&caller, listing).await?, &link)?.private())
}

/// Put another record into a child's
///
/// The record of the path is kept. It takes over what it lacks of the identity, and the measurements of days on which it was not
/// measured itself, judged again by its sex and day of birth; the others stay with the merged record, which says into which it
/// went. What waited for a decision at the merged record is rejected by the merge. A consent given for one of the records holds
/// for the child, and one taken back for one of them holds for none. Can be undone. `If-Match` is that of the kept child.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ApproveChildren])),
    params(("id" = Uuid, Path, description = "The child that is kept"), IfMatchHeader),
    responses((status = 201, description = "Put together", body = ChildMerge)),
)]
#[post("/children/{id}/merge")]
async fn merge_child(
    caller: Authorized<ApproveChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildMergeCreate>,
) -> Result<Reply, Problem> {
    service::merge(&caller, ChildId(id), &if_match, body).await
}

/// List the merges of a child
///
/// Those into it and the one by which it went up in another, undone ones too; with what was moved.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 200, description = "The merges", body = ChildMerges)),
)]
#[get("/children/{id}/merges")]
async fn list_child_merges(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::list(&caller, ChildId(id)).await
}

/// Take two records apart again
///
/// Everything that the merge moved goes back, and nothing else; what was corrected since stays corrected. `If-Match` is that of
/// the kept child.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ApproveChildren])),
    params(
        ("id" = Uuid, Path, description = "The child that was kept"),
        ("gid" = Uuid, Path, description = "The merge"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Taken apart", body = ChildMerge)),
)]
#[post("/children/{id}/merges/{gid}/undo")]
async fn undo_child_merge(
    caller: Authorized<ApproveChildren>,
    PathPair(id, gid): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildDecision>,
) -> Result<Reply, Problem> {
    undo::undo(&caller, ChildId(id), ChildMergeId(gid), &if_match, body).await
}
