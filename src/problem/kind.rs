//! The kinds of problems: code, status, title and explanation, in one table.

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

/// Every kind of problem.
pub const KINDS: [KindInfo; 18] = [
    kind(
        Kind::Malformed,
        "malformed",
        400,
        ["Permintaan tidak terbaca", "Malformed request"],
        [
            "Permintaan tidak dapat diurai: JSON, kursor, atau penyandiannya rusak. Perbaiki lalu kirim lagi.",
            "The request cannot be parsed: its JSON, cursor or encoding is broken. Mend it and send it again.",
        ],
    ),
    kind(
        Kind::Unauthenticated,
        "unauthenticated",
        401,
        ["Belum masuk", "Not signed in"],
        [
            "Token tidak ada, kedaluwarsa, atau dicabut. Masuk lagi, atau minta token baru.",
            "The token is missing, expired or revoked. Sign in again, or ask for a new token.",
        ],
    ),
    kind(
        Kind::Forbidden,
        "forbidden",
        403,
        ["Tidak berwenang", "Not permitted"],
        [
            "Peran atau cakupan token tidak memuat izin yang diperlukan operasi ini.",
            "The role, or the scope of the token, lacks the permission that this operation needs.",
        ],
    ),
    kind(
        Kind::NotFound,
        "not_found",
        404,
        ["Tidak ditemukan", "Not found"],
        [
            "Tidak ada, atau berada di luar wilayah Anda; jawabannya sama.",
            "It does not exist, or lies outside your region; the answer is the same.",
        ],
    ),
    kind(
        Kind::MethodNotAllowed,
        "method_not_allowed",
        405,
        ["Metode tidak diizinkan", "Method not allowed"],
        [
            "Alamat ini ada, tetapi tidak dengan metode itu; lihat kepala Allow.",
            "The path exists, but not with that method; see the Allow header.",
        ],
    ),
    kind(
        Kind::Conflict,
        "conflict",
        409,
        ["Bertentangan dengan keadaan", "Conflict"],
        [
            "Keadaan data saat ini tidak mengizinkannya.",
            "The present state of the data does not allow it.",
        ],
    ),
    kind(
        Kind::AlreadyExists,
        "already_exists",
        409,
        ["Sudah ada", "Already exists"],
        [
            "Kunci alaminya sudah dipakai; `existing` menunjuk yang sudah ada.",
            "Its natural key is taken; `existing` points to what stands there.",
        ],
    ),
    kind(
        Kind::InFlight,
        "in_flight",
        409,
        ["Sedang dikerjakan", "In flight"],
        [
            "Permintaan dengan Idempotency-Key yang sama sedang dikerjakan. Ulangi setelah Retry-After.",
            "A request with the same Idempotency-Key is being worked on. Retry after Retry-After.",
        ],
    ),
    kind(
        Kind::PreconditionFailed,
        "precondition_failed",
        412,
        ["Sudah berubah", "Changed meanwhile"],
        [
            "If-Match tidak cocok dengan versi sekarang. Baca lagi, lalu putuskan lagi.",
            "If-Match does not fit the present version. Read again, then decide again.",
        ],
    ),
    kind(
        Kind::TooLarge,
        "too_large",
        413,
        ["Terlalu besar", "Too large"],
        [
            "Isi permintaan melewati batas operasi ini.",
            "The body is beyond the limit of this operation.",
        ],
    ),
    kind(
        Kind::UnsupportedMediaType,
        "unsupported_media_type",
        415,
        ["Jenis isi tidak didukung", "Unsupported media type"],
        [
            "Content-Type bukan yang dibaca operasi ini.",
            "The Content-Type is none that this operation reads.",
        ],
    ),
    kind(
        Kind::Invalid,
        "invalid",
        422,
        ["Masukan salah", "Invalid input"],
        [
            "Terbaca, tetapi salah; `errors` memuat semua kesalahannya.",
            "It was read, but is wrong; `errors` lists every fault.",
        ],
    ),
    kind(
        Kind::PreconditionRequired,
        "precondition_required",
        428,
        ["If-Match diperlukan", "If-Match required"],
        [
            "Perubahan memerlukan If-Match dengan ETag dari yang Anda baca.",
            "A change needs If-Match with the ETag of what you read.",
        ],
    ),
    kind(
        Kind::UnsupportedVersion,
        "unsupported_version",
        412,
        ["Versi tidak didukung", "Unsupported version"],
        [
            "Versi protokol tus dalam Tus-Resumable tidak didukung; lihat Tus-Version.",
            "The version of the tus protocol in Tus-Resumable is not supported; see Tus-Version.",
        ],
    ),
    kind(
        Kind::ChecksumMismatch,
        "checksum_mismatch",
        460,
        ["Jumlah pemeriksa berbeda", "Checksum mismatch"],
        [
            "Byte yang tiba bukan yang dikirim: jumlah pemeriksanya berbeda. Kirim lagi.",
            "The bytes that arrived are not those that were sent: their checksum differs. Send them again.",
        ],
    ),
    kind(
        Kind::RateLimited,
        "quota_exceeded",
        429,
        ["Terlalu banyak permintaan", "Too many requests"],
        [
            "Kuota terlampaui. Ulangi setelah Retry-After.",
            "The quota is exceeded. Retry after Retry-After.",
        ],
    ),
    kind(
        Kind::Internal,
        "internal",
        500,
        ["Kesalahan server", "Server error"],
        [
            "Kesalahan di pihak server; sebutkan request_id bila melapor.",
            "Something failed on our side; name the request_id when you report it.",
        ],
    ),
    kind(
        Kind::Unavailable,
        "unavailable",
        503,
        ["Sedang tidak tersedia", "Unavailable"],
        [
            "Sesuatu yang diperlukan tidak menjawab. Ulangi setelah Retry-After.",
            "Something that is needed does not answer. Retry after Retry-After.",
        ],
    ),
];

#[cfg(test)]
mod tests;
