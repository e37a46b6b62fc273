//! The operations of indicators.

use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::input::{IndicatorCreate, IndicatorUpdate};
use super::model::{Indicator, IndicatorFilter};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ManageSources, Permission, ReadPrevalence};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reference::revision::{ReferenceRevision, ReferenceRevisionFilter};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_indicators)
        .service(create_indicator)
        .service(get_indicator)
        .service(update_indicator)
        .service(list_indicator_revisions);
}

/// List indicators
///
/// What is measured, with definition, unit, numerator, denominator, cut-offs, and the direction in which better lies.
/// Sorted by `code`.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(IndicatorFilter, PageParams),
    responses((status = 200, description = "A page of indicators", body = Page<Indicator>)),
)]
#[get("/indicators")]
async fn list_indicators(
    caller: Authorized<ReadPrevalence>,
    listing: Listing<IndicatorFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Read an indicator
///
/// With the other indicators with whose figures its own may be compared; where there is none, any comparison misleads.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(("code" = String, Path, description = "The indicator's code", min_length = 2, max_length = 50, pattern = "^[a-z][a-z0-9_]{1,49}$", example = "stunting")),
    responses((status = 200, description = "The indicator", body = Indicator)),
)]
#[get("/indicators/{code}")]
async fn get_indicator(
    caller: Authorized<ReadPrevalence>,
    Path(code): Path<String>,
) -> Result<Reply, Problem> {
    service::read(&caller, &code).await
}

/// Add an indicator
///
/// The indicators in `comparable_with` must exist. A code that is taken is 409 with a link to the indicator that has it.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ManageSources])),
    responses((status = 201, description = "Added", body = Indicator)),
)]
#[post("/indicators")]
async fn create_indicator(
    caller: Authorized<ManageSources>,
    Json(body): Json<IndicatorCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Replace an indicator
///
/// All members but the code, with a reason; what it was before stays among its revisions. Figures that are recorded
/// already are not judged anew.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ManageSources])),
    params(
        ("code" = String, Path, description = "The indicator's code", min_length = 2, max_length = 50, pattern = "^[a-z][a-z0-9_]{1,49}$", example = "stunting"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Replaced", body = Indicator)),
)]
#[put("/indicators/{code}")]
async fn update_indicator(
    caller: Authorized<ManageSources>,
    Path(code): Path<String>,
    if_match: IfMatch,
    Json(body): Json<IndicatorUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, code, &if_match, body).await
}

/// List the revisions of an indicator
///
/// Every version as it was answered then, with who made it, when and why; newest first. Sorted by `version`.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(
        ("code" = String, Path, description = "The indicator's code", min_length = 2, max_length = 50, pattern = "^[a-z][a-z0-9_]{1,49}$", example = "stunting"),
        PageParams,
    ),
    responses((status = 200, description = "A page of revisions", body = Page<ReferenceRevision>)),
)]
#[get("/indicators/{code}/revisions")]
async fn list_indicator_revisions(
    caller: Authorized<ReadPrevalence>,
    Path(code): Path<String>,
    listing: Listing<ReferenceRevisionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::revisions(&caller, &code, &listing).await?, &link)
}
