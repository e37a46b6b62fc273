//! The records that the law on personal data (UU 27/2022) asks for: incidents, processing activities, handovers, and rules of
//! retention.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

pub mod activity;
pub mod handover;
pub mod incident;
mod place;
pub mod retention;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(incident::routes::configure)
        .configure(activity::routes::configure)
        .configure(handover::routes::configure)
        .configure(retention::routes::configure);
}

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[
    ("/api/v1/privacy/incidents/{id}", |services, scope, id| {
        Box::pin(incident::store::visible_version(
            services.db.reader(),
            scope,
            id,
        ))
    }),
    (
        "/api/v1/privacy/processing-activities/{id}",
        |services, scope, id| {
            Box::pin(activity::store::visible_version(
                services.db.reader(),
                scope,
                id,
            ))
        },
    ),
    (
        "/api/v1/privacy/retention-rules/{code}",
        |services, scope, code| {
            Box::pin(retention::store::visible_version(
                services.db.reader(),
                scope,
                code,
            ))
        },
    ),
    ("/api/v1/data-handovers/{id}", |services, scope, id| {
        Box::pin(handover::service::visible_version(
            services.db.reader(),
            scope,
            id,
        ))
    }),
];
