//! For operations without query parameters: one that is sent all the same is an error that names it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::problem::{Fault, Problem};
use crate::text::text;

/// No query parameters.
#[derive(Debug)]
pub struct NoQuery;

impl FromRequest for NoQuery {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let faults: Vec<Fault> = url::form_urlencoded::parse(req.query_string().as_bytes())
            .map(|(name, _)| {
                Fault::parameter(
                    name,
                    "unknown_parameter",
                    text(
                        "tidak dikenal; operasi ini tidak berparameter",
                        "is unknown; this operation has no parameters",
                    ),
                )
            })
            .collect();
        ready(if faults.is_empty() {
            Ok(Self)
        } else {
            Err(Problem::invalid(faults))
        })
    }
}
