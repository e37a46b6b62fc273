//! How many children in need somebody looks after, by region and kind of aid, and what it cost; small cells are kept back from
//! who may not read children.

pub mod count;
pub mod load;
pub mod model;
pub mod routes;
pub mod service;
pub mod suppress;
