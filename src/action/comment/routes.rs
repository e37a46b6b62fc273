//! The operations of comments.

use actix_web::{get, post};
use entity::id::{ActionCommentId, ActionReportId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::create;
use super::model::{ReportComment, ReportCommentCreate, ReportCommentFilter};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{CommentReports, Permission, ReadReports};
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
        .service(list_report_comments)
        .service(create_report_comment)
        .service(read_report_comment)
        .service(resolve_report_comment)
        .service(reopen_report_comment);
}

/// List the comments on a report
///
/// The first one first; an answer names the comment that it answers. With `unresolved=true` what is still to be done.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(("id" = Uuid, Path, description = "The report"), ReportCommentFilter, PageParams),
    responses((status = 200, description = "A page of comments", body = Page<ReportComment>)),
)]
#[get("/action-reports/{id}/comments")]
async fn list_report_comments(
    caller: Authorized<ReadReports>,
    Path(id): Path<Uuid>,
    listing: Listing<ReportCommentFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    let page = service::list(&caller, ActionReportId(id), listing).await?;
    list(&page, &link)
}

/// Comment on a report
///
/// In any state of it, by who writes or reviews reports in the region; about the whole, a document (`evidence_id`), a fact or
/// a requirement (`mention`), or in answer to a comment at the top (`in_reply_to`). A comment is never edited or deleted.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::CommentReports])),
    params(("id" = Uuid, Path, description = "The report")),
    responses((status = 201, description = "Said", body = ReportComment)),
)]
#[post("/action-reports/{id}/comments")]
async fn create_report_comment(
    caller: Authorized<CommentReports>,
    Path(id): Path<Uuid>,
    Json(body): Json<ReportCommentCreate>,
) -> Result<Reply, Problem> {
    create::create(&caller, ActionReportId(id), body).await
}

/// Read a comment
///
/// With who resolved it and when.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(("id" = Uuid, Path, description = "The report"), ("cid" = Uuid, Path, description = "The comment")),
    responses((status = 200, description = "The comment", body = ReportComment)),
)]
#[get("/action-reports/{id}/comments/{cid}")]
async fn read_report_comment(
    caller: Authorized<ReadReports>,
    PathPair(id, cid): PathPair<Uuid, Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, ActionReportId(id), ActionCommentId(cid)).await
}

/// Resolve a comment
///
/// One at the top, with its answers; 409 if it is resolved already.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::CommentReports])),
    params(
        ("id" = Uuid, Path, description = "The report"), ("cid" = Uuid, Path, description = "The comment"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Resolved", body = ReportComment)),
)]
#[post("/action-reports/{id}/comments/{cid}/resolve")]
async fn resolve_report_comment(
    caller: Authorized<CommentReports>,
    PathPair(id, cid): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
) -> Result<Reply, Problem> {
    let of = (ActionReportId(id), ActionCommentId(cid));
    service::resolve(&caller, of, &if_match, true).await
}

/// Open a comment again
///
/// That was resolved too early; who had resolved it stays in the audit log.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::CommentReports])),
    params(
        ("id" = Uuid, Path, description = "The report"), ("cid" = Uuid, Path, description = "The comment"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Open again", body = ReportComment)),
)]
#[post("/action-reports/{id}/comments/{cid}/reopen")]
async fn reopen_report_comment(
    caller: Authorized<CommentReports>,
    PathPair(id, cid): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
) -> Result<Reply, Problem> {
    let of = (ActionReportId(id), ActionCommentId(cid));
    service::resolve(&caller, of, &if_match, false).await
}
