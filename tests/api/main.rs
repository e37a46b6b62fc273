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

mod access;
mod action;
mod action_samples;
mod agency;
mod architecture;
mod audit_log;
mod clients;
mod document;
mod durability;
mod eppgbm;
mod eppgbm_safety;
mod eppgbm_samples;
mod evidence;
mod faults;
mod guard;
mod harness;
mod http;
mod oauth;
mod parallel;
mod plans;
mod prevalence;
mod prevalence_analysis;
mod prevalence_files;
mod prevalence_reading;
mod prevalence_standing;
mod reference;
mod regency;
mod region;
mod samples;
mod schema;
mod session;
mod support;
mod target;
mod tpps;
