//! Receipts (tanda terima): what was handed in when, signed, so that anybody can show it afterwards.

pub mod model;
pub mod routes;
pub mod service;
