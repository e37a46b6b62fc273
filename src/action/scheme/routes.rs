//! The operations of schemes.

use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{
    ActionScheme, ActionSchemeCreate, ActionSchemeFilter, ActionSchemeUpdate, ActionSchemeVersion,
};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ManageSchemes, Permission, ReadReports};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path, Query};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_action_schemes)
        .service(create_action_scheme)
        .service(read_action_scheme)
        .service(update_action_scheme);
}

/// List schemes of convergence actions
///
/// The present version of each: which actions there are, who reports on them, and what proves each. `year` is the
/// implementation year (tahun pelaksanaan); two schemes can hold in one season, since an assessment judges the year before.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(ActionSchemeFilter, PageParams),
    responses((status = 200, description = "A page of schemes", body = Page<ActionScheme>)),
)]
#[get("/action-schemes")]
async fn list_action_schemes(
    caller: Authorized<ReadReports>,
    listing: Listing<ActionSchemeFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Add a scheme
///
/// Its first version. A code is taken once.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ManageSchemes])),
    responses((status = 201, description = "Added", body = ActionScheme)),
)]
#[post("/action-schemes")]
async fn create_action_scheme(
    caller: Authorized<ManageSchemes>,
    Json(body): Json<ActionSchemeCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read a scheme
///
/// The present version, or an earlier one.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(
        ("code" = String, Path, description = "The scheme's code", min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$", example = "BANGDA8"),
        ActionSchemeVersion,
    ),
    responses((status = 200, description = "The scheme", body = ActionScheme)),
)]
#[get("/action-schemes/{code}")]
async fn read_action_scheme(
    caller: Authorized<ReadReports>,
    Path(code): Path<String>,
    Query(which): Query<ActionSchemeVersion>,
) -> Result<Reply, Problem> {
    service::read(&caller, &code, which.version).await
}

/// Add a version of a scheme
///
/// No version is ever changed: this adds the next one, with a reason. Seasons that exist keep to the version that they began
/// with; new ones take the present one.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ManageSchemes])),
    params(
        ("code" = String, Path, description = "The scheme's code", min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$", example = "BANGDA8"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "The new version", body = ActionScheme)),
)]
#[put("/action-schemes/{code}")]
async fn update_action_scheme(
    caller: Authorized<ManageSchemes>,
    Path(code): Path<String>,
    if_match: IfMatch,
    Json(body): Json<ActionSchemeUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, code, &if_match, body).await
}
