//! The operations of prevalence records.

use actix_web::{get, post, put};
use entity::id::PrevalenceRecordId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::bulk::{BulkParams, PrevalenceBulk, PrevalenceBulkResult};
use super::correction::PrevalenceRecordUpdate;
use super::decide::decide;
use super::model::{PrevalenceApproval, PrevalenceDecision, PrevalenceRecordCreate};
use super::query::PrevalenceFilter;
use super::record::{PrevalenceRecord, PrevalenceRevisions};
use super::workflow::Decision;
use super::{bulk, read, service};
use crate::auth::Authorized;
use crate::auth::permission::{DecidePrevalence, Permission, ReadPrevalence, WritePrevalence};
use crate::http::document::IfMatchHeader;
use crate::http::json::OptionalJson;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path, Query};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes; the plain paths go before those with an id.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(create_prevalence_record)
        .service(create_prevalence_records)
        .service(list_prevalence_records)
        .service(super::transfer_routes::import_prevalence_records)
        .service(super::transfer_routes::export_prevalence_records)
        .service(read_prevalence_record)
        .service(update_prevalence_record)
        .service(list_prevalence_revisions)
        .service(verify_prevalence_record)
        .service(publish_prevalence_record)
        .service(reject_prevalence_record)
        .service(withdraw_prevalence_record)
        .service(mark_prevalence_record_official);
}

/// State a prevalence
///
/// Records who claims what of which region and period by which source. The claim is `submitted` until it is verified and
/// published. A claim with the same region, indicator, source, period and publisher is 409 with `existing`.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::WritePrevalence])),
    responses((status = 201, description = "Recorded", body = PrevalenceRecord)),
)]
#[post("/prevalence-records")]
async fn create_prevalence_record(
    caller: Authorized<WritePrevalence>,
    Json(body): Json<PrevalenceRecordCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// State up to a thousand prevalences
///
/// `mode=atomic` takes all or nothing; `mode=partial` answers 207 with one outcome per row.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::WritePrevalence])),
    params(BulkParams),
    responses(
        (status = 200, description = "All recorded", body = PrevalenceBulkResult),
        (status = 207, description = "An outcome per row", body = PrevalenceBulkResult),
    ),
)]
#[post("/prevalence-records/bulk")]
async fn create_prevalence_records(
    caller: Authorized<WritePrevalence>,
    Query(params): Query<BulkParams>,
    Json(body): Json<PrevalenceBulk>,
) -> Result<Reply, Problem> {
    bulk::bulk(&caller, params.mode, body).await
}

/// List prevalence records
///
/// Claims within the caller's region, every source beside the others; with `as_of` as they were at that time.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(PrevalenceFilter, PageParams),
    responses((status = 200, description = "A page of claims", body = Page<PrevalenceRecord>)),
)]
#[get("/prevalence-records")]
async fn list_prevalence_records(
    caller: Authorized<ReadPrevalence>,
    listing: Listing<PrevalenceFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    caller
        .remembered(async || list(&read::list(&caller, listing).await?, &link))
        .await
}

/// Read a prevalence record
///
/// A claim as it stands.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(("id" = Uuid, Path, description = "The claim")),
    responses((status = 200, description = "The claim", body = PrevalenceRecord)),
)]
#[get("/prevalence-records/{id}")]
async fn read_prevalence_record(
    caller: Authorized<ReadPrevalence>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    let id = PrevalenceRecordId(id);
    caller
        .remembered(async || read::read(&caller, id).await)
        .await
}

/// Correct a prevalence record
///
/// Replaces the record, with a reason; what it was stays as a revision. A correction by somebody who may not decide is
/// looked at again: the claim goes back to `submitted` and is no longer official. A published claim that others stated is
/// corrected only by who may decide (`prevalence:decide`); everybody else gets 409 and states a claim of their own beside it.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::WritePrevalence])),
    params(("id" = Uuid, Path, description = "The claim"), IfMatchHeader),
    responses((status = 200, description = "Corrected", body = PrevalenceRecord)),
)]
#[put("/prevalence-records/{id}")]
async fn update_prevalence_record(
    caller: Authorized<WritePrevalence>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<PrevalenceRecordUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, PrevalenceRecordId(id), &if_match, body).await
}

/// List what a prevalence record was
///
/// Every state that the claim has had, with who, when and why.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(("id" = Uuid, Path, description = "The claim")),
    responses((status = 200, description = "Its states, the first one first", body = PrevalenceRevisions)),
)]
#[get("/prevalence-records/{id}/revisions")]
async fn list_prevalence_revisions(
    caller: Authorized<ReadPrevalence>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    read::revisions(&caller, PrevalenceRecordId(id)).await
}

/// Verify a prevalence record
///
/// `submitted` → `verified`: it agrees with what it cites.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::DecidePrevalence])),
    params(("id" = Uuid, Path, description = "The claim"), IfMatchHeader),
    request_body = Option<PrevalenceApproval>,
    responses((status = 200, description = "Verified", body = PrevalenceRecord)),
)]
#[post("/prevalence-records/{id}/verify")]
async fn verify_prevalence_record(
    caller: Authorized<DecidePrevalence>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    OptionalJson(body): OptionalJson<PrevalenceApproval>,
) -> Result<Reply, Problem> {
    decide(
        &caller,
        PrevalenceRecordId(id),
        &if_match,
        Decision::Verify,
        body.reason,
    )
    .await
}

/// Publish a prevalence record
///
/// `verified` → `published`: it is shown as a figure.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::DecidePrevalence])),
    params(("id" = Uuid, Path, description = "The claim"), IfMatchHeader),
    request_body = Option<PrevalenceApproval>,
    responses((status = 200, description = "Published", body = PrevalenceRecord)),
)]
#[post("/prevalence-records/{id}/publish")]
async fn publish_prevalence_record(
    caller: Authorized<DecidePrevalence>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    OptionalJson(body): OptionalJson<PrevalenceApproval>,
) -> Result<Reply, Problem> {
    decide(
        &caller,
        PrevalenceRecordId(id),
        &if_match,
        Decision::Publish,
        body.reason,
    )
    .await
}

/// Reject a prevalence record
///
/// `submitted` or `verified` → `rejected`: it is wrong, and the reason says why.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::DecidePrevalence])),
    params(("id" = Uuid, Path, description = "The claim"), IfMatchHeader),
    responses((status = 200, description = "Rejected", body = PrevalenceRecord)),
)]
#[post("/prevalence-records/{id}/reject")]
async fn reject_prevalence_record(
    caller: Authorized<DecidePrevalence>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<PrevalenceDecision>,
) -> Result<Reply, Problem> {
    decide(
        &caller,
        PrevalenceRecordId(id),
        &if_match,
        Decision::Reject,
        Some(body.reason),
    )
    .await
}

/// Withdraw a prevalence record
///
/// Whoever stated it takes it back, with a reason; it is no longer official. A published claim that others stated is withdrawn
/// only by who may decide (`prevalence:decide`); everybody else gets 409.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::WritePrevalence])),
    params(("id" = Uuid, Path, description = "The claim"), IfMatchHeader),
    responses((status = 200, description = "Withdrawn", body = PrevalenceRecord)),
)]
#[post("/prevalence-records/{id}/withdraw")]
async fn withdraw_prevalence_record(
    caller: Authorized<WritePrevalence>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<PrevalenceDecision>,
) -> Result<Reply, Problem> {
    decide(
        &caller,
        PrevalenceRecordId(id),
        &if_match,
        Decision::Withdraw,
        Some(body.reason),
    )
    .await
}

/// Mark a prevalence record as official
///
/// Of the claims of one region, indicator, source and period at most one is official; the reason is kept. A claim that was
/// official before is so no longer.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::DecidePrevalence])),
    params(("id" = Uuid, Path, description = "The claim"), IfMatchHeader),
    responses((status = 200, description = "Official", body = PrevalenceRecord)),
)]
#[post("/prevalence-records/{id}/mark-official")]
async fn mark_prevalence_record_official(
    caller: Authorized<DecidePrevalence>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<PrevalenceDecision>,
) -> Result<Reply, Problem> {
    decide(
        &caller,
        PrevalenceRecordId(id),
        &if_match,
        Decision::MarkOfficial,
        Some(body.reason),
    )
    .await
}
