//! The operations of systems' registrations.

use actix_web::{get, post, put};
use entity::id::ClientId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{
    ApiClient, ApiClientCreate, ApiClientFilter, ApiClientUpdate, ApiClientWithSecret,
};
use super::{query, service};
use crate::access::user::model::AccessReason;
use crate::auth::Authorized;
use crate::auth::permission::{ManageClients, Permission};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub(in crate::access) fn configure(config: &mut ServiceConfig) {
    config
        .service(list_clients)
        .service(create_client)
        .service(read_client)
        .service(update_client)
        .service(disable_client)
        .service(rotate_client_secret);
}

/// List systems
///
/// Systems' registrations within the caller's region, oldest first.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = [Permission::ManageClients])),
    params(ApiClientFilter, PageParams),
    responses((status = 200, description = "A page of registrations", body = Page<ApiClient>)),
)]
#[get("/clients")]
async fn list_clients(
    caller: Authorized<ManageClients>,
    listing: Listing<ApiClientFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&query::list(&caller, listing).await?, &link)
}

/// Register a system
///
/// Gives it an id and a secret for `/oauth/token`. The secret is shown in this answer and nowhere else.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = [Permission::ManageClients])),
    responses((status = 201, description = "Registered", body = ApiClientWithSecret)),
)]
#[post("/clients")]
async fn create_client(
    caller: Authorized<ManageClients>,
    Json(body): Json<ApiClientCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read a system's registration
///
/// One registration within the caller's region, without its secret.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = [Permission::ManageClients])),
    params(("id" = Uuid, Path, description = "The registration's id")),
    responses((status = 200, description = "The registration", body = ApiClient)),
)]
#[get("/clients/{id}")]
async fn read_client(
    caller: Authorized<ManageClients>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    query::read(&caller, ClientId(id)).await
}

/// Change a system's registration
///
/// Replaces name, scopes, region and state. The change acts on the system's next request.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = [Permission::ManageClients])),
    params(("id" = Uuid, Path, description = "The registration's id"), IfMatchHeader),
    responses((status = 200, description = "Changed", body = ApiClient)),
)]
#[put("/clients/{id}")]
async fn update_client(
    caller: Authorized<ManageClients>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ApiClientUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, ClientId(id), if_match, body).await
}

/// Disable a system
///
/// It gets no more tokens, and those that it has are refused from the next request on.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = [Permission::ManageClients])),
    params(("id" = Uuid, Path, description = "The registration's id"), IfMatchHeader),
    responses((status = 200, description = "Disabled", body = ApiClient)),
)]
#[post("/clients/{id}/disable")]
async fn disable_client(
    caller: Authorized<ManageClients>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<AccessReason>,
) -> Result<Reply, Problem> {
    service::disable(&caller, ClientId(id), if_match, body.reason).await
}

/// Replace a system's secret
///
/// The new one is shown in this answer and nowhere else; the old one gets no more tokens. Tokens that were given before
/// live out their ten minutes: where the old secret was stolen, disable the system first.
#[utoipa::path(
    tag = "clients",
    security(("bearer" = [Permission::ManageClients])),
    params(("id" = Uuid, Path, description = "The registration's id"), IfMatchHeader),
    responses((status = 200, description = "Replaced", body = ApiClientWithSecret)),
)]
#[post("/clients/{id}/rotate-secret")]
async fn rotate_client_secret(
    caller: Authorized<ManageClients>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<AccessReason>,
) -> Result<Reply, Problem> {
    service::rotate_secret(&caller, ClientId(id), if_match, body.reason).await
}
