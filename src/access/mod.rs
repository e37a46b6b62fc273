//! People, systems and their sessions: accounts, sign-in, OAuth for systems.

use futures_util::future::LocalBoxFuture;
use sea_orm::DbErr;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::RegionScope;
use crate::http::refuse::Visible;
use crate::services::Services;

mod attempt;
pub mod client;
pub mod demo;
mod holders;
pub mod housekeeping;
pub mod manage;
pub mod oauth;
mod rules;
pub mod session;
pub mod user;

pub use holders::permissions_by_region;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(session::configure)
        .configure(user::configure)
        .configure(client::configure);
}

/// The routes outside `/api/v1`.
pub fn configure_oauth(config: &mut ServiceConfig) {
    config.configure(oauth::configure);
}

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[
    ("/api/v1/users/{id}", user_version),
    ("/api/v1/clients/{id}", client_version),
];

fn user_version<'a>(
    services: &'a Services,
    scope: &'a RegionScope,
    id: &'a str,
) -> LocalBoxFuture<'a, Result<Option<i64>, DbErr>> {
    Box::pin(user::query::visible_version(
        services.db.reader(),
        scope,
        id,
    ))
}

fn client_version<'a>(
    services: &'a Services,
    scope: &'a RegionScope,
    id: &'a str,
) -> LocalBoxFuture<'a, Result<Option<i64>, DbErr>> {
    Box::pin(client::query::visible_version(
        services.db.reader(),
        scope,
        id,
    ))
}
