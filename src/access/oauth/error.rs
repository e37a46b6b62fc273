//! Errors as OAuth has them (RFC 6749 §5.2), beside our own.

use super::model::OAuthErrorBody;
use crate::problem::{Kind, Problem};
use crate::reply::Reply;

/// An error of OAuth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OAuthError {
    /// The HTTP status.
    pub(super) status: u16,
    error: &'static str,
    description: &'static str,
}

/// Why a request to an OAuth endpoint was not done.
pub(super) enum Failure {
    /// In OAuth's words.
    OAuth(OAuthError),
    /// Something else.
    Problem(Problem),
}

impl From<OAuthError> for Failure {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Problem(error.into())
    }
}

impl OAuthError {
    const fn new(status: u16, error: &'static str, description: &'static str) -> Self {
        Self {
            status,
            error,
            description,
        }
    }

    /// The request is broken.
    pub(super) const fn invalid_request(description: &'static str) -> Self {
        Self::new(400, "invalid_request", description)
    }

    /// The body is too large.
    pub(super) const TOO_LARGE: Self = Self::new(413, "invalid_request", "the body is too large");
    /// The body is no form.
    pub(super) const MEDIA_TYPE: Self = Self::new(
        415,
        "invalid_request",
        "the body must be application/x-www-form-urlencoded",
    );
    /// Not a client id with its secret.
    pub(super) const INVALID_CLIENT: Self = Self::new(
        401,
        "invalid_client",
        "the client is unknown, disabled, or has another secret",
    );
    /// Another grant.
    pub(super) const UNSUPPORTED_GRANT: Self = Self::new(
        400,
        "unsupported_grant_type",
        "the only grant is client_credentials",
    );
    /// Scopes beyond the registered ones.
    pub(super) const INVALID_SCOPE: Self = Self::new(
        400,
        "invalid_scope",
        "a scope is unknown or not among those registered",
    );
    /// Another's token.
    pub(super) const FOREIGN_TOKEN: Self = Self::new(
        400,
        "unauthorized_client",
        "the token was given to somebody else",
    );

    /// The answer.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub(super) fn reply(self) -> Result<Reply, Problem> {
        let body = OAuthErrorBody {
            error: self.error,
            error_description: self.description,
        };
        let reply = unkept(Reply::outcome(self.status, &body)?);
        Ok(if self.status == 401 {
            reply.with_header("WWW-Authenticate", "Basic realm=\"tumbuh\"")
        } else {
            reply
        })
    }
}

/// What nothing on the way may keep.
pub(super) fn unkept(reply: Reply) -> Reply {
    reply
        .with_header("Cache-Control", "no-store")
        .with_header("Pragma", "no-cache")
}

/// A failure as an answer; what OAuth has no words for stays a problem.
///
/// # Errors
/// Such a problem.
pub(super) fn answer(done: Result<Reply, Failure>) -> Result<Reply, Problem> {
    match done {
        Ok(reply) => Ok(reply),
        Err(Failure::OAuth(error)) => error.reply(),
        Err(Failure::Problem(problem)) if problem.kind() == Kind::RateLimited => {
            let error = OAuthError::new(429, "temporarily_unavailable", "too many attempts");
            let reply = error.reply()?;
            Ok(problem
                .headers()
                .iter()
                .fold(reply, |reply, (name, value)| {
                    reply.with_header(name, value.clone())
                }))
        }
        Err(Failure::Problem(problem)) => Err(problem),
    }
}
