//! The operations of programmes.

use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{
    FosterProgramme, FosterProgrammeCreate, FosterProgrammeFilter, FosterProgrammeUpdate,
    FosterProgrammeVersion,
};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ManageSchemes, Permission, ReadFoster};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path, Query};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_foster_programmes)
        .service(create_foster_programme)
        .service(read_foster_programme)
        .service(update_foster_programme);
}

/// List foster programmes
///
/// The present version of each: who may give, who may receive and by which need, kinds of aid with their least amounts,
/// sources of funds that are allowed or not, the rule by which a child needs no more, and when somebody has to look.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(FosterProgrammeFilter, PageParams),
    responses((status = 200, description = "A page of programmes", body = Page<FosterProgramme>)),
)]
#[get("/foster-programmes")]
async fn list_foster_programmes(
    caller: Authorized<ReadFoster>,
    listing: Listing<FosterProgrammeFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Add a programme
///
/// Its first version. A code is taken once.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ManageSchemes])),
    responses((status = 201, description = "Added", body = FosterProgramme)),
)]
#[post("/foster-programmes")]
async fn create_foster_programme(
    caller: Authorized<ManageSchemes>,
    Json(body): Json<FosterProgrammeCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read a programme
///
/// The present version, or an earlier one.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(
        ("code" = String, Path, description = "The programme's code", min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$", example = "BAAS"),
        FosterProgrammeVersion,
    ),
    responses((status = 200, description = "The programme", body = FosterProgramme)),
)]
#[get("/foster-programmes/{code}")]
async fn read_foster_programme(
    caller: Authorized<ReadFoster>,
    Path(code): Path<String>,
    Query(which): Query<FosterProgrammeVersion>,
) -> Result<Reply, Problem> {
    service::read(&caller, &code, which.version).await
}

/// Add a version of a programme
///
/// No version is ever changed: this adds the next one, with a reason. Assignments keep to the version by which they were
/// proposed; new ones take the present one.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ManageSchemes])),
    params(
        ("code" = String, Path, description = "The programme's code", min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$", example = "BAAS"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "The new version", body = FosterProgramme)),
)]
#[put("/foster-programmes/{code}")]
async fn update_foster_programme(
    caller: Authorized<ManageSchemes>,
    Path(code): Path<String>,
    if_match: IfMatch,
    Json(body): Json<FosterProgrammeUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, code, &if_match, body).await
}
