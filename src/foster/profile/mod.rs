//! Who looks after the children of a region, in short: for the region's profile.

pub mod model;
pub mod service;
