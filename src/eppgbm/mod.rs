//! Exports of e-PPGBM: read as they come, looked through before anything is written, settled by people where it is not clear, and
//! then written down as was said.

use crate::http::refuse::Visible;

pub mod cell;
pub mod columns;
mod commit;
pub mod count;
pub mod coverage;
mod create;
mod decide;
pub mod expiry;
pub mod fault;
pub mod group;
pub mod input;
pub mod judge;
pub mod limits;
pub mod model;
pub mod plan;
mod publish;
pub mod quality;
pub mod record;
mod routes;
mod row;
mod service;
mod sheet;
pub mod spelling;
mod staging;
pub mod statistic;
mod store;
pub mod summary;
mod view;
pub mod village;
mod world;

pub use routes::configure;

/// What belongs to a region, by the pattern of the path at which one stands.
pub const OBJECTS: &[(&str, Visible)] = &[("/api/v1/imports/{id}", |services, scope, id| {
    Box::pin(store::visible_version(services.db.reader(), scope, id))
})];
