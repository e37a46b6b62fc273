//! How a child grows: its measurements in order, with categories, weight gain from month to month, and charts.

pub mod gain;
pub mod model;
pub mod routes;
pub mod service;
