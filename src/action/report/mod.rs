//! Reports: what a region did of an action in a season.

pub mod batch;
pub mod board;
pub mod completeness;
pub mod completeness_model;
pub mod content;
pub mod create;
pub mod missing;
pub mod model;
pub mod query;
pub mod routes;
pub mod service;
pub mod standing;
pub mod step;
pub mod store;
pub mod view;
pub mod waiting;
pub mod worklist;
pub mod worklist_model;
pub mod worklist_routes;
