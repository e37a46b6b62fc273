//! What can honestly be claimed of care: change beside that of comparable children in nobody's care, with its interval.

pub mod estimate;
pub mod pair;
pub mod stratum;
pub mod suppress;
