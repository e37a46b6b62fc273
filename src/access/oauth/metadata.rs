//! What clients need to know of us: endpoints and public keys.

use super::model::{AuthorizationServer, JsonWebKey, JsonWebKeySet};
use crate::access::client::store::is_for_systems;
use crate::auth::{Permission, Public};
use crate::problem::Problem;
use crate::reply::Reply;

/// How a client may show who it is.
const METHODS: [&str; 2] = ["client_secret_basic", "client_secret_post"];
/// Short enough for a new key to be found soon; who meets an unknown one asks again anyway.
const CACHED: &str = "public, max-age=300";

/// The endpoints.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn authorization_server(public: &Public) -> Result<Reply, Problem> {
    let issuer = public.tokens.issuer();
    let scopes = Permission::ALL
        .iter()
        .filter(|scope| is_for_systems(**scope));
    let body = AuthorizationServer {
        issuer: issuer.to_owned(),
        token_endpoint: format!("{issuer}/oauth/token"),
        revocation_endpoint: format!("{issuer}/oauth/revoke"),
        introspection_endpoint: format!("{issuer}/oauth/introspect"),
        jwks_uri: format!("{issuer}/.well-known/jwks.json"),
        service_documentation: format!("{issuer}/docs/"),
        scopes_supported: scopes.map(|scope| scope.as_str()).collect(),
        response_types_supported: Vec::new(),
        grant_types_supported: ["client_credentials"],
        token_endpoint_auth_methods_supported: METHODS,
        revocation_endpoint_auth_methods_supported: METHODS,
        introspection_endpoint_auth_methods_supported: METHODS,
    };
    Ok(Reply::content(&body)?.with_header("Cache-Control", CACHED))
}

/// The public keys.
///
/// # Errors
/// The database.
pub(super) async fn keys(public: &Public) -> Result<Reply, Problem> {
    public.tokens.follow(&public.db, public.clock.now()).await?;
    let keys = public
        .tokens
        .public_keys()
        .into_iter()
        .map(|key| JsonWebKey {
            kty: "EC",
            crv: "P-256",
            r#use: "sig",
            alg: "ES256",
            kid: key.kid,
            x: key.x,
            y: key.y,
        });
    let body = JsonWebKeySet {
        keys: keys.collect(),
    };
    Ok(Reply::content(&body)?.with_header("Cache-Control", CACHED))
}
