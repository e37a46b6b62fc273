//! What proves a claim: files that are judged before they are kept, and the store in which they lie.
//!
//! `inspect` believes nothing that a file says of itself; `files` names each file by the hash of its bytes, so that the same
//! evidence lies there once, whoever sends it.

pub mod files;
pub mod inspect;
pub mod parts;
