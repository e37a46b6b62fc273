//! Judges an uploaded file: its name, its first bytes and a parser must agree on what it is, nothing in it may run, and it must
//! not cost more than its kind is granted. What tells where a picture or a video was taken is left out: evidence of a visit
//! shows a family's home.

mod apart;
mod jpeg;
mod office;
mod pdf;
mod png;
mod rejection;
mod video;

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

pub use apart::{Inspection, inspect_apart};
pub use rejection::Rejection;

/// The most bytes of a PDF: a scanned report of some hundred pages.
pub const PDF_LIMIT: u64 = 50 * 1024 * 1024;
/// The most bytes of a JPEG or PNG: more than telephones take.
pub const PICTURE_LIMIT: u64 = 20 * 1024 * 1024;
/// The most bytes of a workbook or a text document.
pub const OFFICE_LIMIT: u64 = 20 * 1024 * 1024;
/// The most bytes of a video: some minutes from a telephone.
pub const VIDEO_LIMIT: u64 = 200 * 1024 * 1024;
/// The most pixels of a picture; each costs who shows it three or four bytes, however small the file is.
const PIXELS_LIMIT: u64 = 100 * 1000 * 1000;
/// How much of the beginning is looked at to tell what a file is.
const HEAD: u64 = 8192;

/// What is taken as evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A PDF document.
    Pdf,
    /// A picture.
    Jpeg,
    /// A picture.
    Png,
    /// A workbook.
    Xlsx,
    /// A text document.
    Docx,
    /// A video.
    Mp4,
}

impl Kind {
    /// By the end of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            "xlsx" => Some(Self::Xlsx),
            "docx" => Some(Self::Docx),
            "mp4" => Some(Self::Mp4),
            _ => None,
        }
    }

    /// What `Content-Type` says of it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Mp4 => "video/mp4",
        }
    }

    /// Whether the first bytes are of this kind.
    fn begins(self, head: &[u8]) -> bool {
        let Some(found) = infer::get(head) else {
            return false;
        };
        let found = found.mime_type();
        match self {
            Self::Pdf | Self::Jpeg | Self::Png => found == self.media_type(),
            // Which of the archives it is, the parts inside tell: their order is free.
            Self::Xlsx | Self::Docx => {
                found == "application/zip" || found.contains("openxmlformats-officedocument")
            }
            Self::Mp4 => matches!(found, "video/mp4" | "video/x-m4v"),
        }
    }
}

/// The most bytes of each kind.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of a PDF.
    pub pdf: u64,
    /// Of a JPEG or PNG.
    pub picture: u64,
    /// Of a workbook or text document.
    pub office: u64,
    /// Of a video.
    pub video: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pdf: PDF_LIMIT,
            picture: PICTURE_LIMIT,
            office: OFFICE_LIMIT,
            video: VIDEO_LIMIT,
        }
    }
}

impl Limits {
    /// The most bytes of a kind.
    pub const fn of(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Pdf => self.pdf,
            Kind::Jpeg | Kind::Png => self.picture,
            Kind::Xlsx | Kind::Docx => self.office,
            Kind::Mp4 => self.video,
        }
    }

    /// The most bytes of any kind: where an upload can be cut off.
    pub fn largest(&self) -> u64 {
        self.pdf.max(self.picture).max(self.office).max(self.video)
    }
}

/// A file that may be kept.
#[derive(Debug)]
pub struct Inspected {
    /// What it is.
    pub kind: Kind,
    /// Its `Content-Type`.
    pub media_type: &'static str,
    /// Bytes of what is to be kept.
    pub size: u64,
    /// SHA-256 of what is to be kept, in hexadecimal.
    pub sha256: String,
    /// What a PDF says, for searching; bounded, and none if it could not be read.
    pub text: Option<String>,
    /// What is to be kept instead of the file that came, if something had to be left out; it goes with this.
    pub cleaned: Option<NamedTempFile>,
}

/// Judges a file that lies on disk; takes its time, so call it where waiting is allowed.
///
/// # Errors
/// When the file is refused, or cannot be read.
pub fn inspect(path: &Path, file_name: &str, limits: &Limits) -> Result<Inspected, Rejection> {
    let kind = Kind::of_name(file_name).ok_or(Rejection::ExtensionUnknown)?;
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    if size == 0 {
        return Err(Rejection::Empty);
    }
    if size > limits.of(kind) {
        return Err(Rejection::TooLarge {
            limit: limits.of(kind),
        });
    }
    let mut head = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut head)?;
    if !kind.begins(&head) {
        return Err(match kind {
            Kind::Xlsx | Kind::Docx if office::is_sealed(path)? => Rejection::Encrypted,
            _ => Rejection::ContentMismatch,
        });
    }
    let mut text = None;
    let cleaned = match kind {
        Kind::Pdf => {
            text = pdf::check(std::fs::read(path)?)?;
            None
        }
        Kind::Jpeg => replaced(path, jpeg::clean)?,
        Kind::Png => replaced(path, png::clean)?,
        Kind::Xlsx | Kind::Docx => {
            office::check(path, kind)?;
            None
        }
        Kind::Mp4 => video::clean(path)?,
    };
    let (size, sha256) = measure(cleaned.as_ref().map_or(path, NamedTempFile::path))?;
    Ok(Inspected {
        kind,
        media_type: kind.media_type(),
        size,
        sha256,
        text,
        cleaned,
    })
}

/// A picture without what it need not tell, if that is another file.
fn replaced(
    path: &Path,
    clean: fn(&[u8]) -> Result<Vec<u8>, Rejection>,
) -> Result<Option<NamedTempFile>, Rejection> {
    let bytes = std::fs::read(path)?;
    let cleaned = clean(&bytes)?;
    if cleaned == bytes {
        return Ok(None);
    }
    let mut file = beside(path)?;
    file.write_all(&cleaned)?;
    file.flush()?;
    Ok(Some(file))
}

/// A temporary file in the folder of another: where one upload has room, so has its copy.
fn beside(path: &Path) -> std::io::Result<NamedTempFile> {
    path.parent()
        .map_or_else(NamedTempFile::new, NamedTempFile::new_in)
}

/// Size and hash of a file, a piece at a time.
fn measure(path: &Path) -> Result<(u64, String), Rejection> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        let read = file.read(&mut piece)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        hash.update(bytes);
        size += u64::try_from(read).unwrap_or(u64::MAX);
    }
    Ok((size, hex(&hash.finalize())))
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
