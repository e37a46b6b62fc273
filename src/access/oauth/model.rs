//! What the OAuth endpoints take and give.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What is asked for.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum GrantType {
    /// A token for the system itself.
    ClientCredentials,
}

/// The form of `/oauth/token`.
#[derive(ToSchema)]
#[schema(example = json!({"grant_type": "client_credentials", "scope": "prevalence:write"}))]
pub struct OAuthTokenRequest {
    /// The grant.
    pub grant_type: GrantType,
    /// Permissions separated by blanks; all registered ones if absent.
    #[schema(max_length = 1000)]
    pub scope: Option<String>,
    /// The client id, where it is not in the `Authorization` header.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
    /// The client secret, where it is not in the `Authorization` header.
    #[schema(max_length = 200)]
    pub client_secret: Option<String>,
}

/// The form of `/oauth/revoke` and `/oauth/introspect`.
#[derive(ToSchema)]
#[schema(example = json!({"token": "eyJ0eXAiOiJhdCtqd3QifQ.e30.c2ln"}))]
pub struct OAuthTokenQuestion {
    /// The token.
    #[schema(min_length = 1, max_length = 4096)]
    pub token: String,
    /// A hint that is not needed.
    #[schema(max_length = 100)]
    pub token_type_hint: Option<String>,
    /// The client id, where it is not in the `Authorization` header.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
    /// The client secret, where it is not in the `Authorization` header.
    #[schema(max_length = 200)]
    pub client_secret: Option<String>,
}

/// A token for a system.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "access_token": "eyJ0eXAiOiJhdCtqd3QifQ.e30.c2ln", "token_type": "Bearer", "expires_in": 600, "scope": "prevalence:write"
}))]
pub struct OAuthToken {
    /// For the `Authorization` header of every request.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds until it ends.
    #[schema(minimum = 1)]
    pub expires_in: i64,
    /// The permissions that it has.
    pub scope: String,
}

/// What is known of a token: of any but the client's own living ones only that it is not active.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(example = json!({"active": false}))]
pub struct OAuthTokenState {
    /// Whether it is one of the client's own, and alive.
    pub active: bool,
    /// Its permissions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<&'static str>,
    /// When it ends, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// When it was given, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// From when it is good, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The registration's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<Uuid>,
    /// For whom it is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<Uuid>,
    /// The region; everything below belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// An error of OAuth (RFC 6749 §5.2).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"error": "invalid_client", "error_description": "the client is unknown, disabled, or has another secret"}))]
pub struct OAuthErrorBody {
    /// For programs.
    pub error: &'static str,
    /// For people.
    pub error_description: &'static str,
}

/// What clients need to know of us (RFC 8414).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "issuer": "http://127.0.0.1:8080", "token_endpoint": "http://127.0.0.1:8080/oauth/token",
    "revocation_endpoint": "http://127.0.0.1:8080/oauth/revoke", "introspection_endpoint": "http://127.0.0.1:8080/oauth/introspect",
    "jwks_uri": "http://127.0.0.1:8080/.well-known/jwks.json", "service_documentation": "http://127.0.0.1:8080/docs/",
    "scopes_supported": ["prevalence:read"], "response_types_supported": [], "grant_types_supported": ["client_credentials"],
    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"]
}))]
pub struct AuthorizationServer {
    /// The `iss` of tokens.
    pub issuer: String,
    /// Where tokens are given.
    pub token_endpoint: String,
    /// Where they are revoked.
    pub revocation_endpoint: String,
    /// Where a client asks about its own.
    pub introspection_endpoint: String,
    /// The public keys.
    pub jwks_uri: String,
    /// The documentation.
    pub service_documentation: String,
    /// What can be asked for.
    pub scopes_supported: Vec<&'static str>,
    /// None: there is no authorization endpoint.
    pub response_types_supported: Vec<&'static str>,
    /// The grants.
    pub grant_types_supported: [&'static str; 1],
    /// How a client shows who it is.
    pub token_endpoint_auth_methods_supported: [&'static str; 2],
    /// The same for revocation.
    pub revocation_endpoint_auth_methods_supported: [&'static str; 2],
    /// The same for introspection.
    pub introspection_endpoint_auth_methods_supported: [&'static str; 2],
}

/// The public keys (RFC 7517); a retired one stays until its last token has ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"keys": [{
    "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "5f0c1d2e3a4b5c6d",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
}]}))]
pub struct JsonWebKeySet {
    /// The keys.
    pub keys: Vec<JsonWebKey>,
}

/// A public key.
#[derive(Debug, Serialize, ToSchema)]
pub struct JsonWebKey {
    /// Always `EC`.
    pub kty: &'static str,
    /// Always `P-256`.
    pub crv: &'static str,
    /// Always `sig`.
    pub r#use: &'static str,
    /// Always `ES256`.
    pub alg: &'static str,
    /// The key's id.
    pub kid: String,
    /// The x coordinate, base64url.
    pub x: String,
    /// The y coordinate, base64url.
    pub y: String,
}
