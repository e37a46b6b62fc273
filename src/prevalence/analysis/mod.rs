//! What can be said of the figures: trends, ranking, comparison, discrepancies, progress towards targets.

use utoipa_actix_web::service_config::ServiceConfig;

pub mod asked;
pub mod comparison;
pub mod comparison_model;
pub mod discrepancies;
pub mod model;
pub mod params;
pub mod progress;
pub mod ranking;
pub mod reach;
mod routes;
pub mod standing;
pub mod trends;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    routes::configure(config);
}
