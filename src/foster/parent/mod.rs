//! Foster parents (orang tua asuh): who they are, where they serve, how many children they can take, which accounts act for them.

pub mod account;
pub mod contact;
pub mod input;
pub mod kind;
pub mod model;
pub mod query;
pub mod routes;
pub mod service;
pub mod step;
pub mod store;
