//! Measurements of children: judged by the standard and by what can be, kept with every version.

pub mod bulk;
pub mod change;
pub mod check;
pub mod input;
pub mod judge;
pub mod limits;
pub mod model;
pub mod plausibility;
pub mod record;
pub mod rejudge;
pub mod routes;
pub mod service;
pub mod store;
pub mod words;
