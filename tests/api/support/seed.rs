//! What every test's database holds from the start.

use tumbuh::services::Services;

/// Loads it through the loaders of the service; of the villages only those of two provinces.
pub async fn seed(services: &Services) {
    tumbuh::region::load::load_only(services, &["64", "63"])
        .await
        .unwrap();
    tumbuh::reference::load::load(services).await.unwrap();
    tumbuh::prevalence::load::load(services).await.unwrap();
}
