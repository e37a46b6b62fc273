//! The operations of sign-in and of one's own account.

use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{
    LoginRequest, Me, PasswordChange, RefreshRequest, RolePermissions, SessionTokens,
};
use super::{own, refresh, service};
use crate::auth::permission::{Permission, UseAccount};
use crate::auth::{Authorized, Public};
use crate::http::Json;
use crate::page::Page;
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes.
pub(in crate::access) fn configure(config: &mut ServiceConfig) {
    config
        .service(login)
        .service(refresh_session)
        .service(logout)
        .service(read_me)
        .service(change_password)
        .service(list_roles);
}

/// Sign in
///
/// Gives a short access token and a refresh token that is replaced at every use. An unknown user, a disabled one and a
/// wrong password get the same answer after the same time; failed attempts are counted per account and per address.
#[utoipa::path(
    tag = "auth",
    security(()),
    responses(
        (status = 200, description = "Signed in", body = SessionTokens),
        (status = 401, description = "Not a user name with its password", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[post("/auth/login")]
async fn login(public: Public, Json(body): Json<LoginRequest>) -> Result<Reply, Problem> {
    service::login(&public, body).await
}

/// Replace the tokens of a session
///
/// Every refresh token is good once. Whoever lost the answer may ask again within ten seconds and gets the same successor;
/// a spent token after that ends the session, since somebody else may hold a copy. A session ends after thirty days.
#[utoipa::path(
    tag = "auth",
    security(()),
    responses(
        (status = 200, description = "New tokens", body = SessionTokens),
        (status = 401, description = "Not a good refresh token", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[post("/auth/refresh")]
async fn refresh_session(
    public: Public,
    Json(body): Json<RefreshRequest>,
) -> Result<Reply, Problem> {
    refresh::refresh(&public, &body.refresh_token).await
}

/// Sign out
///
/// Ends the session: its access and refresh tokens are refused from the next request on. A system's token is revoked.
#[utoipa::path(
    tag = "auth",
    security(("bearer" = [Permission::UseAccount])),
    responses((status = 204, description = "Signed out")),
)]
#[post("/auth/logout")]
async fn logout(caller: Authorized<UseAccount>) -> Result<Reply, Problem> {
    own::logout(&caller).await
}

/// Read one's own account
///
/// Who is signed in, in which region, and what the token at hand permits.
#[utoipa::path(
    tag = "auth",
    security(("bearer" = [Permission::UseAccount])),
    responses((status = 200, description = "The account", body = Me)),
)]
#[get("/auth/me")]
async fn read_me(caller: Authorized<UseAccount>) -> Result<Reply, Problem> {
    own::me(&caller).await
}

/// Change one's own password
///
/// Needs the present one. The other sessions of the account end; this one goes on.
#[utoipa::path(
    tag = "auth",
    security(("bearer" = [Permission::UseAccount])),
    responses((status = 204, description = "Changed")),
)]
#[post("/auth/password")]
async fn change_password(
    caller: Authorized<UseAccount>,
    Json(body): Json<PasswordChange>,
) -> Result<Reply, Problem> {
    own::change_password(&caller, body).await
}

/// List the roles
///
/// Every role with its permissions: the table that the service itself decides by.
#[utoipa::path(
    tag = "auth",
    security(("bearer" = [Permission::UseAccount])),
    responses((status = 200, description = "All roles, on one page", body = Page<RolePermissions>)),
)]
#[get("/auth/roles")]
async fn list_roles(_caller: Authorized<UseAccount>) -> Result<Reply, Problem> {
    Reply::content(&own::roles())
}
