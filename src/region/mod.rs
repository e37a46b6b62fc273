//! Regions (wilayah) by their official codes: names, aliases, history, boundaries.

use crate::http::refuse::Visible;

pub mod boundary;
mod bulk;
pub mod code;
mod condition;
mod fault;
mod find;
mod history;
pub mod load;
pub mod model;
pub mod params;
mod resolve;
pub mod routes;
pub mod search;
pub mod service;
mod spellings;

pub use code::{ancestors, level, regency};
pub use fault::code_fault;
pub use find::{
    asked, check_code, children, children_in, find, find_all, listed_in, names, regencies,
    regencies_in, villages_in,
};
pub use model::RegionReference;
pub use routes::configure;
pub use search::normalise;
pub use spellings::{Spelt, spelt_below};

/// What belongs to a region, by the pattern of the path at which one stands: nothing here, since regions are public
/// reference data that every caller may read.
pub const OBJECTS: &[(&str, Visible)] = &[];
