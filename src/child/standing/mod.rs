//! What becomes of a child: proposed by one, decided by another. Until then it counts as before.

pub mod model;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
