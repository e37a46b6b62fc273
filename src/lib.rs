//! Tumbuh: a province and its regencies coordinate the reduction of child stunting.
//!
//! The map: `app` joins the features (`audit`, ...), each with routes, model, service and pure rules of its
//! own; `auth` knows who asks and hands out services through the guard; `db` writes, each time with an audit entry; `http`
//! wraps every request; `problem` is the only error. ARCHITECTURE.md says who may use whom.

pub mod access;
pub mod action;
pub mod agency;
pub mod app;
pub mod audit;
pub mod auth;
pub mod child;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod eppgbm;
pub mod evidence;
pub mod file;
pub mod foster;
pub mod growth;
pub mod http;
pub mod mother;
pub mod notification;
pub mod page;
pub mod pct;
pub mod period;
pub mod prevalence;
pub mod privacy;
pub mod problem;
pub mod reference;
pub mod regency;
pub mod region;
pub mod reply;
pub mod secret;
pub mod services;
pub mod startup;
pub mod table;
pub mod text;
pub mod validation;
pub mod vault;
