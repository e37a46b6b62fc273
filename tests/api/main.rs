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
mod action_import;
mod action_plans;
mod action_review;
mod action_samples;
mod action_sheets;
mod agency;
mod architecture;
mod audit_log;
mod child;
mod child_erasure;
mod child_fields;
mod child_merge;
mod child_records;
mod child_samples;
mod clients;
mod comments;
mod completeness;
mod demo;
mod document;
mod durability;
mod eppgbm;
mod eppgbm_safety;
mod eppgbm_samples;
mod erasure_traces;
mod evidence;
mod evidence_durability;
mod evidence_search;
mod evidence_store;
mod faults;
mod foster;
mod foster_care;
mod foster_delivery;
mod foster_figures;
mod foster_mother;
mod foster_move;
mod foster_parallel;
mod foster_proof;
mod foster_proof_gone;
mod foster_proof_seen;
mod foster_samples;
mod growth;
mod guard;
mod harness;
mod http;
mod mother;
mod mother_samples;
mod notifications;
mod oauth;
mod parallel;
mod plan_tables;
mod plans;
mod prevalence;
mod prevalence_analysis;
mod prevalence_files;
mod prevalence_reading;
mod prevalence_standing;
mod privacy;
mod privacy_load;
mod reference;
mod regency;
mod region;
mod retention;
mod samples;
mod schema;
mod session;
mod support;
mod target;
mod tpps;
mod upload;
mod worklist;
