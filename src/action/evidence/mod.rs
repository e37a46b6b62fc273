//! Evidence (bukti dukung) of reports: files with what they prove, and what was decided of them.

pub mod decide;
pub mod model;
mod reuse;
pub mod routes;
pub mod rules;
pub mod search;
pub mod store;
pub mod sweep;
pub mod upload;
pub mod words;
