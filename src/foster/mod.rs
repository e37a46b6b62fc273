//! Foster parents (orang tua asuh) and what they promised: programmes as data, who gives, who receives, what is delivered.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

pub mod alert;
pub mod assignment;
pub mod care;
mod children;
pub mod coverage;
pub mod days;
pub mod delivery;
pub mod demo;
mod measures;
pub mod outcome;
pub mod parent;
pub mod profile;
pub mod programme;
pub mod receiver;
pub mod standing;
pub mod suggestion;
pub mod workflow;

pub use profile::model::FosterProfile;
pub use profile::service::standing_of;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(programme::routes::configure)
        .configure(parent::routes::configure)
        // Before assignments, or these words would be ids of some.
        .configure(alert::routes::configure)
        .configure(coverage::routes::configure)
        .configure(suggestion::routes::configure)
        .configure(assignment::routes::configure)
        .configure(delivery::routes::configure)
        .configure(delivery::file::routes::configure)
        .configure(care::routes::configure)
        .configure(outcome::routes::configure);
}

/// What has a version or belongs to a region, by the pattern of the path at which one stands. Programmes belong to no region,
/// and a foster parent's own children to who asks.
pub const OBJECTS: &[(&str, Visible)] = &[
    ("/api/v1/foster-programmes/{code}", |services, _, code| {
        Box::pin(async move {
            let row = programme::store::find(services.db.reader(), code, None).await?;
            Ok(row.map(|row| row.version))
        })
    }),
    ("/api/v1/foster-parents/{id}", |services, scope, id| {
        Box::pin(parent::store::visible_version(
            services.db.reader(),
            scope,
            id,
        ))
    }),
    ("/api/v1/foster-assignments/{id}", |services, scope, id| {
        Box::pin(assignment::store::visible_version(
            services.db.reader(),
            scope,
            id,
        ))
    }),
];
