//! What parents and guardians agreed to, and took back.

pub mod agree;
pub mod holds;
pub mod input;
pub mod model;
pub mod routes;
pub mod service;
pub mod store;
