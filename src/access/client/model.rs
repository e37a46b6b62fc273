//! What the API takes and shows of systems' registrations.

use chrono::{DateTime, Utc};
use entity::api_client;
use entity::id::ClientId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::auth::Permission;
use crate::auth::account::registered_scopes;
use crate::validation;

/// A system's registration.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0192d3a0-0000-7000-8000-000000000002", "client_id": "system-5f0c1d2e3a4b5c6d", "name": "Sistem data Bontang",
    "scopes": ["regions:read", "prevalence:write"], "region_code": "64.74", "disabled": false, "disabled_at": null,
    "created_at": "2026-01-05T01:00:00Z", "updated_at": "2026-01-05T01:00:00Z"
}))]
pub struct ApiClient {
    /// Its id.
    pub id: ClientId,
    /// The id that it signs in with.
    pub client_id: String,
    /// The name for people.
    pub name: String,
    /// What it may ask for.
    pub scopes: Vec<Permission>,
    /// The region; everything below belongs to it.
    pub region_code: String,
    /// Whether it gets no tokens.
    pub disabled: bool,
    /// Since when it gets none.
    #[schema(required)]
    pub disabled_at: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<api_client::Model> for ApiClient {
    fn from(row: api_client::Model) -> Self {
        let scopes = registered_scopes(&row);
        let api_client::Model {
            id,
            name,
            client_id,
            secret_hash: _,
            scopes: _,
            region_code,
            disabled_at,
            version: _,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            client_id,
            name,
            scopes,
            region_code,
            disabled: disabled_at.is_some(),
            disabled_at,
            created_at,
            updated_at,
        }
    }
}

/// A registration with the secret that is shown this once.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0192d3a0-0000-7000-8000-000000000002", "client_id": "system-5f0c1d2e3a4b5c6d", "name": "Sistem data Bontang",
    "scopes": ["regions:read", "prevalence:write"], "region_code": "64.74", "disabled": false, "disabled_at": null,
    "created_at": "2026-01-05T01:00:00Z", "updated_at": "2026-01-05T01:00:00Z",
    "client_secret": "c2VjcmV0IG9mIDI1NiBiaXRz"
}))]
pub struct ApiClientWithSecret {
    /// The registration.
    #[serde(flatten)]
    pub client: ApiClient,
    /// For `/oauth/token`.
    pub client_secret: String,
}

/// A system to be registered.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Sistem data Bontang", "scopes": ["regions:read", "prevalence:read", "prevalence:write"], "region_code": "64.74"
}))]
pub struct ApiClientCreate {
    /// The name for people.
    #[validate(length(min = 1, max = 120), custom(function = "validation::line"))]
    #[schema(min_length = 1, max_length = 120, pattern = r"^\S(.*\S)?$")]
    pub name: String,
    /// What it may ask for: among the caller's own permissions, and neither `users:manage` nor `clients:manage`.
    #[validate(length(min = 1, max = 50))]
    #[schema(value_type = BTreeSet<Permission>, min_items = 1, max_items = 50)]
    pub scopes: Vec<Permission>,
    /// The region, within the caller's own.
    #[validate(length(min = 2, max = 13))]
    #[schema(
        min_length = 2,
        max_length = 13,
        pattern = r"^(ID|[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?)$"
    )]
    pub region_code: String,
}

/// What a registration is to be from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Sistem data Kota Bontang", "scopes": ["regions:read", "prevalence:write"], "region_code": "64.74",
    "disabled": false, "reason": "Tidak membaca angka lagi"
}))]
pub struct ApiClientUpdate {
    /// The name for people.
    #[validate(length(min = 1, max = 120), custom(function = "validation::line"))]
    #[schema(min_length = 1, max_length = 120, pattern = r"^\S(.*\S)?$")]
    pub name: String,
    /// What it may ask for: among the caller's own permissions, and neither `users:manage` nor `clients:manage`.
    #[validate(length(min = 1, max = 50))]
    #[schema(value_type = BTreeSet<Permission>, min_items = 1, max_items = 50)]
    pub scopes: Vec<Permission>,
    /// The region, within the caller's own.
    #[validate(length(min = 2, max = 13))]
    #[schema(
        min_length = 2,
        max_length = 13,
        pattern = r"^(ID|[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?)$"
    )]
    pub region_code: String,
    /// Whether it gets no tokens.
    pub disabled: bool,
    /// Why it is changed; for the audit log.
    #[validate(length(min = 1, max = 500), custom(function = "validation::line"))]
    #[schema(min_length = 1, max_length = 500, pattern = r"^\S(.*\S)?$")]
    pub reason: String,
}

/// The filters of the list of registrations.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApiClientFilter {
    /// The name for people.
    #[validate(length(min = 1, max = 120), custom(function = "validation::line"))]
    #[param(min_length = 1, max_length = 120, pattern = r"^\S(.*\S)?$")]
    pub name: Option<String>,
    /// The id that it signs in with.
    #[validate(length(min = 1, max = 100), custom(function = "validation::line"))]
    #[param(min_length = 1, max_length = 100, pattern = r"^\S(.*\S)?$")]
    pub client_id: Option<String>,
    /// The region.
    #[validate(length(min = 1, max = 13), custom(function = "validation::line"))]
    #[param(min_length = 1, max_length = 13, pattern = r"^\S(.*\S)?$")]
    pub region_code: Option<String>,
    /// Whether it gets no tokens.
    pub disabled: Option<bool>,
}
