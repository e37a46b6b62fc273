//! The operations of documents.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, get, post};
use entity::id::{ActionReportId, EvidenceId};
use entity::kind::EvidenceState;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::decide;
use super::model::{Evidence, EvidenceFilter, EvidenceList, EvidenceUpload};
use super::search;
use super::upload;
use crate::action::report::model::{ReportApproval, ReportDecision};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadReports, ReviewReports, WriteReports};
use crate::evidence::inspect::Limits;
use crate::file::give;
use crate::http::binary::Binary;
use crate::http::document::IfMatchHeader;
use crate::http::json::OptionalJson;
use crate::http::multipart::receive;
use crate::http::path::PathPair;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(create_evidence)
        .service(list_evidence)
        .service(search_evidence)
        .service(read_evidence)
        .service(read_evidence_content)
        .service(withdraw_evidence)
        .service(accept_evidence)
        .service(reject_evidence);
}

/// Hand in a document
///
/// A form with the parts `file` (PDF 50 MiB, JPEG and PNG 20 MiB, XLSX and DOCX 20 MiB, MP4 200 MiB) and `meta` (JSON: which
/// requirements it proves). The file is judged by its name, its first bytes and its content: scripts, macros, other files
/// within and what is broken or cut off are refused; the position is taken out of pictures, but not of pictures inside a PDF,
/// DOCX or XLSX, which is kept as it came. The same bytes are kept once.
/// `replaces` names a document that it takes the place of; that one stays on record. In the states in which a report is
/// written, until the season is locked.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(("id" = Uuid, Path, description = "The report")),
    request_body(content = EvidenceUpload, content_type = "multipart/form-data"),
    responses((status = 201, description = "Kept", body = Evidence)),
)]
#[post("/action-reports/{id}/evidence")]
async fn create_evidence(
    caller: Authorized<WriteReports>,
    Path(id): Path<Uuid>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Reply, Problem> {
    let form = receive(&req, payload, Limits::default().largest()).await?;
    upload::upload(&caller, ActionReportId(id), form).await
}

/// List the documents of a report
///
/// The first one first, replaced and rejected ones too. `also_in` says where the same bytes stand in another region or
/// season.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(("id" = Uuid, Path, description = "The report")),
    responses((status = 200, description = "The documents", body = EvidenceList)),
)]
#[get("/action-reports/{id}/evidence")]
async fn list_evidence(
    caller: Authorized<ReadReports>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    decide::list(&caller, ActionReportId(id)).await
}

/// Search documents
///
/// Of all reports of the caller's region and below, replaced and rejected ones too, the newest first; sorted by `uploaded_at`.
/// `q` matches words: letters and digits without regard to case and accents, everything else parts them. Each word of `q` must
/// stand in the file name or in the text; one of three characters or more may also be the beginning of a word there. Only
/// PDFs have text here: its first 200 KiB, if it is text and not a picture of it, and of a document the first 10,000 different
/// words, of a word the first 40 characters.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(EvidenceFilter, PageParams),
    responses((status = 200, description = "A page of documents", body = Page<Evidence>)),
)]
#[get("/evidence")]
async fn search_evidence(
    caller: Authorized<ReadReports>,
    listing: Listing<EvidenceFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&search::list(&caller, listing).await?, &link)
}

/// Read a document
///
/// What it proves and what was decided of it; its bytes are at `content`.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(("id" = Uuid, Path, description = "The report"), ("eid" = Uuid, Path, description = "The document")),
    responses((status = 200, description = "The document", body = Evidence)),
)]
#[get("/action-reports/{id}/evidence/{eid}")]
async fn read_evidence(
    caller: Authorized<ReadReports>,
    PathPair(id, eid): PathPair<Uuid, Uuid>,
) -> Result<Reply, Problem> {
    decide::read(&caller, ActionReportId(id), EvidenceId(eid)).await
}

/// Read the bytes of a document
///
/// As an attachment, whole or by range. 409 for a picture that also proves a delivery and shows a child, when no consent
/// `photograph` holds any more or the child was erased.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(("id" = Uuid, Path, description = "The report"), ("eid" = Uuid, Path, description = "The document")),
    responses(
        (status = 200, description = "The file", content((Binary = "application/pdf"), (Binary = "image/jpeg"), (Binary = "image/png"), (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Binary = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"), (Binary = "video/mp4"))),
        (status = 206, description = "The range", content((Binary = "application/pdf"), (Binary = "image/jpeg"), (Binary = "image/png"), (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Binary = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"), (Binary = "video/mp4"))),
    ),
)]
#[get("/action-reports/{id}/evidence/{eid}/content")]
async fn read_evidence_content(
    caller: Authorized<ReadReports>,
    PathPair(id, eid): PathPair<Uuid, Uuid>,
    req: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let given = decide::content(&caller, ActionReportId(id), EvidenceId(eid)).await?;
    give(caller.services(), &req, given).await
}

/// Withdraw a document
///
/// One that was handed in by mistake, while its report may still be written. It counts no more, and stays on record.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(
        ("id" = Uuid, Path, description = "The report"), ("eid" = Uuid, Path, description = "The document"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Withdrawn", body = Evidence)),
)]
#[post("/action-reports/{id}/evidence/{eid}/withdraw")]
async fn withdraw_evidence(
    caller: Authorized<WriteReports>,
    PathPair(id, eid): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<ReportDecision>,
) -> Result<Reply, Problem> {
    let of = (ActionReportId(id), EvidenceId(eid));
    decide::withdraw(&caller, of, &if_match, body.reason).await
}

/// Accept a document
///
/// While its report is in review, by who may review the report.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReviewReports])),
    params(
        ("id" = Uuid, Path, description = "The report"), ("eid" = Uuid, Path, description = "The document"),
        IfMatchHeader,
    ),
    request_body = Option<ReportApproval>,
    responses((status = 200, description = "Accepted", body = Evidence)),
)]
#[post("/action-reports/{id}/evidence/{eid}/accept")]
async fn accept_evidence(
    caller: Authorized<ReviewReports>,
    PathPair(id, eid): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    OptionalJson(body): OptionalJson<ReportApproval>,
) -> Result<Reply, Problem> {
    let of = (ActionReportId(id), EvidenceId(eid));
    decide::decide(&caller, of, &if_match, EvidenceState::Accepted, body.reason).await
}

/// Reject a document
///
/// With what is wrong, while its report is in review.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReviewReports])),
    params(
        ("id" = Uuid, Path, description = "The report"), ("eid" = Uuid, Path, description = "The document"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Rejected", body = Evidence)),
)]
#[post("/action-reports/{id}/evidence/{eid}/reject")]
async fn reject_evidence(
    caller: Authorized<ReviewReports>,
    PathPair(id, eid): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<ReportDecision>,
) -> Result<Reply, Problem> {
    let of = (ActionReportId(id), EvidenceId(eid));
    let reason = Some(body.reason);
    decide::decide(&caller, of, &if_match, EvidenceState::Rejected, reason).await
}
