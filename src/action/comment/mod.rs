//! What writers and reviewers say to each other about a report: never edited or deleted, only resolved.

pub mod create;
pub mod model;
pub mod routes;
pub mod service;
pub mod store;
