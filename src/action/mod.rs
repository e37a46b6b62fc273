//! Convergence actions (aksi konvergensi): schemes as data, seasons, and what each region did and can prove.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

pub mod comment;
pub mod demo;
pub mod evidence;
pub mod notice;
pub mod receipt;
pub mod report;
pub mod scheme;
pub mod season;
pub mod sheet;
pub mod upload;
pub mod workflow;

pub use report::standing::{SeasonStanding, standing_of};

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(scheme::routes::configure)
        .configure(season::routes::configure)
        // Before the reports, or `worklist` would be the id of one.
        .configure(report::worklist_routes::configure)
        .configure(sheet::routes::configure)
        .configure(report::routes::configure)
        .configure(evidence::routes::configure)
        .configure(comment::routes::configure)
        .configure(receipt::routes::configure)
        .configure(upload::routes::configure);
}

/// What has a version or belongs to a region, by the pattern of the path at which one stands. Schemes and seasons belong to
/// no region.
pub const OBJECTS: &[(&str, Visible)] = &[
    ("/api/v1/action-schemes/{code}", |services, _, code| {
        Box::pin(async move {
            let row = scheme::store::find(services.db.reader(), code, None).await?;
            Ok(row.map(|row| row.version))
        })
    }),
    ("/api/v1/reporting-seasons/{code}", |services, _, code| {
        Box::pin(async move {
            let row = season::store::find(services.db.reader(), code).await?;
            Ok(row.map(|row| row.version))
        })
    }),
    ("/api/v1/uploads/{id}", |services, scope, id| {
        let now = services.clock.now();
        Box::pin(upload::store::visible_version(
            services.db.reader(),
            scope,
            id,
            now,
        ))
    }),
    ("/api/v1/action-reports/{id}", |services, scope, id| {
        Box::pin(report::store::visible_version(
            services.db.reader(),
            scope,
            id,
        ))
    }),
];
