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
pub use days::near_days;
pub use enroll::{NewChild, enroll};
pub use identity::{Identity, masked_nik, usable_nik};
pub use matching::{Features, Ground, Likeness, Verdict, compare};
pub use measurement::plausibility::{Measured, Subject};
pub use measurement::record::{NewMeasurement, record as record_measurements};
pub use measurement::store::by_day as measured_by_day;
pub use names::Comparable;
