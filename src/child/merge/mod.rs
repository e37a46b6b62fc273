//! Two records that are one child: put together, and taken apart again exactly. And which records might be.

pub mod duplicates;
pub mod lookalikes;
pub mod model;
pub mod routes;
pub mod service;
pub mod store;
pub mod undo;
