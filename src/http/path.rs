//! A part of the path; what cannot be an id names nothing, so it is 404.

use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::problem::Problem;

/// The single parameter of a path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: FromStr> FromRequest for Path<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let value = req
            .match_info()
            .iter()
            .next()
            .and_then(|(_, text)| text.parse().ok());
        ready(value.map(Self).ok_or_else(Problem::not_found))
    }
}

/// The two parameters of a path.
#[derive(Debug)]
pub struct PathPair<A, B>(pub A, pub B);

impl<A: FromStr, B: FromStr> FromRequest for PathPair<A, B> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut parts = req.match_info().iter().map(|(_, text)| text);
        let first = parts.next().and_then(|text| text.parse().ok());
        let second = parts.next().and_then(|text| text.parse().ok());
        let both = first.zip(second).map(|(a, b)| Self(a, b));
        ready(both.ok_or_else(Problem::not_found))
    }
}

/// The three parameters of a path.
#[derive(Debug)]
pub struct PathTriple<A, B, C>(pub A, pub B, pub C);

impl<A: FromStr, B: FromStr, C: FromStr> FromRequest for PathTriple<A, B, C> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut parts = req.match_info().iter().map(|(_, text)| text);
        let first = parts.next().and_then(|text| text.parse().ok());
        let second = parts.next().and_then(|text| text.parse().ok());
        let third = parts.next().and_then(|text| text.parse().ok());
        let all = first.zip(second).zip(third);
        let all = all.map(|((a, b), c)| Self(a, b, c));
        ready(all.ok_or_else(Problem::not_found))
    }
}
