//! Where files lie: in a folder, or in a store that speaks S3. Each is named by the hash of its bytes, so the same file lies there
//! once, a name says what must lie there, and nothing is ever changed in place.
//!
//! A store that does not answer is unavailable after `PATIENCE`; nothing here waits longer for a single step.

mod probe;
mod s3;

use std::error::Error;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::{BoxStream, StreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

pub use s3::S3Settings;

use super::inspect::hex;

/// How long one step may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of a part: S3 takes no smaller ones, and one at a time is in memory.
const PART: usize = 5 * 1024 * 1024;

/// Why a file cannot be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No such file.
    #[error("no such file")]
    NotFound,
    /// The store fails or does not answer.
    #[error("the files are not available: {0}")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}

/// A file on its way out.
pub struct Stored {
    /// The bytes of the whole file.
    pub size: u64,
    /// Which of them come.
    pub range: Range<u64>,
    /// The bytes; an error in it ends it.
    pub stream: BoxStream<'static, Result<Bytes, FileError>>,
}

/// A file as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name: the hash of its bytes.
    pub sha256: String,
    /// Its bytes.
    pub size: u64,
    /// When it was put there, the last time.
    pub put_at: DateTime<Utc>,
}

/// The files, wherever they lie.
#[derive(Debug, Clone)]
pub struct FileStore {
    store: Arc<dyn ObjectStore>,
    prefix: Key,
    folder: Option<PathBuf>,
    patience: Duration,
}

impl FileStore {
    /// In a folder, which is made if need be.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn local(folder: &Path) -> Result<Self, FileError> {
        std::fs::create_dir_all(folder).map_err(unavailable)?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(failed)?
            .with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            prefix: Key::default(),
            folder: Some(folder.to_owned()),
            patience: PATIENCE,
        })
    }

    /// In a store that speaks S3; whether it is there, `ready` tells.
    ///
    /// # Errors
    /// When the settings do not agree.
    pub fn s3(settings: &S3Settings) -> Result<Self, FileError> {
        let (store, prefix) = s3::connect(settings, PATIENCE)?;
        Ok(Self {
            store: Arc::new(store),
            prefix,
            folder: None,
            patience: PATIENCE,
        })
    }

    /// Keeps the bytes of a file under their hash. A file that is there already is put again, which changes nothing but its
    /// time: so the sweep does not take what somebody has just sent anew.
    ///
    /// # Errors
    /// When the store fails, or the bytes have another hash.
    pub async fn put(&self, sha256: &str, from: &Path) -> Result<(), FileError> {
        let key = self.key(sha256)?;
        let mut file = tokio::fs::File::open(from).await.map_err(unavailable)?;
        let mut hash = Sha256::new();
        let mut part = next_part(&mut file, &mut hash).await?;
        if part.len() < PART {
            same(sha256, hash)?;
            self.wait(self.store.put(&key, part.into())).await?;
            return Ok(());
        }
        let mut upload = self.wait(self.store.put_multipart(&key)).await?;
        let sent = async {
            while !part.is_empty() {
                self.wait(upload.put_part(part.into())).await?;
                part = next_part(&mut file, &mut hash).await?;
            }
            same(sha256, hash)
        };
        let sent = match sent.await {
            Ok(()) => self.wait(upload.complete()).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if sent.is_err() {
            // What was sent of it would lie there unseen.
            let _ = self.wait(upload.abort()).await;
        }
        sent
    }

    /// The bytes of a file, or some of them: the range must begin within the file.
    ///
    /// # Errors
    /// When there is no such file, or the store fails.
    pub async fn get(&self, sha256: &str, range: Option<Range<u64>>) -> Result<Stored, FileError> {
        let options = GetOptions {
            range: range.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let key = self.key(sha256)?;
        let found = self.wait(self.store.get_opts(&key, options)).await?;
        let (size, range) = (found.meta.size, found.range.clone());
        Ok(Stored {
            size,
            range,
            stream: patient(found.into_stream(), self.patience),
        })
    }

    /// Whether there is such a file.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn exists(&self, sha256: &str) -> Result<bool, FileError> {
        let key = self.key(sha256)?;
        match self.wait(self.store.head(&key)).await {
            Ok(_) => Ok(true),
            Err(FileError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Takes a file away; it may be gone already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete(&self, sha256: &str) -> Result<(), FileError> {
        let key = self.key(sha256)?;
        match self.wait(self.store.delete(&key)).await {
            Err(FileError::NotFound) => Ok(()),
            other => other,
        }
    }

    /// The files that were put there before a time: those of them that no row knows are orphans.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_older_than(&self, time: DateTime<Utc>) -> Result<Vec<Listed>, FileError> {
        let mut found = patient(self.store.list(Some(&self.prefix)), self.patience);
        let mut files = Vec::new();
        while let Some(meta) = found.next().await {
            let meta = meta?;
            let name = meta.location.filename().filter(|name| is_hash(name));
            if let Some(name) = name.filter(|_| meta.last_modified < time) {
                files.push(Listed {
                    sha256: name.to_owned(),
                    size: meta.size,
                    put_at: meta.last_modified,
                });
            }
        }
        Ok(files)
    }

    /// Whether files can be kept at the moment.
    ///
    /// # Errors
    /// When they cannot.
    pub async fn ready(&self) -> Result<(), FileError> {
        if let Some(folder) = self.folder.clone() {
            let probe = tokio::task::spawn_blocking(move || probe::write(&folder));
            let probed = tokio::time::timeout(self.patience, probe).await;
            probed
                .map_err(unavailable)?
                .map_err(unavailable)?
                .map_err(unavailable)?;
            return Ok(());
        }
        let mut found = patient(self.store.list(Some(&self.prefix)), self.patience);
        match found.next().await {
            Some(Err(error)) => Err(unavailable(error)),
            _ => Ok(()),
        }
    }

    /// Two folders deep, so that no folder has too many entries.
    fn key(&self, sha256: &str) -> Result<Key, FileError> {
        let hash = Some(sha256).filter(|name| is_hash(name));
        let folders = hash.and_then(|hash| Some((hash.get(..2)?, hash.get(2..4)?)));
        let (first, second) = folders.ok_or(FileError::NotFound)?;
        Ok(self.prefix.clone().join(first).join(second).join(sha256))
    }

    async fn wait<T>(
        &self,
        step: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, FileError> {
        tokio::time::timeout(self.patience, step)
            .await
            .map_err(unavailable)?
            .map_err(failed)
    }
}

/// A stream that ends with an error if it waits too long for the next item.
fn patient<T: Send + 'static>(
    stream: BoxStream<'static, object_store::Result<T>>,
    patience: Duration,
) -> BoxStream<'static, Result<T, FileError>> {
    futures_util::stream::unfold(Some(stream), move |stream| async move {
        let mut stream = stream?;
        match tokio::time::timeout(patience, stream.next()).await {
            Ok(Some(Ok(item))) => Some((Ok(item), Some(stream))),
            Ok(Some(Err(error))) => Some((Err(failed(error)), None)),
            Ok(None) => None,
            Err(elapsed) => Some((Err(unavailable(elapsed)), None)),
        }
    })
    .boxed()
}

/// What lies under a name must be what the name says.
fn same(sha256: &str, hash: Sha256) -> Result<(), FileError> {
    (hex(&hash.finalize()) == sha256)
        .then_some(())
        .ok_or_else(|| unavailable("the file changed since it was judged"))
}

/// Fills a part as far as the file goes.
async fn next_part(file: &mut tokio::fs::File, hash: &mut Sha256) -> Result<Vec<u8>, FileError> {
    let mut part = Vec::with_capacity(PART);
    let limit = u64::try_from(PART).unwrap_or(u64::MAX);
    file.take(limit)
        .read_to_end(&mut part)
        .await
        .map_err(unavailable)?;
    hash.update(&part);
    Ok(part)
}

fn is_hash(name: &str) -> bool {
    name.len() == 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn failed(error: object_store::Error) -> FileError {
    match error {
        object_store::Error::NotFound { .. } => FileError::NotFound,
        error => unavailable(error),
    }
}

fn unavailable(error: impl Into<Box<dyn Error + Send + Sync>>) -> FileError {
    FileError::Unavailable(error.into())
}

#[cfg(test)]
mod tests;
