//! What was handed over: recorded by one, verified by another, corrected with every version kept; and what is wanting of what
//! was promised.

pub mod change;
pub mod file;
pub mod input;
pub mod ledger;
pub mod model;
pub mod reach;
pub mod routes;
pub mod service;
pub mod store;
pub mod sum;
