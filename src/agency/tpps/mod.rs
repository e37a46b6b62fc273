//! Teams that coordinate in a region (TPPS): by which decree, in which divisions (bidang), with whom, led by whom and when.

pub mod input;
pub mod model;
mod query;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
