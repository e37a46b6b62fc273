//! Schemes of convergence actions, as data with versions.

pub mod definition;
pub mod load;
pub mod model;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
