//! The audit log (jejak audit): who did what and when, in the same transaction as what was done.

pub mod entry;
pub mod model;
pub mod routes;
pub mod service;
pub mod verify;

pub use routes::configure;
