//! People's accounts.

pub mod model;
pub(in crate::access) mod query;
mod routes;
mod service;
pub(in crate::access) mod store;

pub(in crate::access) use routes::configure;
