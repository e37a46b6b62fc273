//! How much a request may carry.

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use futures_util::StreamExt;

use crate::problem::{Kind, Problem};
use crate::text::text;

/// The most bytes of a JSON body or a form.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// The problem of a body beyond a limit.
pub fn too_large(limit: usize) -> Problem {
    Problem::new(
        Kind::TooLarge,
        text(
            format!("Isi permintaan melebihi {limit} byte."),
            format!("The body is larger than {limit} bytes."),
        ),
    )
}

/// The problem of bytes that the disk does not take; it may later.
pub fn no_room(error: &std::io::Error) -> Problem {
    tracing::error!("the disk does not take what arrives: {error}");
    Problem::new(
        Kind::Unavailable,
        text(
            "Penyimpanan sementara sedang tidak dapat menerima berkas; ulangi nanti.",
            "The disk does not take files at the moment; try again later.",
        ),
    )
    .with_header("Retry-After", "30".to_owned())
}

/// Reads a body, but not beyond a limit.
///
/// # Errors
/// Beyond the limit; a connection that breaks off.
pub async fn collect(mut payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let mut body = actix_web::web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            tracing::debug!("a body broke off: {error}");
            Problem::new(
                Kind::Malformed,
                text("Isi permintaan terputus.", "The body broke off."),
            )
        })?;
        if body.len() + chunk.len() > limit {
            return Err(too_large(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
