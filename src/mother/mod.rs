//! Expectant mothers (ibu hamil): who they are, sealed; where they live; when their child is due; what they agreed to.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

mod change;
mod consent;
mod create;
mod disclosure;
mod erase;
mod identity;
mod input;
mod model;
mod private_routes;
mod query;
mod risk;
mod routes;
mod service;
mod state;
mod store;

pub use consent::{agree_to_disclosure, agreed, disclosed};
pub use create::{NewMother, enroll};
pub use identity::MotherIdentity;
pub use query::by_ids as mothers_by_ids;
pub use risk::{coarse_trimester, known_needs, trimester};
pub use store::{find, hold, needs_of, of_assignments, visible};

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(private_routes::configure)
        .configure(routes::configure);
}

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[("/api/v1/mothers/{id}", |services, scope, id| {
    Box::pin(store::visible_version(services.db.reader(), scope, id))
})];
