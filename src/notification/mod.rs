//! What regions are told (pemberitahuan): kinds and rules as data, notifications, and who has read which.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

mod kind;
mod model;
mod news;
mod render;
mod routes;
mod service;
mod store;

pub use news::{News, Subject, days, settle, settle_all, standing, tell};

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config.configure(routes::configure);
}

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[("/api/v1/notifications/{id}", |services, scope, id| {
    Box::pin(store::visible_version(services.db.reader(), scope, id))
})];
