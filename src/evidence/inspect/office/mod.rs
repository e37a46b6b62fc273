//! Looks through a workbook or text document: an archive with agreed parts. Every part is really unpacked, into nothing, since
//! what an archive says of its sizes may be a lie. Of archives inside there is one kind, the workbook of a chart, which is
//! looked through too; `frame` looks at what lies beside the parts, `xml` at what they say.

mod frame;
mod xml;

use std::collections::HashSet;
use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Kind, Rejection};

/// The most bytes of all parts, unpacked, pictures included.
const PARTS_LIMIT: u64 = 64 * 1024 * 1024;
/// The most parts, of archives inside too.
const COUNT_LIMIT: usize = 2000;
/// How many times its packed size a part may have, beyond `RATIO_FREE`.
const RATIO_LIMIT: u64 = 100;
/// Up to this many bytes the ratio does not matter.
const RATIO_FREE: u64 = 1024 * 1024;
/// The most bytes of the list of parts.
const LIST_LIMIT: u64 = 4 * 1024 * 1024;
/// How deep archives may lie in each other.
const DEPTH_LIMIT: u8 = 2;
/// The list of parts, in lower case.
const LIST: &str = "[content_types].xml";
/// The main part of a workbook.
const WORKBOOK: &str = "xl/workbook.xml";
/// How each archive begins.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// How the documents of old programs begin, and those with a password, which are put into such a one.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// How programs begin.
const PROGRAMS: [&[u8]; 3] = [b"MZ", b"\x7fELF", b"#!"];

/// Refuses what does not open, unpacks to too much, has a program in it or leads to other files.
pub(super) fn check(path: &Path, kind: Kind) -> Result<(), Rejection> {
    let main = match kind {
        Kind::Xlsx => WORKBOOK,
        _ => "word/document.xml",
    };
    let mut budget = Budget {
        bytes: PARTS_LIMIT,
        parts: COUNT_LIMIT,
    };
    look_through(&std::fs::read(path)?, main, &mut budget, 0)
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

fn look_through(bytes: &[u8], main: &str, budget: &mut Budget, depth: u8) -> Result<(), Rejection> {
    if depth > DEPTH_LIMIT {
        return Err(Rejection::ArchiveBomb);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    budget.parts = budget
        .parts
        .checked_sub(archive.len())
        .ok_or(Rejection::ArchiveBomb)?;
    if archive.has_duplicate_names() {
        // Two parts of one name: which one is read depends on the reader.
        return Err(Rejection::Broken);
    }
    frame::check(bytes, &mut archive)?;
    let mut names = HashSet::new();
    for index in 0..archive.len() {
        let raw = archive.by_index_raw(index).map_err(broken)?;
        if raw.encrypted() {
            return Err(Rejection::Encrypted);
        }
        // Small and capital letters are no difference to who opens it.
        let name = raw.name().map_err(broken)?.to_ascii_lowercase();
        drop(raw);
        check_name(&name)?;
        let part = archive.by_index(index).map_err(broken)?;
        let allowed = budget.of_part(part.compressed_size());
        let mut part = part.take(allowed + 1);
        let looked = look_into(&name, &mut part);
        let rest = std::io::copy(&mut part, &mut std::io::sink());
        budget.bytes = budget
            .bytes
            .checked_sub(allowed + 1 - part.limit())
            .filter(|_| part.limit() > 0)
            .ok_or(Rejection::ArchiveBomb)?;
        rest.map_err(|_error| Rejection::Broken)?;
        if let Some(inner) = looked? {
            look_through(&inner, WORKBOOK, budget, depth + 1)?;
        }
        if !names.insert(name) {
            return Err(Rejection::Broken);
        }
    }
    if names.contains(LIST) && names.contains(main) {
        Ok(())
    } else {
        Err(Rejection::ContentMismatch)
    }
}

/// Looks at what a part is; the archive, if it is one.
fn look_into(name: &str, part: &mut impl Read) -> Result<Option<Vec<u8>>, Rejection> {
    let mut head = Vec::new();
    let opens = |part: std::io::Result<usize>| part.map_err(|_error| Rejection::Broken);
    opens(part.by_ref().take(8).read_to_end(&mut head))?;
    if PROGRAMS.iter().any(|start| head.starts_with(start)) {
        return Err(Rejection::Program);
    }
    let is_archive = head.starts_with(ARCHIVE);
    let is_embedded = name.split('/').any(|step| step == "embeddings");
    let mut whole = head.as_slice().chain(part);
    if is_archive && is_embedded && name.ends_with(".xlsx") {
        let mut inner = Vec::new();
        opens(whole.read_to_end(&mut inner))?;
        return Ok(Some(inner));
    }
    if is_archive || is_embedded || head.starts_with(COMPOUND) {
        return Err(Rejection::EmbeddedObject);
    }
    match name.rsplit_once('.').unwrap_or_default().1 {
        _ if name == LIST => check_list(&mut whole)?,
        "rels" => xml::check_relations(whole, name.contains("/charts/_rels/"))?,
        "xml" => xml::check(whole)?,
        "vml" => xml::check_drawing(whole)?,
        _ => {}
    }
    Ok(None)
}

/// The name is in lower case.
fn check_name(name: &str) -> Result<(), Rejection> {
    let leads_out = name.starts_with('/')
        || name.contains(['\\', ':', '\0'])
        || name.split('/').any(|step| step == "..");
    if leads_out {
        return Err(Rejection::UnsafePath);
    }
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
fn check_list(part: &mut impl Read) -> Result<(), Rejection> {
    let mut list = Vec::new();
    part.take(LIST_LIMIT + 1)
        .read_to_end(&mut list)
        .map_err(|_error| Rejection::Broken)?;
    let size = u64::try_from(list.len()).unwrap_or(u64::MAX);
    if size > LIST_LIMIT {
        return Err(Rejection::ArchiveBomb);
    }
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

impl Budget {
    /// The most bytes of a part of this packed size.
    fn of_part(&self, packed: u64) -> u64 {
        self.bytes
            .min(packed.saturating_mul(RATIO_LIMIT).max(RATIO_FREE))
    }
}

fn broken(error: ZipError) -> Rejection {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Rejection::Encrypted,
        ZipError::Io(error) => error.into(),
        _ => Rejection::Broken,
    }
}
