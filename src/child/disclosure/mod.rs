//! Telling who a child is: to whom has the right, for a purpose, and each time on record.

pub mod copy;
pub mod model;
pub mod routes;
pub mod search;
pub mod service;
