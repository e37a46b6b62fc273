//! Prevalence (prevalensi) as claims: who says what of which place and time by which source, and what can honestly be said
//! of the difference between two of them.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

pub mod change;
pub mod conflict;
pub mod discrepancy;
pub mod gap;
pub mod interval;
pub mod line;
pub mod pace;
pub mod progress;
pub mod ranking;
pub mod run;
#[cfg(test)]
mod samples;
pub mod trend;

pub mod load;

/// The routes.
pub fn configure(_config: &mut ServiceConfig) {}

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[];
