//! Seasons: which implementation year is reported on by which scheme, and until when.

pub mod deadline;
pub mod exception;
pub mod frame;
pub mod model;
pub mod routes;
pub mod service;
pub mod store;
