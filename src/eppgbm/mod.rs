//! Exports of e-PPGBM: read as they come, looked through before anything is written, settled by people where it is not clear, and
//! then written down as was said.

pub mod cell;
pub mod columns;
pub mod count;
pub mod fault;
pub mod group;
pub mod judge;
pub mod plan;
pub mod quality;
pub mod record;
pub mod statistic;
pub mod village;
