//! The operations of reports.

use actix_web::{get, post, put};
use entity::id::ActionReportId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::completeness::completeness;
use super::completeness_model::{Completeness, CompletenessQuery};
use super::create;
use super::model::{
    ActionReport, ActionReportCreate, ActionReportFilter, ActionReportRevisions,
    ActionReportUpdate, ReportApproval, ReportDecision, ReturnedReport,
};
use super::service;
use super::step::take;
use crate::action::workflow::Step;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadReports, ReviewReports, WriteReports};
use crate::http::document::IfMatchHeader;
use crate::http::json::OptionalJson;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path, Query};
use crate::page::{Page, PageParams};
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_action_reports)
        .service(read_completeness)
        .service(create_action_report)
        .service(read_action_report)
        .service(update_action_report)
        .service(list_action_report_revisions)
        .service(submit_action_report)
        .service(start_action_report_review)
        .service(return_action_report)
        .service(accept_action_report)
        .service(reopen_action_report);
}

/// List reports of convergence actions
///
/// Within the caller's region, each with its deadline, how late it is, and by name what is wanting. With
/// `state=submitted&sort=state_since` what waits longest for a reviewer comes first.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(ActionReportFilter, PageParams),
    responses((status = 200, description = "A page of reports", body = Page<ActionReport>)),
)]
#[get("/action-reports")]
async fn list_action_reports(
    caller: Authorized<ReadReports>,
    listing: Listing<ActionReportFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Read how far the regions are
///
/// Of each region below `parent`, or of `region` alone, and each action on which it reports: what is there of what is mandatory, what is wanting by
/// name, whether it was handed in on time and by how many days it is late; with sums. With `as_of` as it was at that time,
/// judged by the deadlines of then.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(CompletenessQuery),
    responses(
        (status = 200, description = "The regions, by code", body = Completeness),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/action-reports/completeness")]
async fn read_completeness(
    caller: Authorized<ReadReports>,
    Query(query): Query<CompletenessQuery>,
) -> Result<Reply, Problem> {
    Reply::content(&completeness(&caller, query).await?)
}

/// Begin a report
///
/// One per region, season and action; a second one is 409 with a link to the first. Nothing has to be complete yet. The
/// region must lie within the caller's, have been listed in the implementation year, and be of a level that reports.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    responses((status = 201, description = "Begun", body = ActionReport)),
)]
#[post("/action-reports")]
async fn create_action_report(
    caller: Authorized<WriteReports>,
    Json(body): Json<ActionReportCreate>,
) -> Result<Reply, Problem> {
    create::create(&caller, body).await
}

/// Read a report
///
/// With its deadline, and by name what is wanting.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(("id" = Uuid, Path, description = "The report")),
    responses((status = 200, description = "The report", body = ActionReport)),
)]
#[get("/action-reports/{id}")]
async fn read_action_report(
    caller: Authorized<ReadReports>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, ActionReportId(id)).await
}

/// Write a report further
///
/// Replaces what it says, with a reason; what it said before stays among its revisions. In the states `draft`, `returned`
/// and `reopened`.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(("id" = Uuid, Path, description = "The report"), IfMatchHeader),
    responses((status = 200, description = "Replaced", body = ActionReport)),
)]
#[put("/action-reports/{id}")]
async fn update_action_report(
    caller: Authorized<WriteReports>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ActionReportUpdate>,
) -> Result<Reply, Problem> {
    create::update(&caller, ActionReportId(id), &if_match, body).await
}

/// List what a report was
///
/// Every state that it has had, with who, when and why; the first one first.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(("id" = Uuid, Path, description = "The report")),
    responses((status = 200, description = "Its states", body = ActionReportRevisions)),
)]
#[get("/action-reports/{id}/revisions")]
async fn list_action_report_revisions(
    caller: Authorized<ReadReports>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::revisions(&caller, ActionReportId(id)).await
}

/// Hand a report in
///
/// Complete or not: what is wanting is said in the answer. The server's time counts; late is recorded, and refused only
/// after the season has locked.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(("id" = Uuid, Path, description = "The report"), IfMatchHeader),
    request_body = Option<ReportApproval>,
    responses((status = 200, description = "Handed in", body = ActionReport)),
)]
#[post("/action-reports/{id}/submit")]
async fn submit_action_report(
    caller: Authorized<WriteReports>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    OptionalJson(body): OptionalJson<ReportApproval>,
) -> Result<Reply, Problem> {
    take(
        &caller,
        ActionReportId(id),
        &if_match,
        Step::Submit,
        body.reason,
    )
    .await
}

/// Take a report up for review
///
/// By somebody of a region above it who did not write it.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReviewReports])),
    params(("id" = Uuid, Path, description = "The report"), IfMatchHeader),
    request_body = Option<ReportApproval>,
    responses((status = 200, description = "In review", body = ActionReport)),
)]
#[post("/action-reports/{id}/start-review")]
async fn start_action_report_review(
    caller: Authorized<ReviewReports>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    OptionalJson(body): OptionalJson<ReportApproval>,
) -> Result<Reply, Problem> {
    take(
        &caller,
        ActionReportId(id),
        &if_match,
        Step::StartReview,
        body.reason,
    )
    .await
}

/// Return a report
///
/// With what was found wanting; it can be written further and handed in again. The answer lists the comments that are not
/// resolved, and the region is notified.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReviewReports])),
    params(("id" = Uuid, Path, description = "The report"), IfMatchHeader),
    responses((status = 200, description = "Returned", body = ReturnedReport)),
)]
#[post("/action-reports/{id}/return")]
async fn return_action_report(
    caller: Authorized<ReviewReports>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ReportDecision>,
) -> Result<Reply, Problem> {
    take(
        &caller,
        ActionReportId(id),
        &if_match,
        Step::Return,
        Some(body.reason),
    )
    .await
}

/// Accept a report
///
/// Only when nothing mandatory is wanting: 409 names what is.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReviewReports])),
    params(("id" = Uuid, Path, description = "The report"), IfMatchHeader),
    request_body = Option<ReportApproval>,
    responses((status = 200, description = "Accepted", body = ActionReport)),
)]
#[post("/action-reports/{id}/accept")]
async fn accept_action_report(
    caller: Authorized<ReviewReports>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    OptionalJson(body): OptionalJson<ReportApproval>,
) -> Result<Reply, Problem> {
    take(
        &caller,
        ActionReportId(id),
        &if_match,
        Step::Accept,
        body.reason,
    )
    .await
}

/// Open an accepted report again
///
/// With a reason; what was accepted stays among its revisions.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReviewReports])),
    params(("id" = Uuid, Path, description = "The report"), IfMatchHeader),
    responses((status = 200, description = "Open again", body = ActionReport)),
)]
#[post("/action-reports/{id}/reopen")]
async fn reopen_action_report(
    caller: Authorized<ReviewReports>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ReportDecision>,
) -> Result<Reply, Problem> {
    take(
        &caller,
        ActionReportId(id),
        &if_match,
        Step::Reopen,
        Some(body.reason),
    )
    .await
}
