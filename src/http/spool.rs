//! A large body goes to a file while it is hashed; memory does not grow with it.

use std::io::Write;

use actix_web::web::Payload;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::limits::{no_room, too_large};
use crate::problem::{Kind, Problem};
use crate::text::text;

/// The most bytes of an uploaded file.
pub const FILE_LIMIT: usize = 256 * 1024 * 1024;

/// A body on the disk; gone when this is dropped.
pub struct Spooled {
    /// The file.
    pub file: NamedTempFile,
    /// SHA-256 of its bytes.
    pub digest: Vec<u8>,
    /// How many bytes.
    pub size: usize,
}

/// Writes a body to a temporary file.
///
/// # Errors
/// Beyond the limit; a connection that breaks off; the disk.
pub async fn spool(mut payload: Payload) -> Result<Spooled, Problem> {
    let mut file = NamedTempFile::new().map_err(|e| no_room(&e))?;
    let mut digest = Sha256::new();
    let mut size = 0;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            tracing::debug!("an upload broke off: {error}");
            Problem::new(
                Kind::Malformed,
                text("Unggahan terputus.", "The upload broke off."),
            )
        })?;
        size += chunk.len();
        if size > FILE_LIMIT {
            return Err(too_large(FILE_LIMIT));
        }
        digest.update(&chunk);
        // Chunks are at most some tens of kilobytes, which the page cache takes at once.
        file.write_all(&chunk).map_err(|e| no_room(&e))?;
        // Others have their turn between, however fast it comes.
        tokio::task::yield_now().await;
    }
    Ok(Spooled {
        file,
        digest: digest.finalize().to_vec(),
        size,
    })
}
