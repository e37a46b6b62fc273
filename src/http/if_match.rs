//! `If-Match`: a change says which version it is based on.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::problem::{Kind, Problem};
use crate::text::text;

/// The versions that a change accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: whatever it is now.
    Any,
    /// One of these; empty when none of the tags is one of ours.
    Versions(Vec<i64>),
}

impl IfMatch {
    /// Reads the header: a list of strong tags; weak ones never match (RFC 9110 §13.1.1).
    pub fn parse(header: &str) -> Self {
        if header.trim() == "*" {
            return Self::Any;
        }
        let version = |tag: &str| {
            let tag = tag.trim().strip_prefix("\"v")?.strip_suffix('"')?;
            // Behind a point stands what else was shown; only the version is changed by a change.
            let version = tag.split_once('.').map_or(tag, |(version, _)| version);
            version.parse().ok()
        };
        Self::Versions(header.split(',').filter_map(version).collect())
    }

    /// Whether a version is accepted.
    pub fn accepts(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::Versions(versions) => versions.contains(&version),
        }
    }
}

/// The header of a request, if it has one.
pub(super) fn of_request(req: &HttpRequest) -> Option<IfMatch> {
    let lines: Vec<&str> = req
        .headers()
        .get_all("if-match")
        .filter_map(|h| h.to_str().ok())
        .collect();
    (!lines.is_empty()).then(|| IfMatch::parse(&lines.join(",")))
}

/// The problem of a change that does not say what it is based on.
pub(crate) fn required() -> Problem {
    Problem::new(
        Kind::PreconditionRequired,
        text(
            "Sertakan If-Match dengan ETag dari yang Anda baca.",
            "Send If-Match with the ETag of what you read.",
        ),
    )
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(of_request(req).ok_or_else(required))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_strong_tags_only() {
        assert_eq!(IfMatch::parse("*"), IfMatch::Any);
        assert_eq!(
            IfMatch::parse("\"v3\", \"v4\""),
            IfMatch::Versions(vec![3, 4])
        );
        assert_eq!(IfMatch::parse("\"v3.x_Y-9\""), IfMatch::Versions(vec![3]));
        assert_eq!(IfMatch::parse("W/\"v3\""), IfMatch::Versions(vec![]));
        assert_eq!(IfMatch::parse("v3"), IfMatch::Versions(vec![]));
        assert!(IfMatch::parse("\"v3\"").accepts(3) && !IfMatch::parse("\"v3\"").accepts(4));
    }
}
