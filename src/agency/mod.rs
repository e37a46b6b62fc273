//! Who takes part: agencies with their names over time, and the teams (TPPS, Tim Percepatan Penurunan Stunting) that
//! coordinate in a region.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

pub mod input;
pub mod kind;
pub mod model;
pub mod names;
mod query;
pub mod routes;
pub mod service;
pub mod store;
pub mod tpps;
pub mod validity;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(routes::configure)
        .configure(tpps::routes::configure);
}

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[
    ("/api/v1/agencies/{id}", |services, scope, id| {
        Box::pin(store::visible_version(services.db.reader(), scope, id))
    }),
    ("/api/v1/tpps-teams/{id}", |services, scope, id| {
        Box::pin(tpps::store::visible_version(
            services.db.reader(),
            scope,
            id,
        ))
    }),
];
