//! The table of kinds.

use super::{Kind, KindInfo, kind};

/// Every kind of problem.
pub const KINDS: [KindInfo; 19] = [
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
        Kind::RangeNotSatisfiable,
        "range_not_satisfiable",
        416,
        ["Rentang di luar berkas", "Range outside the file"],
        [
            "Rentang dalam Range berada di luar berkas; Content-Range menyebut ukurannya.",
            "The range in Range lies outside the file; Content-Range says how large it is.",
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
