//! What the API takes and shows of sign-in and of one's own account.

use entity::kind::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::auth::Permission;

/// Who signs in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"username": "regency6474", "password": "kuda laut makan roti bakar"}))]
pub struct LoginRequest {
    /// The user name.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub username: String,
    /// The password.
    #[validate(length(min = 1, max = 256))]
    #[schema(min_length = 1, max_length = 256)]
    pub password: String,
}

/// A refresh token to be replaced.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "0192d3a0-0000-7000-8000-000000000001.c2VjcmV0"}))]
pub struct RefreshRequest {
    /// The newest refresh token of the session.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub refresh_token: String,
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "access_token": "eyJ0eXAiOiJhdCtqd3QifQ.e30.c2ln",
    "token_type": "Bearer",
    "expires_in": 600,
    "refresh_token": "0192d3a0-0000-7000-8000-000000000001.c2VjcmV0"
}))]
pub struct SessionTokens {
    /// For the `Authorization` header of every request.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token ends.
    #[schema(minimum = 1)]
    pub expires_in: i64,
    /// For `/api/v1/auth/refresh`; each one once.
    pub refresh_token: String,
}

/// A change of one's own password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "kuda laut makan roti bakar", "new_password": "tujuh kapal di teluk Bontang"}))]
pub struct PasswordChange {
    /// The password until now.
    #[validate(length(min = 1, max = 256))]
    #[schema(min_length = 1, max_length = 256)]
    pub current_password: String,
    /// The password from now on: at least 12 characters, not easily guessed, whatever else they are.
    #[validate(length(min = 12, max = 256))]
    #[schema(min_length = 12, max_length = 256)]
    pub new_password: String,
}

/// Who is signed in, and what they may.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0192d3a0-0000-7000-8000-000000000001", "kind": "user", "username": "regency6474",
    "display_name": "Bappeda Bontang", "role": "regency_officer", "region_code": "64.74",
    "permissions": ["account:use", "regions:read"], "must_change_password": false
}))]
pub struct Me {
    /// The account's id.
    pub id: Uuid,
    /// `user` or `client`.
    pub kind: &'static str,
    /// The user name; of a system its client id.
    pub username: String,
    /// The name for people.
    pub display_name: String,
    /// The role; a system has none.
    #[schema(required)]
    pub role: Option<Role>,
    /// The region; everything below belongs to it.
    pub region_code: String,
    /// What the token at hand permits.
    pub permissions: Vec<Permission>,
    /// Until a new password is set, nothing but one's own account can be used.
    pub must_change_password: bool,
}

/// What a role may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"role": "viewer", "permissions": ["account:use", "regions:read", "prevalence:read"]}))]
pub struct RolePermissions {
    /// The role.
    pub role: Role,
    /// Its permissions.
    pub permissions: Vec<Permission>,
}
