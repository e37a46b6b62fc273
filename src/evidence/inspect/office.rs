//! Looks through a workbook or text document: an archive with agreed parts. Every part is really unpacked, into nothing, since
//! what an archive says of its sizes may be a lie; archives in archives (a chart carries its workbook) are looked through too.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Kind, Rejection};

/// The most bytes of all parts, unpacked.
const PARTS_LIMIT: u64 = 256 * 1024 * 1024;
/// The most parts, of archives inside too.
const COUNT_LIMIT: usize = 5000;
/// The most bytes of the list of parts.
const LIST_LIMIT: u64 = 4 * 1024 * 1024;
/// How deep archives may lie in each other.
const DEPTH_LIMIT: u8 = 2;
/// How each archive begins.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// How the documents of old programs begin, and those with a password, which are put into such a one.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Refuses what does not open, unpacks to too much or has a program in it.
pub(super) fn check(path: &Path, kind: Kind) -> Result<(), Rejection> {
    let main = match kind {
        Kind::Xlsx => "xl/workbook.xml",
        _ => "word/document.xml",
    };
    let mut budget = Budget {
        bytes: PARTS_LIMIT,
        parts: COUNT_LIMIT,
    };
    let parts = look_through(File::open(path)?, &mut budget, 0)?;
    let has = |name: &str| parts.iter().any(|part| part == name);
    if has("[Content_Types].xml") && has(main) {
        Ok(())
    } else {
        Err(Rejection::ContentMismatch)
    }
}

/// Whether it is a document with a password.
pub(super) fn is_sealed(path: &Path) -> Result<bool, Rejection> {
    let bytes = std::fs::read(path)?;
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    Ok(bytes.starts_with(COMPOUND) && bytes.windows(name.len()).any(|part| part == name))
}

/// What may still be unpacked.
struct Budget {
    bytes: u64,
    parts: usize,
}

/// The names of the parts.
fn look_through(file: File, budget: &mut Budget, depth: u8) -> Result<Vec<String>, Rejection> {
    if depth > DEPTH_LIMIT {
        return Err(Rejection::ArchiveBomb);
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    budget.parts = budget
        .parts
        .checked_sub(archive.len())
        .ok_or(Rejection::ArchiveBomb)?;
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let raw = archive.by_index_raw(index).map_err(broken)?;
        if raw.encrypted() {
            return Err(Rejection::Encrypted);
        }
        let name = raw.name().map_err(broken)?.into_owned();
        drop(raw);
        check_name(&name)?;
        if names.contains(&name) {
            // Two parts of one name: which one is read depends on the reader.
            return Err(Rejection::Broken);
        }
        let mut part = archive.by_index(index).map_err(broken)?;
        if name == "[Content_Types].xml" {
            check_list(&mut part, budget)?;
        } else {
            unpack(&mut part, budget, depth)?;
        }
        names.push(name);
    }
    Ok(names)
}

fn check_name(name: &str) -> Result<(), Rejection> {
    let leads_out = name.starts_with('/')
        || name.contains(['\\', ':', '\0'])
        || name.split('/').any(|step| step == "..");
    if leads_out {
        return Err(Rejection::UnsafePath);
    }
    let name = name.to_ascii_lowercase();
    let runs = ["vbaproject.bin", "vbadata.xml"]
        .iter()
        .any(|end| name.ends_with(end))
        || ["/macrosheets/", "/activex/"]
            .iter()
            .any(|folder| name.contains(folder));
    if runs {
        return Err(Rejection::Macro);
    }
    Ok(())
}

/// The list of parts says what each is, under whatever name; it must say so plainly, or another reader reads otherwise.
fn check_list(part: &mut impl Read, budget: &mut Budget) -> Result<(), Rejection> {
    let mut list = Vec::new();
    part.take(LIST_LIMIT + 1)
        .read_to_end(&mut list)
        .map_err(|_error| Rejection::Broken)?;
    let size = u64::try_from(list.len()).unwrap_or(u64::MAX);
    if size > LIST_LIMIT {
        return Err(Rejection::ArchiveBomb);
    }
    budget.spend(size)?;
    let list = String::from_utf8(list)
        .map_err(|_error| Rejection::Broken)?
        .to_ascii_lowercase();
    if list.contains('\0') || list.contains("<!doctype") {
        return Err(Rejection::Broken);
    }
    let says = |word: &str| list.contains(word);
    if ["macroenabled", "vbaproject", "macrosheet", "activex", "&#"]
        .into_iter()
        .any(says)
    {
        return Err(Rejection::Macro);
    }
    Ok(())
}

fn unpack(part: &mut impl Read, budget: &mut Budget, depth: u8) -> Result<(), Rejection> {
    let mut head = Vec::new();
    part.take(4)
        .read_to_end(&mut head)
        .map_err(|_error| Rejection::Broken)?;
    budget.spend(u64::try_from(head.len()).unwrap_or(u64::MAX))?;
    let rest = part.take(budget.bytes + 1);
    if head != ARCHIVE {
        return budget.spend(copy(rest, &mut std::io::sink())?);
    }
    let mut inner = tempfile::tempfile()?;
    inner.write_all(&head)?;
    budget.spend(copy(rest, &mut inner)?)?;
    inner.seek(SeekFrom::Start(0))?;
    look_through(inner, budget, depth + 1)?;
    Ok(())
}

/// Unpacks; what fails here is the archive's fault, but for a full disk.
fn copy(mut from: impl Read, to: &mut impl Write) -> Result<u64, Rejection> {
    std::io::copy(&mut from, to).map_err(|error| match error.kind() {
        std::io::ErrorKind::StorageFull => Rejection::Disk(error),
        _ => Rejection::Broken,
    })
}

impl Budget {
    fn spend(&mut self, bytes: u64) -> Result<(), Rejection> {
        self.bytes = self
            .bytes
            .checked_sub(bytes)
            .ok_or(Rejection::ArchiveBomb)?;
        Ok(())
    }
}

fn broken(error: ZipError) -> Rejection {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Rejection::Encrypted,
        ZipError::Io(error) => error.into(),
        _ => Rejection::Broken,
    }
}
