//! Sessions of people: sign-in, refresh, sign-out, and one's own account.

pub mod model;
mod own;
mod refresh;
pub(in crate::access) mod refresh_token;
mod routes;
mod service;
pub(in crate::access) mod store;

pub(in crate::access) use routes::configure;
pub(in crate::access) use service::{anonymous, context_of};
