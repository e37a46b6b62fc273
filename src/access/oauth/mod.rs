//! OAuth for systems: tokens by client credentials, their revocation and introspection, and what clients need to know of us.

mod client;
mod error;
mod inspect;
mod metadata;
pub mod model;
mod request;
pub(in crate::access) mod revoked;
mod routes;
mod token;

pub use routes::configure;
