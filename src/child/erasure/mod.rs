//! Erasing who a child is: its key is destroyed, so that no copy of what it sealed can be read any more. What was measured
//! stays under its code, and so do the statistics.

pub mod model;
pub mod retention;
pub mod routes;
pub mod service;
pub mod store;
