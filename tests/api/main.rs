//! The tests of the service through HTTP, on SQLite and on PostgreSQL; one binary, since each one is linked anew.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod architecture;
mod document;
mod guard;
mod harness;
mod prevalence;
mod prevalence_analysis;
mod prevalence_files;
mod prevalence_standing;
mod reference;
mod regency;
mod region;
mod samples;
mod support;
