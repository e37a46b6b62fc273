//! The kinds of problems: code, status, title and explanation, in one table.

mod table;

pub use table::KINDS;

use crate::text::Language;

/// The kind of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request cannot be parsed.
    Malformed,
    /// No token, or none that is valid.
    Unauthenticated,
    /// The caller lacks the permission.
    Forbidden,
    /// Not there, or not for this caller.
    NotFound,
    /// The path has no such method.
    MethodNotAllowed,
    /// The state of things does not allow it.
    Conflict,
    /// It exists already.
    AlreadyExists,
    /// The same request is being worked on.
    InFlight,
    /// Changed since it was read.
    PreconditionFailed,
    /// Too many bytes.
    TooLarge,
    /// Not a media type that this operation reads.
    UnsupportedMediaType,
    /// A range of bytes that lies outside the file.
    RangeNotSatisfiable,
    /// Parsed, but wrong.
    Invalid,
    /// `If-Match` is missing.
    PreconditionRequired,
    /// A version of a protocol that is not spoken.
    UnsupportedVersion,
    /// Bytes with another sum than was told.
    ChecksumMismatch,
    /// Too many requests.
    RateLimited,
    /// Something of ours failed.
    Internal,
    /// Something that we need does not answer.
    Unavailable,
}

/// What a kind is.
#[derive(Debug)]
pub struct KindInfo {
    /// The kind.
    pub kind: Kind,
    /// The stable word for programs; the last part of `type`.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    titles: [&'static str; 2],
    explanations: [&'static str; 2],
}

impl KindInfo {
    /// The title in a language.
    pub const fn title(&self, language: Language) -> &'static str {
        pick(self.titles, language)
    }

    /// What it means and what to do, in a language.
    pub const fn explanation(&self, language: Language) -> &'static str {
        pick(self.explanations, language)
    }
}

const fn pick([id, en]: [&'static str; 2], language: Language) -> &'static str {
    match language {
        Language::Indonesian => id,
        Language::English => en,
    }
}

impl Kind {
    /// What the kind is.
    pub fn info(self) -> &'static KindInfo {
        KINDS
            .iter()
            .find(|info| info.kind == self)
            .unwrap_or(&UNKNOWN)
    }
}

const fn kind(
    kind: Kind,
    code: &'static str,
    status: u16,
    titles: [&'static str; 2],
    explanations: [&'static str; 2],
) -> KindInfo {
    KindInfo {
        kind,
        code,
        status,
        titles,
        explanations,
    }
}

const UNKNOWN: KindInfo = kind(
    Kind::Internal,
    "internal",
    500,
    ["Kesalahan server", "Server error"],
    ["", ""],
);

#[cfg(test)]
mod tests;
