//! The tests of the service through HTTP, on SQLite and on PostgreSQL; one binary, since each one is linked anew.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed; it may be long, and looks into tables without a scope"
)]
#![expect(
    clippy::too_many_lines,
    reason = "a walk through a feature reads best in one piece"
)]

mod access;
mod architecture;
mod audit_log;
mod clients;
mod document;
mod guard;
mod harness;
mod http;
mod oauth;
mod prevalence;
mod prevalence_files;
mod prevalence_reading;
mod reference;
mod region;
mod samples;
mod schema;
mod session;
mod support;
mod target;
