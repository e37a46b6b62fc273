//! Prevalence (prevalensi) as claims: who says what of which place and time by which source, and what can honestly be said
//! of the difference between two of them.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

pub mod analysis;
pub mod batch;
pub mod bulk;
pub mod change;
pub mod check;
pub mod claim;
pub mod columns;
pub mod conflict;
pub mod correction;
pub mod decide;
pub mod discrepancy;
pub mod export;
pub mod figures;
pub mod gap;
pub mod import;
pub mod import_row;
pub mod interval;
pub mod line;
pub mod load;
pub mod lookup;
pub mod model;
pub mod pace;
pub mod progress;
pub mod query;
pub mod ranking;
pub mod read;
pub mod record;
pub mod rejected_row;
mod routes;
pub mod run;
#[cfg(test)]
mod samples;
pub mod service;
pub mod store;
pub mod transfer;
mod transfer_routes;
pub mod trend;
pub mod workflow;

pub use analysis::reach::{Reach, latest_reach};
pub use analysis::standing::{LatestFigure, Standing, TrendSummary, latest_figures, standing_of};
pub use batch::{Intake, OnExisting, Outcome};
pub use bulk::{BatchMode, BulkParams, submitted};
pub use model::{Citation, PrevalenceRecordCreate};
pub use transfer::format_of;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(routes::configure)
        .configure(analysis::configure);
}

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] =
    &[("/api/v1/prevalence-records/{id}", |services, scope, id| {
        Box::pin(read::visible_version(services, scope, id))
    })];
