//! HTTP itself: extractors with our errors, answers with their headers, and what wraps every request.

pub mod binary;
pub mod docs;
pub mod docs_ui;
pub mod document;
pub mod fallback;
mod faults;
pub mod header_bounds;
pub mod if_match;
pub mod json;
pub mod limits;
pub mod metrics;
pub mod multipart;
pub mod observe;
pub mod operations;
mod parameters;
pub mod path;
pub mod purpose;
pub mod query;
pub mod rate_limit;
pub mod refuse;
pub mod respond;
mod scalar;
pub mod spool;
pub mod tus;

pub use if_match::IfMatch;
pub use json::Json;
pub use path::Path;
pub use query::{Listing, Query};
