//! Incidents with personal data: within 72 hours those concerned and the authority are told (UU 27/2022 Pasal 46), and who they
//! are the audit log knows.

pub mod affected;
pub mod model;
pub mod routes;
pub mod service;
pub mod store;
pub mod touched;
