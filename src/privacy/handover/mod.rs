//! Data that was handed over, each time with its minutes (BAST, berita acara serah terima).

pub mod model;
pub mod routes;
pub mod service;
