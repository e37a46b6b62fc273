//! Giving a file out: the whole, or the range that is asked for, as a stream. A picture of a child is given out only for as long
//! as it may be shown, whoever asks and whatever it was handed in for.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, IF_RANGE, RANGE,
};
use actix_web::{HttpRequest, HttpResponse};
use entity::evidence_file::{Column, Entity, Model};
use futures_util::TryStreamExt;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::pictures::is_forbidden;
use super::take::unavailable;
use crate::evidence::files::{FileError, Stored};
use crate::http::respond::none_match;
use crate::problem::{Kind, Problem};
use crate::services::Services;
use crate::text::text;

/// Which bytes are asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Range(u64, u64),
    /// A single range without a byte of the file (RFC 9110 §14.1.1).
    Outside,
}

/// A file that is given out.
pub struct Given {
    /// The file.
    pub file: Model,
    /// Under which name.
    pub name: String,
    /// Whether nobody on the way may keep it.
    pub private: bool,
}

/// The file of these bytes; who asks has found what refers to it.
///
/// # Errors
/// Given up, or a picture of a child that may not be shown; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "who asks has found something in scope that names the file"
)]
pub async fn find(
    connection: &impl ConnectionTrait,
    services: &Services,
    sha256: &str,
) -> Result<Model, Problem> {
    let found: Result<Option<Model>, DbErr> = Entity::find()
        .filter(Column::Sha256.eq(sha256))
        .one(connection)
        .await;
    let file = found?.ok_or_else(|| Problem::internal(&"a document without its file"))?;
    if file.destroyed_at.is_some() {
        return Err(Problem::conflict(text(
            "Isi berkas ini sudah dimusnahkan.",
            "The bytes of this file were destroyed.",
        )));
    }
    let today = services.clock.now().date_naive();
    if is_forbidden(connection, sha256, today).await? {
        return Err(Problem::conflict(text(
            "Gambar ini memperlihatkan anak tanpa persetujuan foto (`photograph`) yang berlaku.",
            "This picture shows a child without a consent to photographs (`photograph`) that holds.",
        )));
    }
    Ok(file)
}

/// The bytes of a file.
///
/// # Errors
/// A range outside the file; a store that does not answer.
pub async fn give(
    services: &Services,
    req: &HttpRequest,
    given: Given,
) -> Result<HttpResponse, Problem> {
    let file = &given.file;
    let tag = format!("\"{}\"", file.sha256);
    let text = |name| {
        req.headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if none_match(req, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .finish());
    }
    let size = u64::try_from(file.size_bytes).unwrap_or_default();
    let same = text(IF_RANGE).is_none_or(|known| known == tag);
    let part = text(RANGE)
        .filter(|_| same)
        .map_or(Part::Whole, |range| part(range, size));
    let (status, range) = match part {
        Part::Whole => (StatusCode::OK, None),
        Part::Range(from, to) => (StatusCode::PARTIAL_CONTENT, Some(from..to + 1)),
        Part::Outside => return Err(outside(size)),
    };
    let stored = services.files.get(&file.sha256, range).await;
    let stored = stored.map_err(|error| match error {
        FileError::NotFound => Problem::internal(&"a document whose file is not in the store"),
        FileError::Unavailable(_) => unavailable(&error),
    })?;
    Ok(response(status, &given, tag, size, stored))
}

fn outside(size: u64) -> Problem {
    let detail = text(
        format!("Rentang itu berada di luar berkas, yang besarnya {size} bita."),
        format!("The range lies outside the file, which has {size} bytes."),
    );
    Problem::new(Kind::RangeNotSatisfiable, detail)
        .with_header("Content-Range", format!("bytes */{size}"))
}

fn response(
    status: StatusCode,
    given: &Given,
    tag: String,
    size: u64,
    stored: Stored,
) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CONTENT_TYPE, given.file.media_type.as_str()))
        .insert_header((CONTENT_DISPOSITION, attachment(&given.name)))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((ETAG, tag))
        // As it is: a range counts the bytes of the file, not those of a compression.
        .insert_header(("Content-Encoding", "identity"));
    if given.private {
        response.insert_header((CACHE_CONTROL, "private, no-store"));
    }
    if status == StatusCode::PARTIAL_CONTENT {
        let (from, to) = (stored.range.start, stored.range.end.saturating_sub(1));
        response.insert_header((CONTENT_RANGE, format!("bytes {from}-{to}/{size}")));
    }
    let length = stored.range.end - stored.range.start;
    response.insert_header((CONTENT_LENGTH, length));
    let stream = stored.stream.map_err(std::io::Error::other);
    response.body(actix_web::body::SizedStream::new(length, stream))
}

/// The first of the ranges that are asked for; what cannot be read as one is passed over (RFC 9110 §14.2), and so is a first of
/// several that lies outside.
fn part(header: &str, size: u64) -> Part {
    let Some(ranges) = header.strip_prefix("bytes=") else {
        return Part::Whole;
    };
    let (first, further) = ranges.split_once(',').unwrap_or((ranges, ""));
    match one(first, size) {
        Part::Outside if !further.is_empty() => Part::Whole,
        part => part,
    }
}

fn one(range: &str, size: u64) -> Part {
    let Some((from, to)) = range.trim().split_once('-') else {
        return Part::Whole;
    };
    let last = size.saturating_sub(1);
    match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if to < from => Part::Whole,
        (Ok(_), Err(_)) if !to.is_empty() => Part::Whole,
        (Ok(from), _) if from >= size => Part::Outside,
        (Ok(from), Ok(to)) => Part::Range(from, to.min(last)),
        (Ok(from), Err(_)) => Part::Range(from, last),
        (Err(_), Ok(_)) if !from.is_empty() => Part::Whole,
        (Err(_), Ok(tail)) if tail == 0 || size == 0 => Part::Outside,
        (Err(_), Ok(tail)) => Part::Range(size.saturating_sub(tail), last),
        _ => Part::Whole,
    }
}

/// Never shown within a page of ours; the name in its own script too (RFC 6266).
fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_the_standard_has_them() {
        for (header, expected) in [
            ("bytes=0-9", Part::Range(0, 9)),
            ("bytes=90-", Part::Range(90, 99)),
            ("bytes=90-200", Part::Range(90, 99)),
            ("bytes=-10", Part::Range(90, 99)),
            ("bytes=-200", Part::Range(0, 99)),
            ("bytes=0-0,5-6", Part::Range(0, 0)),
            ("bytes=99-", Part::Range(99, 99)),
            ("bytes=100-", Part::Outside),
            ("bytes=100-200", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=100-,0-9", Part::Whole),
            ("bytes=200-100", Part::Whole),
            ("bytes=x-5", Part::Whole),
            ("bytes=200-x", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=9-5", Part::Whole),
            ("bytes=x", Part::Whole),
            ("lines=0-9", Part::Whole),
        ] {
            assert_eq!(part(header, 100), expected, "{header}");
        }
        assert_eq!(part("bytes=-5", 0), Part::Outside);
    }
}
