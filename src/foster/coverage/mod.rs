//! How many children in need somebody looks after, or how many expectant mothers, by region and kind of aid, and what it cost; small cells are kept back from
//! who may not read children.

pub mod count;
pub mod load;
pub mod model;
mod mothers;
pub mod routes;
pub mod service;
pub mod suppress;
