//! Measurements of children: judged by the standard and by what can be, kept with every version.

pub mod judge;
pub mod limits;
pub mod plausibility;
pub mod record;
pub mod store;
