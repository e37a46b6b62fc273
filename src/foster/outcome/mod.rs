//! What can honestly be claimed of care: change beside that of comparable children in nobody's care, with its interval.

pub mod assignment;
pub mod compare;
pub mod data;
pub mod estimate;
pub mod group;
pub mod model;
pub mod pair;
pub mod programme;
pub mod routes;
pub mod spread;
pub mod stratum;
pub mod suppress;
