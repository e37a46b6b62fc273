//! The operations of measurements.

use actix_web::{get, post, put};
use entity::id::{ChildId, ChildMeasurementId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::bulk::{self, ChildMeasurementBulkResult};
use super::input::{
    ChildMeasurementBulk, ChildMeasurementCreate, ChildMeasurementUpdate, ChildReason,
};
use super::model::{ChildMeasurement, ChildMeasurementFilter, ChildMeasurementRevisions};
use super::{change, service};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadChildren, WriteChildren};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path, Query};
use crate::page::{Page, PageParams};
use crate::prevalence::BulkParams;
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_child_measurements)
        .service(create_child_measurement)
        .service(create_child_measurements_bulk)
        .service(read_child_measurement)
        .service(update_child_measurement)
        .service(withdraw_child_measurement)
        .service(waive_child_measurement)
        .service(list_child_measurement_revisions);
}

/// List a child's measurements
///
/// Wherever the child lived when it was measured. Sorted by `measured_on`, the latest first unless asked otherwise.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The child"), ChildMeasurementFilter, PageParams),
    responses((status = 200, description = "A page of measurements", body = Page<ChildMeasurement>)),
)]
#[get("/children/{id}/measurements")]
async fn list_child_measurements(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
    listing: Listing<ChildMeasurementFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    let page = service::list(&caller, ChildId(id), listing).await?;
    Ok(list(&page, &link)?.private())
}

/// Write a measurement down
///
/// Judged at once by WHO's standard, whose version is kept with it. What is impossible is refused (before birth, in the
/// future, grams as kilograms, metres as centimetres, weight and height exchanged, beyond 0.9 to 58 kg or 38 to 150 cm). What is
/// odd is kept as a finding: smaller than before, weight changed by more than 10 % in a month, a z-score outside WHO's limits,
/// a posture that is not the one of the age. One measurement per child and day; a second one is 409 with a link to the first.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 201, description = "Written down", body = ChildMeasurement)),
)]
#[post("/children/{id}/measurements")]
async fn create_child_measurement(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    Json(body): Json<ChildMeasurementCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, ChildId(id), body).await
}

/// Write many measurements down
///
/// Up to 1,000 of any children of the caller's region. `mode=atomic` takes all or none; `mode=partial` each for itself (207).
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    params(BulkParams),
    responses(
        (status = 200, description = "All written down", body = ChildMeasurementBulkResult),
        (status = 207, description = "One outcome per row", body = ChildMeasurementBulkResult),
    ),
)]
#[post("/child-measurements/bulk")]
async fn create_child_measurements_bulk(
    caller: Authorized<WriteChildren>,
    Query(params): Query<BulkParams>,
    Json(body): Json<ChildMeasurementBulk>,
) -> Result<Reply, Problem> {
    bulk::bulk(&caller, params.mode, body).await
}

/// Read a measurement
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The measurement")),
    responses((status = 200, description = "The measurement", body = ChildMeasurement)),
)]
#[get("/child-measurements/{id}")]
async fn read_child_measurement(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, ChildMeasurementId(id)).await
}

/// Correct a measurement
///
/// All of it again, with a reason; it is judged again, and what it was stays among its revisions.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The measurement"), IfMatchHeader),
    responses((status = 200, description = "Corrected", body = ChildMeasurement)),
)]
#[put("/child-measurements/{id}")]
async fn update_child_measurement(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildMeasurementUpdate>,
) -> Result<Reply, Problem> {
    change::update(&caller, ChildMeasurementId(id), &if_match, body).await
}

/// Take a measurement back
///
/// It stays on record and counts no more; the day is free for another one.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The measurement"), IfMatchHeader),
    responses((status = 200, description = "Taken back", body = ChildMeasurement)),
)]
#[post("/child-measurements/{id}/withdraw")]
async fn withdraw_child_measurement(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildReason>,
) -> Result<Reply, Problem> {
    change::withdraw(&caller, ChildMeasurementId(id), &if_match, body).await
}

/// Say that what is odd is right
///
/// With the reason, as that the child was measured twice. A z-score outside WHO's limits stays out of prevalences.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The measurement"), IfMatchHeader),
    responses((status = 200, description = "On record", body = ChildMeasurement)),
)]
#[post("/child-measurements/{id}/waive")]
async fn waive_child_measurement(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildReason>,
) -> Result<Reply, Problem> {
    change::waive(&caller, ChildMeasurementId(id), &if_match, body).await
}

/// List the versions of a measurement
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The measurement")),
    responses((status = 200, description = "The versions", body = ChildMeasurementRevisions)),
)]
#[get("/child-measurements/{id}/revisions")]
async fn list_child_measurement_revisions(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::revisions(&caller, ChildMeasurementId(id)).await
}
