//! Files as rows, whoever hands them in: known once by the hash of their bytes, given out by range, destroyed, swept. What the
//! evidence of reports and the proof of deliveries share.
//!
//! Whom a file shows is asked of the tables themselves: reports, foster care and children all ask, and may not ask each other.

mod destroy;
mod give;
mod pictures;
mod sweep;
mod take;

pub use destroy::{destroy_since, doom_unused};
pub use give::{Given, find, give};
pub use pictures::{agreed, forget_children, forget_mother, is_erased};
pub use sweep::sweep;
pub use take::{look_through, put, record, refused, unavailable};
