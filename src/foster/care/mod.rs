//! What a foster parent sees of its own children: code, age in months, sex, village, growth, what is due. Never who they are,
//! where exactly they live, or the day on which they were born.

pub mod due;
pub mod model;
pub mod offer;
pub mod proof;
pub mod routes;
pub mod service;
pub mod store;
