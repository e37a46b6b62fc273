//! Which foster parent could look after which child: the worst off first, near ones first, villages in turn, with reasons; and
//! whom nobody can look after.

pub mod model;
pub mod rank;
pub mod routes;
pub mod service;
