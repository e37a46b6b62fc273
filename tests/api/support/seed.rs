//! What every test's database holds from the start.

use tumbuh::services::Services;
use tumbuh::{action, foster, prevalence, reference, region};

/// The provinces of which every district and village is there; of the others only the regencies.
pub const PROVINCES: [&str; 2] = ["63", "64"];

/// Loads it, by the loaders of the service itself.
pub async fn seed(services: &Services) {
    region::load::load_only(services, &PROVINCES).await.unwrap();
    reference::load::load(services).await.unwrap();
    prevalence::load::load(services).await.unwrap();
    action::scheme::load::load(services).await.unwrap();
    foster::programme::load::load(services).await.unwrap();
}
