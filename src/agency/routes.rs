//! The operations of agencies.

use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{AgencyCreate, AgencyUpdate};
use super::kind::{self, AgencyKind, AgencyKindFilter};
use super::model::{Agency, AgencyFilter};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadAgencies, WriteAgencies};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reference::{ReferenceRevision, ReferenceRevisionFilter};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_agency_kinds)
        .service(list_agencies)
        .service(create_agency)
        .service(get_agency)
        .service(update_agency)
        .service(list_agency_revisions);
}

/// List the kinds of agencies
///
/// What an agency can be: `opd` (dinas, badan), `vertical` (instansi vertikal), `company`, `community`, `academic`. Sorted by
/// `code`.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::ReadAgencies])),
    params(AgencyKindFilter, PageParams),
    responses((status = 200, description = "A page of kinds", body = Page<AgencyKind>)),
)]
#[get("/agency-kinds")]
async fn list_agency_kinds(
    caller: Authorized<ReadAgencies>,
    listing: Listing<AgencyKindFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&kind::list(&caller, &listing).await?, &link)
}

/// List agencies
///
/// Those of the caller's region and of everything below it. With `valid_on` those that had a name on that day, under that
/// name; a former name or abbreviation finds an agency too. Sorted by `region_code` and `name` (the current one), in the
/// order asked for.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::ReadAgencies])),
    params(AgencyFilter, PageParams),
    responses((status = 200, description = "A page of agencies", body = Page<Agency>)),
)]
#[get("/agencies")]
async fn list_agencies(
    caller: Authorized<ReadAgencies>,
    listing: Listing<AgencyFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Read an agency
///
/// With all its names over time.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::ReadAgencies])),
    params(("id" = Uuid, Path, description = "The agency's id")),
    responses((status = 200, description = "The agency", body = Agency)),
)]
#[get("/agencies/{id}")]
async fn get_agency(
    caller: Authorized<ReadAgencies>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, id).await
}

/// Add an agency
///
/// With its names over time: exactly one has no `valid_to` and is current, and no two hold on the same day. One agency of a
/// region has a current name; a second one, however it is written, is 409 with a link to the first. An unknown region and
/// one outside the caller's are the same 422.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::WriteAgencies])),
    responses((status = 201, description = "Added", body = Agency)),
)]
#[post("/agencies")]
async fn create_agency(
    caller: Authorized<WriteAgencies>,
    Json(body): Json<AgencyCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Replace an agency
///
/// All of it again, with a reason; what it was before stays among its revisions. A change of name gives the former one its
/// `valid_to` and adds the new one. The region is sent again and must be that of the agency.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::WriteAgencies])),
    params(
        ("id" = Uuid, Path, description = "The agency's id"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Replaced", body = Agency)),
)]
#[put("/agencies/{id}")]
async fn update_agency(
    caller: Authorized<WriteAgencies>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<AgencyUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, id, &if_match, body).await
}

/// List the revisions of an agency
///
/// Every version as it was answered then, with who made it, when and why; newest first. Sorted by `version`.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::ReadAgencies])),
    params(
        ("id" = Uuid, Path, description = "The agency's id"),
        PageParams,
    ),
    responses((status = 200, description = "A page of revisions", body = Page<ReferenceRevision>)),
)]
#[get("/agencies/{id}/revisions")]
async fn list_agency_revisions(
    caller: Authorized<ReadAgencies>,
    Path(id): Path<Uuid>,
    listing: Listing<ReferenceRevisionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::revisions(&caller, id, &listing).await?, &link)
}
