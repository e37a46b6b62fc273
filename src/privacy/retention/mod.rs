//! The rules by which the service itself erases who children are.

pub mod input;
pub mod model;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
