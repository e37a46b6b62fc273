//! What proves that something was handed over: pictures and documents. A picture that shows the child needs a consent to
//! photographs for as long as it is kept, and a document, which may name it, is for no donor but who handed it in.

pub mod attach;
pub mod model;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
pub mod withdraw;
