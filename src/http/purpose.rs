//! `X-Purpose`: for what somebody reads who children are, where there is no body to say it in.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::header_bounds::{PURPOSE, value};
use crate::problem::Problem;

/// For what, if the request says so.
#[derive(Debug, Clone)]
pub struct Purpose(pub Option<String>);

impl FromRequest for Purpose {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(value(req, &PURPOSE).map(Self))
    }
}

/// The header parameter of operations that tell who children are if a purpose is named: `params(PurposeHeader)`.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct PurposeHeader {
    /// For what who children are is read; it goes on record. No name and no NIK.
    #[param(
        rename = "X-Purpose",
        required = false,
        min_length = 3,
        max_length = 200,
        pattern = "^[!-~]([ -~]*[!-~])?$",
        example = "Memutuskan baris yang belum jelas"
    )]
    #[expect(dead_code, reason = "describes a header; the extractor reads it")]
    x_purpose: Option<String>,
}
