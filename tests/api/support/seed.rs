//! What every test's database holds from the start.

use tumbuh::services::Services;

/// The provinces whose districts and villages are there; of the others only the regencies.
pub const PROVINCES: [&str; 2] = ["63", "64"];

/// Loads it: through the loaders of the service, of two provinces only.
pub async fn seed(services: &Services) {
    tumbuh::region::load::load_only(services, &PROVINCES)
        .await
        .unwrap();
    tumbuh::reference::load::load(services).await.unwrap();
    tumbuh::prevalence::load::load(services).await.unwrap();
}
