//! Growth by WHO's standards over HTTP: z-scores of measurements that are sent, and the standard itself. Nothing is stored.
//!
//! The method stands in the package `growth`, which other features call themselves.

pub mod input;
pub mod model;
mod reference;
mod routes;
mod service;

pub use routes::configure;
