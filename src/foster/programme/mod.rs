//! Foster programmes (BAAS, GENTING and those of a city), as data with versions.

pub mod definition;
pub mod eligibility;
pub mod load;
pub mod model;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
