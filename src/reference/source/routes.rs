//! The operations of sources.

use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::input::{SourceCreate, SourceUpdate};
use super::model::{Source, SourceFilter};
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
        .service(list_sources)
        .service(create_source)
        .service(get_source)
        .service(update_source)
        .service(list_source_revisions);
}

/// List sources
///
/// Surveys, routine records and statements of local governments, with definition, producer, population, frequency,
/// licence, the periods they can have, and with which other sources their figures may be compared. Sorted by `code`.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(SourceFilter, PageParams),
    responses((status = 200, description = "A page of sources", body = Page<Source>)),
)]
#[get("/sources")]
async fn list_sources(
    caller: Authorized<ReadPrevalence>,
    listing: Listing<SourceFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Read a source
///
/// With its comparability group and the caveat that any comparison across its sources must carry, and with the sample
/// design that is assumed for each level of region where it publishes no interval.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(("code" = String, Path, description = "The source's code", min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$", example = "SSGI")),
    responses((status = 200, description = "The source", body = Source)),
)]
#[get("/sources/{code}")]
async fn get_source(
    caller: Authorized<ReadPrevalence>,
    Path(code): Path<String>,
) -> Result<Reply, Problem> {
    service::read(&caller, &code).await
}

/// Add a source
///
/// A survey may join a comparability group; routine and local sources never do (422). A code that is taken is 409 with a
/// link to the source that has it.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ManageSources])),
    responses((status = 201, description = "Added", body = Source)),
)]
#[post("/sources")]
async fn create_source(
    caller: Authorized<ManageSources>,
    Json(body): Json<SourceCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Replace a source
///
/// All members but the code, with a reason; what it was before stays among its revisions. Figures that are recorded
/// already are not judged anew.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ManageSources])),
    params(
        ("code" = String, Path, description = "The source's code", min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$", example = "SSGI"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Replaced", body = Source)),
)]
#[put("/sources/{code}")]
async fn update_source(
    caller: Authorized<ManageSources>,
    Path(code): Path<String>,
    if_match: IfMatch,
    Json(body): Json<SourceUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, code, &if_match, body).await
}

/// List the revisions of a source
///
/// Every version as it was answered then, with who made it, when and why; newest first. Sorted by `version`.
#[utoipa::path(
    tag = "reference",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(
        ("code" = String, Path, description = "The source's code", min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$", example = "SSGI"),
        PageParams,
    ),
    responses((status = 200, description = "A page of revisions", body = Page<ReferenceRevision>)),
)]
#[get("/sources/{code}/revisions")]
async fn list_source_revisions(
    caller: Authorized<ReadPrevalence>,
    Path(code): Path<String>,
    listing: Listing<ReferenceRevisionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::revisions(&caller, &code, &listing).await?, &link)
}
