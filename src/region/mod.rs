//! Regions (wilayah) by their official codes: names, aliases, history, boundaries.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

pub mod load;
pub mod search;

/// The routes.
pub fn configure(_config: &mut ServiceConfig) {}

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[];
