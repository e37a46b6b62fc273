//! Indicators (indikator): what is measured, of whom, and in which direction better lies.

pub mod input;
pub mod model;
pub mod routes;
pub mod service;
pub mod store;
