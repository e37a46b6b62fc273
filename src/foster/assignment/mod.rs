//! Assignments: which foster parent looks after which child or expectant mother, what was promised, and what became of it.

pub mod eligible;
pub mod holding;
pub mod input;
pub mod model;
pub mod occupancy;
pub mod party;
pub mod promises;
pub mod propose;
pub mod query;
pub mod routes;
pub mod service;
pub mod step;
pub mod store;
pub mod transfer;
pub mod transfer_routes;
pub mod view;
