//! Targets: which figure is to be reached where, in which year, and by which rule.

pub mod input;
pub mod model;
pub mod order;
pub mod routes;
pub mod service;
pub mod store;
