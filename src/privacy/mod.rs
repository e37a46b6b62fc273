//! The records that the law on personal data (UU 27/2022) asks for: incidents, processing activities, handovers.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

/// The routes.
pub fn configure(_: &mut ServiceConfig) {}

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[];
