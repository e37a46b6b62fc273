//! Children (anak balita): who they are, sealed; where they live; what was measured of them; who agreed to what.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

mod candidates;
pub mod change;
pub mod code;
pub mod consent;
pub mod create;
pub mod days;
pub mod disclosure;
mod enroll;
pub mod erasure;
mod follow;
pub mod identity;
pub mod input;
pub mod matching;
pub mod measurement;
pub mod merge;
pub mod model;
pub mod names;
mod query;
pub mod routes;
pub mod series;
pub mod service;
pub mod standing;
pub mod store;
pub mod units;

pub use candidates::Candidates;
pub use code::new_code;
pub use consent::agree::{NewConsent, agree};
pub use consent::holds::holds as consent_holds;
pub use consent::input::{sha256, word};
pub use consent::store::consented;
pub use create::place_faults;
pub use days::near_days;
pub use disclosure::model::{DataCopyRequest, IdentityRequest, NikShown};
pub use enroll::{NewChild, enroll};
pub use erasure::retention::{run as retention, sweep as retain};
pub use follow::follow;
pub use identity::{Identity, masked_nik, usable_nik};
pub use input::{whole_nik, with_letter};
pub use matching::{Features, Ground, Likeness, Verdict, compare};
pub use measurement::measured::{Measured, Subject};
pub use measurement::record::{NewMeasurement, correct, record};
pub use measurement::store::by_day;
pub use model::child_code;
pub use names::Comparable;
pub use store::{find as find_child, visible};
pub use units::tenths;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    // Before `/children/{id}`, which would take `duplicates` for an id.
    config
        .configure(merge::routes::configure)
        .configure(disclosure::routes::configure)
        .configure(routes::configure)
        .configure(consent::routes::configure)
        .configure(standing::routes::configure)
        .configure(series::routes::configure)
        .configure(erasure::routes::configure)
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
    ("/api/v1/child-consents/{id}", |services, scope, id| {
        Box::pin(consent::store::visible_version(
            services.db.reader(),
            scope,
            id,
        ))
    }),
];
