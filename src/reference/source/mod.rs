//! Sources: who measures, how, when, and with which other sources their figures can be compared.

pub mod input;
pub mod model;
pub mod routes;
pub mod service;
pub mod store;
