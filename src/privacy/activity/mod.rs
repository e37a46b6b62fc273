//! The register of processing activities (UU 27/2022 Pasal 31).

pub mod input;
pub mod model;
pub mod routes;
pub mod service;
pub mod store;
