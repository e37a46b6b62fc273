//! The operations of regions.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::boundary::{self, BoundaryCollection, BoundaryQuery};
use super::model::{Region, RegionHistory, RegionResolution, RegionSummary};
use super::params::{RegionFilter, RegionNameQuery};
use super::{history, resolve, service};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadRegions};
use crate::http::respond::list;
use crate::http::{Listing, Path, Query};
use crate::page::{Page, PageParams};
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes; a path of plain text goes before one with a parameter.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_regions)
        .service(resolve_region)
        .service(read_boundaries)
        .service(read_region_history)
        .service(read_region);
}

/// List regions
///
/// The country, provinces, regencies and cities, districts and villages by their Kemendagri codes; those listed now, or on
/// a day with `as_of`. Sorts by `code` (default) or `name`. A bare number such as 6402 is never taken for a code.
#[utoipa::path(
    tag = "regions",
    security(("bearer" = [Permission::ReadRegions])),
    params(RegionFilter, PageParams),
    responses((status = 200, description = "A page of regions", body = Page<RegionSummary>)),
)]
#[get("/regions")]
async fn list_regions(
    caller: Authorized<ReadRegions>,
    listing: Listing<RegionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Find the regions that a name may mean
///
/// For importers: all listed regions of this name or with this spelling; where there are none, those whose name is much
/// like it. Several regions may have one name: three villages of 64.02 are called Sumber Sari.
#[utoipa::path(
    tag = "regions",
    security(("bearer" = [Permission::ReadRegions])),
    params(RegionNameQuery),
    responses((status = 200, description = "The candidates, the best first", body = RegionResolution)),
)]
#[get("/regions/resolve")]
async fn resolve_region(
    caller: Authorized<ReadRegions>,
    Query(query): Query<RegionNameQuery>,
) -> Result<Reply, Problem> {
    Reply::content(&resolve::resolve(&caller, query).await?)
}

/// Read the boundaries of a province's regencies
///
/// GeoJSON (RFC 7946) for choropleth maps, with the code as the id of each feature. Shipped for provinces 63 and 64.
#[utoipa::path(
    tag = "regions",
    security(("bearer" = [Permission::ReadRegions])),
    params(BoundaryQuery),
    responses(
        (status = 200, description = "The boundaries", body = BoundaryCollection, content_type = "application/geo+json"),
        (status = 404, description = "None are shipped for this province.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/regions.geojson")]
async fn read_boundaries(
    _: Authorized<ReadRegions>,
    Query(query): Query<BoundaryQuery>,
) -> Result<Reply, Problem> {
    boundary::of_province(&query.province)
}

/// Read a region
///
/// With what it lies in, its other spellings, its number at BPS, and the names it had. Codes that are no longer listed
/// stay readable.
#[utoipa::path(
    tag = "regions",
    security(("bearer" = [Permission::ReadRegions])),
    params(("code" = String, Path, description = "The dotted Kemendagri code, or `ID`", pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$", example = "64.74")),
    responses((status = 200, description = "The region", body = Region)),
)]
#[get("/regions/{code}")]
async fn read_region(
    caller: Authorized<ReadRegions>,
    Path(code): Path<String>,
) -> Result<Reply, Problem> {
    Reply::content(&service::read(&caller, &code).await?)
}

/// Read what became of a region's code
///
/// Its names over time with their decrees, and hints at the codes that it replaced or was replaced by.
#[utoipa::path(
    tag = "regions",
    security(("bearer" = [Permission::ReadRegions])),
    params(("code" = String, Path, description = "The dotted Kemendagri code, or `ID`", pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$", example = "64.02.08.2001")),
    responses((status = 200, description = "Its history", body = RegionHistory)),
)]
#[get("/regions/{code}/history")]
async fn read_region_history(
    caller: Authorized<ReadRegions>,
    Path(code): Path<String>,
) -> Result<Reply, Problem> {
    Reply::content(&history::read(&caller, &code).await?)
}
