//! The operations of seasons.

use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::exception;
use super::model::{
    ReportingSeason, ReportingSeasonCreate, ReportingSeasonFilter, ReportingSeasonUpdate,
    SeasonException, SeasonExceptionCreate, SeasonExceptionFilter,
};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ManageSchemes, Permission, ReadReports, ReviewReports};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_reporting_seasons)
        .service(create_reporting_season)
        .service(read_reporting_season)
        .service(update_reporting_season)
        .service(list_season_exceptions)
        .service(create_season_exception);
}

/// List reporting seasons
///
/// Implementation year, scheme and deadlines of each; two seasons can be open at once.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(ReportingSeasonFilter, PageParams),
    responses((status = 200, description = "A page of seasons", body = Page<ReportingSeason>)),
)]
#[get("/reporting-seasons")]
async fn list_reporting_seasons(
    caller: Authorized<ReadReports>,
    listing: Listing<ReportingSeasonFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Add a reporting season
///
/// For an implementation year and a scheme that holds in it, whose present version the season keeps to. Every action has
/// its date. At most one season per year and scheme.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ManageSchemes])),
    responses((status = 201, description = "Added", body = ReportingSeason)),
)]
#[post("/reporting-seasons")]
async fn create_reporting_season(
    caller: Authorized<ManageSchemes>,
    Json(body): Json<ReportingSeasonCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read a reporting season
///
/// Its scheme, its deadlines and when it locks.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(("code" = String, Path, description = "The season's code", min_length = 7, max_length = 40, pattern = "^[0-9]{4}-[A-Z][A-Z0-9_]{1,29}$", example = "2024-BANGDA8")),
    responses((status = 200, description = "The season", body = ReportingSeason)),
)]
#[get("/reporting-seasons/{code}")]
async fn read_reporting_season(
    caller: Authorized<ReadReports>,
    Path(code): Path<String>,
) -> Result<Reply, Problem> {
    service::read(&caller, &code).await
}

/// Correct a reporting season
///
/// Its dates and the assessment year, with a reason; year and scheme stay. What it was before stands in the audit log.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ManageSchemes])),
    params(
        ("code" = String, Path, description = "The season's code", min_length = 7, max_length = 40, pattern = "^[0-9]{4}-[A-Z][A-Z0-9_]{1,29}$", example = "2024-BANGDA8"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Corrected", body = ReportingSeason)),
)]
#[put("/reporting-seasons/{code}")]
async fn update_reporting_season(
    caller: Authorized<ManageSchemes>,
    Path(code): Path<String>,
    if_match: IfMatch,
    Json(body): Json<ReportingSeasonUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, &code, &if_match, body).await
}

/// List the exceptions of a season
///
/// Longer deadlines for regions of the caller's, with who granted them and why.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(
        ("code" = String, Path, description = "The season's code", min_length = 7, max_length = 40, pattern = "^[0-9]{4}-[A-Z][A-Z0-9_]{1,29}$", example = "2024-BANGDA8"),
        SeasonExceptionFilter, PageParams,
    ),
    responses((status = 200, description = "A page of exceptions", body = Page<SeasonException>)),
)]
#[get("/reporting-seasons/{code}/exceptions")]
async fn list_season_exceptions(
    caller: Authorized<ReadReports>,
    Path(code): Path<String>,
    listing: Listing<SeasonExceptionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&exception::list(&caller, &code, listing).await?, &link)
}

/// Grant a longer deadline
///
/// To a region below the caller's, for one action or all, with a reason. Of several the last one holds.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReviewReports])),
    params(("code" = String, Path, description = "The season's code", min_length = 7, max_length = 40, pattern = "^[0-9]{4}-[A-Z][A-Z0-9_]{1,29}$", example = "2024-BANGDA8")),
    responses((status = 201, description = "Granted", body = SeasonException)),
)]
#[post("/reporting-seasons/{code}/exceptions")]
async fn create_season_exception(
    caller: Authorized<ReviewReports>,
    Path(code): Path<String>,
    Json(body): Json<SeasonExceptionCreate>,
) -> Result<Reply, Problem> {
    exception::create(&caller, &code, body).await
}
