//! The OAuth endpoints and the documents that lead to them.

use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{
    AuthorizationServer, JsonWebKeySet, OAuthErrorBody, OAuthToken, OAuthTokenQuestion,
    OAuthTokenRequest, OAuthTokenState,
};
use super::request::OAuthRequest;
use super::{inspect, metadata, token};
use crate::auth::Public;
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes; they stand outside `/api/v1`.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(issue_token)
        .service(revoke_token)
        .service(introspect_token)
        .service(read_authorization_server)
        .service(read_keys);
}

/// Get a token for a system
///
/// Client credentials (RFC 6749 §4.4), in a Basic `Authorization` header or in the form. The token is bound to the system's
/// region and permits what is asked for in `scope`, or all that is registered; it lives for ten minutes.
#[utoipa::path(
    tag = "oauth",
    security(("client" = []), ()),
    request_body(content = OAuthTokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The token", body = OAuthToken),
        (status = 400, description = "The request is broken, or asks for another grant or scope", body = OAuthErrorBody),
        (status = 401, description = "Not a client id with its secret", body = OAuthErrorBody,
            headers(("WWW-Authenticate" = String, description = "What is asked for."))),
        (status = 413, description = "The body is too large", body = OAuthErrorBody),
        (status = 415, description = "The body is no form", body = OAuthErrorBody),
        (status = 429, description = "Too many attempts or requests",
            content((OAuthErrorBody = "application/json"), (ProblemBody = "application/problem+json")),
            headers(("Retry-After" = String, description = "Seconds to wait."))),
        (status = "default", description = "Any other problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[post("/oauth/token")]
async fn issue_token(public: Public, request: OAuthRequest) -> Result<Reply, Problem> {
    token::token(&public, request).await
}

/// Revoke a token
///
/// RFC 7009. A system revokes its own access tokens, a person with a bearer token likewise; a refresh token is revoked,
/// with its whole session, by whoever presents it. A token that is unknown or over is answered like a revoked one.
#[utoipa::path(
    tag = "oauth",
    security(("client" = []), ()),
    request_body(content = OAuthTokenQuestion, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "It is good no more", body = Object),
        (status = 400, description = "The request is broken, or the token was given to somebody else", body = OAuthErrorBody),
        (status = 401, description = "Not a client id with its secret", body = OAuthErrorBody,
            headers(("WWW-Authenticate" = String, description = "What is asked for."))),
        (status = 413, description = "The body is too large", body = OAuthErrorBody),
        (status = 415, description = "The body is no form", body = OAuthErrorBody),
        (status = 429, description = "Too many attempts or requests",
            content((OAuthErrorBody = "application/json"), (ProblemBody = "application/problem+json")),
            headers(("Retry-After" = String, description = "Seconds to wait."))),
        (status = "default", description = "Any other problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[post("/oauth/revoke")]
async fn revoke_token(public: Public, request: OAuthRequest) -> Result<Reply, Problem> {
    inspect::revoke(&public, request).await
}

/// Ask about a token
///
/// RFC 7662. A system learns only of its own living tokens; of any other only that it is not active.
#[utoipa::path(
    tag = "oauth",
    security(("client" = []), ()),
    request_body(content = OAuthTokenQuestion, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "What is known of it", body = OAuthTokenState),
        (status = 400, description = "The request is broken", body = OAuthErrorBody),
        (status = 401, description = "Not a client id with its secret", body = OAuthErrorBody,
            headers(("WWW-Authenticate" = String, description = "What is asked for."))),
        (status = 413, description = "The body is too large", body = OAuthErrorBody),
        (status = 415, description = "The body is no form", body = OAuthErrorBody),
        (status = 429, description = "Too many attempts or requests",
            content((OAuthErrorBody = "application/json"), (ProblemBody = "application/problem+json")),
            headers(("Retry-After" = String, description = "Seconds to wait."))),
        (status = "default", description = "Any other problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[post("/oauth/introspect")]
async fn introspect_token(public: Public, request: OAuthRequest) -> Result<Reply, Problem> {
    inspect::introspect(&public, request).await
}

/// Read where and how tokens are given
///
/// The metadata of the authorization server (RFC 8414).
#[utoipa::path(
    tag = "oauth",
    security(()),
    responses((status = 200, description = "The metadata", body = AuthorizationServer)),
)]
#[get("/.well-known/oauth-authorization-server")]
async fn read_authorization_server(public: Public) -> Result<Reply, Problem> {
    metadata::authorization_server(&public)
}

/// Read the public keys
///
/// By them anybody can check the signature of a token (RFC 7517). After a rotation the old key stays until its last token
/// has ended.
#[utoipa::path(
    tag = "oauth",
    security(()),
    responses((status = 200, description = "The keys", body = JsonWebKeySet)),
)]
#[get("/.well-known/jwks.json")]
async fn read_keys(public: Public) -> Result<Reply, Problem> {
    metadata::keys(&public).await
}
