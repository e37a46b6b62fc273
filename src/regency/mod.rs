//! The profile of a regency (kabupaten/kota), which other features extend.

use crate::http::refuse::Visible;

pub mod model;
mod routes;
pub mod service;

pub use routes::configure;

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[("/api/v1/regencies/{code}", |services, scope, code| {
    Box::pin(service::visible_version(services, scope, code))
})];
