//! A form with a file in it: the file goes to the disk as it comes, and memory does not grow with it.

use std::io::Write;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::web::Payload;
use actix_web::{HttpMessage, HttpRequest};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::limits::{no_room, too_large};
use crate::problem::{Fault, Kind, Problem};
use crate::text::text;

/// The most bytes of a field that is no file.
const TEXT_LIMIT: u64 = 64 * 1024;
/// The most characters of a file's name.
const NAME_LIMIT: usize = 200;

/// A form that has arrived.
pub struct Form {
    /// The file; gone when this is dropped.
    pub file: NamedTempFile,
    /// The name that it has with the sender, without folders.
    pub file_name: String,
    /// What is said of it, as JSON.
    pub meta: Vec<u8>,
    /// SHA-256 of both.
    pub digest: Vec<u8>,
}

/// Reads a form of the parts `file` and `meta`, each once.
///
/// # Errors
/// No form; a part that is missing, unknown or too large; a connection that breaks off; the disk.
pub async fn receive(req: &HttpRequest, payload: Payload, limit: u64) -> Result<Form, Problem> {
    let media_type = req.content_type();
    if !media_type.eq_ignore_ascii_case("multipart/form-data") {
        return Err(Problem::new(
            Kind::UnsupportedMediaType,
            text("Kirim multipart/form-data.", "Send multipart/form-data."),
        ));
    }
    let mut parts = Multipart::new(req.headers(), payload);
    let (mut file, mut meta) = (None, None);
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| broken(&error))?;
        match part.name() {
            Some("file") if file.is_none() => file = Some(spool(part, limit).await?),
            Some("meta") if meta.is_none() => meta = Some(small(part).await?),
            name => return Err(stray(name.unwrap_or_default())),
        }
    }
    let (Some((file, file_name, mut digest)), Some(meta)) = (file, meta) else {
        return Err(Problem::invalid(vec![Fault::body(
            "",
            "required",
            text(
                "formulir memerlukan bagian `file` dan `meta`",
                "the form needs the parts `file` and `meta`",
            ),
        )]));
    };
    digest.update(&meta);
    Ok(Form {
        file,
        file_name,
        meta,
        digest: digest.finalize().to_vec(),
    })
}

async fn spool(mut part: Field, limit: u64) -> Result<(NamedTempFile, String, Sha256), Problem> {
    let name = part
        .content_disposition()
        .and_then(|disposition| disposition.get_filename())
        .unwrap_or_default();
    let name = file_name(name).ok_or_else(|| {
        let (id, en) = (
            "nama berkas harus ada dan paling banyak 200 karakter",
            "needs a file name of at most 200 characters",
        );
        Problem::invalid(vec![Fault::body("/file", "file_name", text(id, en))])
    })?;
    let mut file = NamedTempFile::new().map_err(|e| no_room(&e))?;
    let mut digest = Sha256::new();
    let mut size = 0;
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        size += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if size > limit {
            return Err(too_large(usize::try_from(limit).unwrap_or(usize::MAX)));
        }
        digest.update(&chunk);
        // Chunks are at most some tens of kilobytes, which the page cache takes at once.
        file.write_all(&chunk).map_err(|e| no_room(&e))?;
        // Others have their turn between, however fast it comes.
        tokio::task::yield_now().await;
    }
    Ok((file, name, digest))
}

/// The name of a file without folders, which some senders give too; none if it is too long or nothing is left of it.
pub(super) fn file_name(given: &str) -> Option<String> {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    (1..=NAME_LIMIT)
        .contains(&name.chars().count())
        .then_some(name)
}

async fn small(mut part: Field) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        bytes.extend_from_slice(&chunk.map_err(|error| broken(&error))?);
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > TEXT_LIMIT {
            return Err(too_large(usize::try_from(TEXT_LIMIT).unwrap_or_default()));
        }
    }
    Ok(bytes)
}

fn broken(error: &MultipartError) -> Problem {
    tracing::debug!("a form broke off: {error}");
    Problem::new(
        Kind::Malformed,
        text(
            "Formulir rusak atau unggahan terputus.",
            "The form is broken, or the upload broke off.",
        ),
    )
}

fn stray(name: &str) -> Problem {
    let name: String = name.chars().filter(|c| !c.is_control()).take(50).collect();
    Problem::invalid(vec![Fault::body(
        "",
        "unknown_field",
        text(
            format!("bagian `{name}` tidak dikenal atau berulang; yang ada: file, meta"),
            format!("the part `{name}` is unknown or repeated; there are: file, meta"),
        ),
    )])
}
