//! Children (anak balita): who they are, sealed; where they live; what was measured of them; who agreed to what.

mod candidates;
pub mod code;
pub mod days;
mod enroll;
pub mod identity;
pub mod matching;
pub mod measurement;
pub mod names;
pub mod store;

pub use candidates::Candidates;
pub use enroll::{NewChild, enroll};
