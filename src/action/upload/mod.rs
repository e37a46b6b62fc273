//! Documents that arrive in parts, over networks that break off: the tus protocol.

pub mod model;
pub mod receive;
pub mod routes;
pub mod service;
pub mod store;
