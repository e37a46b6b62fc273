//! Children (anak balita): who they are, sealed; where they live; what was measured of them; who agreed to what.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

mod candidates;
pub mod change;
pub mod code;
pub mod create;
pub mod days;
mod enroll;
pub mod identity;
pub mod input;
pub mod matching;
pub mod measurement;
pub mod model;
pub mod names;
mod query;
pub mod routes;
pub mod service;
pub mod store;
pub mod units;

pub use candidates::Candidates;
pub use days::near_days;
pub use enroll::{NewChild, enroll};
pub use identity::{Identity, masked_nik, usable_nik};
pub use matching::{Features, Ground, Likeness, Verdict, compare};
pub use measurement::plausibility::{Measured, Subject};
pub use measurement::record::{NewMeasurement, record as record_measurements};
pub use measurement::store::by_day as measured_by_day;
pub use names::Comparable;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(routes::configure)
        .configure(measurement::routes::configure);
}

/// What has a version or belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[
    ("/api/v1/children/{id}", |services, scope, id| {
        Box::pin(store::visible_version(services.db.reader(), scope, id))
    }),
    ("/api/v1/child-measurements/{id}", |services, scope, id| {
        Box::pin(measurement::store::visible_version(
            services.db.reader(),
            scope,
            id,
        ))
    }),
];
