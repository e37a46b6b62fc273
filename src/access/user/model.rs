//! What the API takes and shows of people's accounts.

use chrono::{DateTime, Utc};
use entity::id::UserId;
use entity::kind::Role;
use entity::user_account;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::access::rules;
use crate::validation;

/// A person's account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0192d3a0-0000-7000-8000-000000000001", "username": "regency6474", "display_name": "Bappeda Bontang",
    "role": "regency_officer", "region_code": "64.74", "disabled": false, "disabled_at": null,
    "must_change_password": false, "created_at": "2026-01-05T01:00:00Z", "updated_at": "2026-01-05T01:00:00Z"
}))]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: String,
    /// The name for people.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// The region; everything below belongs to it.
    pub region_code: String,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// Since when it may not.
    #[schema(required)]
    pub disabled_at: Option<DateTime<Utc>>,
    /// Whether its password is for once.
    pub must_change_password: bool,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<user_account::Model> for User {
    fn from(row: user_account::Model) -> Self {
        let user_account::Model {
            id,
            username,
            display_name,
            role,
            region_code,
            password_hash: _,
            must_change_password,
            disabled_at,
            version: _,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            username,
            display_name,
            role,
            region_code,
            disabled: disabled_at.is_some(),
            disabled_at,
            must_change_password,
            created_at,
            updated_at,
        }
    }
}

/// An account with the password that is shown this once.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0192d3a0-0000-7000-8000-000000000001", "username": "regency6474", "display_name": "Bappeda Bontang",
    "role": "regency_officer", "region_code": "64.74", "disabled": false, "disabled_at": null,
    "must_change_password": true, "created_at": "2026-01-05T01:00:00Z", "updated_at": "2026-01-05T01:00:00Z",
    "one_time_password": "mqk4t-x7wpd-9zarh-c2nvy"
}))]
pub struct UserWithPassword {
    /// The account.
    #[serde(flatten)]
    pub user: User,
    /// To be handed to the person, who has to replace it at the first sign-in; absent if a password was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_time_password: Option<String>,
}

/// An account to be added.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "username": "regency6474", "display_name": "Bappeda Bontang", "role": "regency_officer", "region_code": "64.74"
}))]
pub struct UserCreate {
    /// The name to sign in with.
    #[validate(custom(function = "rules::username"))]
    #[schema(min_length = 3, max_length = 40, pattern = r"^[a-z][a-z0-9._-]{2,39}$")]
    pub username: String,
    /// The name for people.
    #[validate(length(min = 1, max = 120), custom(function = "validation::line"))]
    #[schema(min_length = 1, max_length = 120, pattern = r"^\S(.*\S)?$")]
    pub display_name: String,
    /// The role; its permissions must be among the caller's own.
    pub role: Role,
    /// The region, within the caller's own.
    #[validate(length(min = 2, max = 13))]
    #[schema(
        min_length = 2,
        max_length = 13,
        pattern = r"^(ID|[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?)$"
    )]
    pub region_code: String,
    /// A password; without one a one-time password is made.
    #[validate(length(min = 12, max = 256))]
    #[schema(min_length = 12, max_length = 256)]
    pub password: Option<String>,
}

/// What an account is to be from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "display_name": "Bappeda Kota Bontang", "role": "regency_officer", "region_code": "64.74", "disabled": false,
    "reason": "Nama dinas diperbaiki"
}))]
pub struct UserUpdate {
    /// The name for people.
    #[validate(length(min = 1, max = 120), custom(function = "validation::line"))]
    #[schema(min_length = 1, max_length = 120, pattern = r"^\S(.*\S)?$")]
    pub display_name: String,
    /// The role; its permissions must be among the caller's own.
    pub role: Role,
    /// The region, within the caller's own.
    #[validate(length(min = 2, max = 13))]
    #[schema(
        min_length = 2,
        max_length = 13,
        pattern = r"^(ID|[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?)$"
    )]
    pub region_code: String,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// Why it is changed; for the audit log.
    #[validate(length(min = 1, max = 500), custom(function = "validation::line"))]
    #[schema(min_length = 1, max_length = 500, pattern = r"^\S(.*\S)?$")]
    pub reason: String,
}

/// Why an account is disabled, or given a new password.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Pindah tugas"}))]
pub struct AccessReason {
    /// For the audit log.
    #[validate(length(min = 1, max = 500), custom(function = "validation::line"))]
    #[schema(min_length = 1, max_length = 500, pattern = r"^\S(.*\S)?$")]
    pub reason: String,
}

/// The filters of the list of accounts.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserFilter {
    /// The role.
    pub role: Option<Role>,
    /// The region.
    #[validate(length(min = 1, max = 13), custom(function = "validation::line"))]
    #[param(min_length = 1, max_length = 13, pattern = r"^\S(.*\S)?$")]
    pub region_code: Option<String>,
    /// The name to sign in with.
    #[validate(length(min = 1, max = 40), custom(function = "validation::line"))]
    #[param(min_length = 1, max_length = 40, pattern = r"^\S(.*\S)?$")]
    pub username: Option<String>,
    /// Whether it may not sign in.
    pub disabled: Option<bool>,
}
