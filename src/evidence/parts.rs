//! Files that arrive in parts: each lies in a folder under the id of its upload and grows at its end, so that its length says how
//! much has arrived. It outlives the process; whoever appends to it holds a lock that other processes see too.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::inspect::hex;

/// Bytes that are copied or hashed at once.
const PIECE: usize = 64 * 1024;

/// Where the parts lie.
#[derive(Debug, Clone)]
pub struct Parts {
    folder: PathBuf,
}

/// A file to which nobody else appends for as long as this is held.
#[derive(Debug)]
pub struct Growing {
    file: File,
    path: PathBuf,
    length: u64,
}

impl Parts {
    /// In a folder, which is made if need be.
    ///
    /// # Errors
    /// The file system.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Whether parts can be kept at the moment.
    ///
    /// # Errors
    /// When they cannot.
    pub async fn ready(&self) -> io::Result<()> {
        let folder = self.folder.clone();
        blocking(move || tempfile::tempfile_in(folder).map(drop)).await
    }

    /// How many bytes of a file have arrived and stay, whatever happens to the machine.
    ///
    /// # Errors
    /// The file system.
    pub async fn arrived(&self, id: Uuid) -> io::Result<u64> {
        let path = self.path(id);
        blocking(move || match File::open(path) {
            Ok(file) => {
                file.sync_data()?;
                Ok(file.metadata()?.len())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        })
        .await
    }

    /// Opens a file to append to it; none if somebody else does so at the moment.
    ///
    /// # Errors
    /// The file system.
    pub async fn open(&self, id: Uuid) -> io::Result<Option<Growing>> {
        let (path, folder) = (self.path(id), self.folder.clone());
        blocking(move || {
            let is_new = !path.exists();
            let file = OpenOptions::new()
                .read(true)
                .append(true)
                .create(true)
                .open(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            if is_new {
                // A name that is not on the disk yet would take the bytes with it.
                File::open(folder)?.sync_all()?;
            }
            let length = file.metadata()?.len();
            Ok(Some(Growing { file, path, length }))
        })
        .await
    }

    /// A file beside the parts, for what may still be thrown away.
    ///
    /// # Errors
    /// The file system.
    pub fn aside(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(&self.folder)
    }

    /// Takes a file away; it may be gone already.
    ///
    /// # Errors
    /// The file system.
    pub async fn remove(&self, id: Uuid) -> io::Result<()> {
        let path = self.path(id);
        blocking(move || gone(std::fs::remove_file(path))).await
    }

    /// Takes away what has not grown since a time, with what a crash left aside; who appends just now is let alone. Gives how
    /// many.
    ///
    /// # Errors
    /// The file system.
    pub async fn remove_older_than(&self, time: SystemTime) -> io::Result<usize> {
        let folder = self.folder.clone();
        blocking(move || {
            let mut removed = 0;
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                if entry.metadata()?.modified()? < time {
                    let file = File::open(entry.path())?;
                    if file.try_lock().is_ok() {
                        gone(std::fs::remove_file(entry.path()))?;
                        removed += 1;
                    }
                }
            }
            Ok(removed)
        })
        .await
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.to_string())
    }
}

impl Growing {
    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends bytes: some tens of kilobytes, which the page cache takes at once.
    ///
    /// # Errors
    /// The file system, as when the disk is full.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.length += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    /// Appends what was put aside.
    ///
    /// # Errors
    /// The file system.
    pub async fn append_file(mut self, mut aside: NamedTempFile) -> io::Result<Self> {
        blocking(move || {
            aside.seek(SeekFrom::Start(0))?;
            self.length += io::copy(&mut aside, &mut self.file)?;
            Ok(self)
        })
        .await
    }

    /// Makes what was appended stay, whatever happens to the machine.
    ///
    /// # Errors
    /// The file system.
    pub async fn sync(self) -> io::Result<Self> {
        blocking(move || {
            self.file.sync_data()?;
            Ok(self)
        })
        .await
    }

    /// SHA-256 of all bytes, in hexadecimal.
    ///
    /// # Errors
    /// The file system.
    pub async fn digest(&self) -> io::Result<String> {
        let path = self.path.clone();
        blocking(move || {
            let (mut file, mut hash) = (File::open(path)?, Sha256::new());
            let mut piece = vec![0; PIECE];
            loop {
                let read = file.read(&mut piece)?;
                match piece.get(..read) {
                    Some(bytes) if !bytes.is_empty() => hash.update(bytes),
                    _ => return Ok(hex(&hash.finalize())),
                }
            }
        })
        .await
    }
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_grows_at_its_end_and_outlives_who_wrote_it() {
        let folder = tempfile::tempdir().unwrap();
        let parts = Parts::in_folder(folder.path()).unwrap();
        let id = Uuid::from_u128(1);
        assert_eq!(parts.arrived(id).await.unwrap(), 0);
        let mut growing = parts.open(id).await.unwrap().unwrap();
        growing.append(b"abc").unwrap();
        assert!(parts.open(id).await.unwrap().is_none(), "one at a time");
        assert!(
            parts
                .remove_older_than(SystemTime::now() + std::time::Duration::from_secs(9))
                .await
                .unwrap()
                == 0
        );
        drop(growing.sync().await.unwrap());
        let other = Parts::in_folder(folder.path()).unwrap();
        assert_eq!(other.arrived(id).await.unwrap(), 3);
        let mut aside = other.aside().unwrap();
        aside.write_all(b"def").unwrap();
        let growing = other.open(id).await.unwrap().unwrap();
        let growing = growing.append_file(aside).await.unwrap();
        assert_eq!(growing.length(), 6);
        assert_eq!(
            growing.digest().await.unwrap(),
            hex(&Sha256::digest(b"abcdef"))
        );
        drop(growing);
        parts.remove(id).await.unwrap();
        parts.remove(id).await.unwrap();
        assert_eq!(parts.arrived(id).await.unwrap(), 0);
    }
}
