//! The tables of Tumbuh as types: rows without behaviour, and without serde so that they cannot leak.
#![expect(
    clippy::disallowed_methods,
    reason = "the derive expands to find; who may select what is decided in the features"
)]

pub mod action_receipt;
pub mod action_report;
pub mod action_report_revision;
pub mod action_scheme;
pub mod agency;
pub mod agency_kind;
pub mod agency_name;
pub mod api_client;
pub mod audit_event;
pub mod audit_head;
pub mod child;
pub mod child_consent;
pub mod child_key;
pub mod child_measurement;
pub mod child_measurement_revision;
pub mod child_merge;
pub mod child_revision;
pub mod child_state_change;
pub mod comparability_group;
pub mod deployment;
pub mod eppgbm_import;
pub mod eppgbm_import_row;
pub mod evidence;
pub mod evidence_file;
pub mod id;
pub mod idempotency;
pub mod indicator;
pub mod kind;
pub mod prevalence_record;
pub mod prevalence_revision;
pub mod rate_window;
pub mod reference_load;
pub mod region;
pub mod region_alias;
pub mod region_name;
pub mod reporting_season;
pub mod revision;
pub mod revoked_token;
pub mod season_exception;
pub mod session;
pub mod signing_key;
pub mod source;
pub mod survey_design;
pub mod target;
pub mod tpps_division;
pub mod tpps_member;
pub mod tpps_office_holder;
pub mod tpps_team;
pub mod user_account;
