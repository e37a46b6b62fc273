//! The operations of people's accounts.

use actix_web::{get, post, put};
use entity::id::UserId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{AccessReason, User, UserCreate, UserFilter, UserUpdate, UserWithPassword};
use super::{query, service};
use crate::auth::Authorized;
use crate::auth::permission::{ManageUsers, Permission};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub(in crate::access) fn configure(config: &mut ServiceConfig) {
    config
        .service(list_users)
        .service(create_user)
        .service(read_user)
        .service(update_user)
        .service(disable_user)
        .service(reset_user_password);
}

/// List accounts
///
/// People's accounts within the caller's region, by user name.
#[utoipa::path(
    tag = "users",
    security(("bearer" = [Permission::ManageUsers])),
    params(UserFilter, PageParams),
    responses((status = 200, description = "A page of accounts", body = Page<User>)),
)]
#[get("/users")]
async fn list_users(
    caller: Authorized<ManageUsers>,
    listing: Listing<UserFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&query::list(&caller, listing).await?, &link)
}

/// Add an account
///
/// Only roles whose permissions the caller has too, only within the caller's region. Without a password a one-time
/// password is made; it is shown in this answer and nowhere else, and the person has to replace it.
#[utoipa::path(
    tag = "users",
    security(("bearer" = [Permission::ManageUsers])),
    responses((status = 201, description = "Added", body = UserWithPassword)),
)]
#[post("/users")]
async fn create_user(
    caller: Authorized<ManageUsers>,
    Json(body): Json<UserCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read an account
///
/// One account within the caller's region.
#[utoipa::path(
    tag = "users",
    security(("bearer" = [Permission::ManageUsers])),
    params(("id" = Uuid, Path, description = "The account's id")),
    responses((status = 200, description = "The account", body = User)),
)]
#[get("/users/{id}")]
async fn read_user(
    caller: Authorized<ManageUsers>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    query::read(&caller, UserId(id)).await
}

/// Change an account
///
/// Replaces name, role, region and state. The change acts on the account's next request; whoever is disabled is signed out.
#[utoipa::path(
    tag = "users",
    security(("bearer" = [Permission::ManageUsers])),
    params(("id" = Uuid, Path, description = "The account's id"), IfMatchHeader),
    responses((status = 200, description = "Changed", body = User)),
)]
#[put("/users/{id}")]
async fn update_user(
    caller: Authorized<ManageUsers>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<UserUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, UserId(id), if_match, body).await
}

/// Disable an account
///
/// The person is signed out everywhere and cannot sign in again until the account is enabled by a change.
#[utoipa::path(
    tag = "users",
    security(("bearer" = [Permission::ManageUsers])),
    params(("id" = Uuid, Path, description = "The account's id"), IfMatchHeader),
    responses((status = 200, description = "Disabled", body = User)),
)]
#[post("/users/{id}/disable")]
async fn disable_user(
    caller: Authorized<ManageUsers>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<AccessReason>,
) -> Result<Reply, Problem> {
    service::disable(&caller, UserId(id), if_match, body.reason).await
}

/// Give an account a new one-time password
///
/// It is shown in this answer and nowhere else; the person is signed out everywhere and has to replace it.
#[utoipa::path(
    tag = "users",
    security(("bearer" = [Permission::ManageUsers])),
    params(("id" = Uuid, Path, description = "The account's id"), IfMatchHeader),
    responses((status = 200, description = "Reset", body = UserWithPassword)),
)]
#[post("/users/{id}/reset-password")]
async fn reset_user_password(
    caller: Authorized<ManageUsers>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<AccessReason>,
) -> Result<Reply, Problem> {
    service::reset_password(&caller, UserId(id), if_match, body.reason).await
}
