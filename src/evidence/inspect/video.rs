//! Walks the boxes of an MP4 from the first to the end of the file, without reading what they hold: they must fit into each
//! other exactly. Boxes with notes (title, device, place) become empty ones of the same length, so that nothing else moves.
//!
//! Not left out: tracks of their own in which some cameras write positions while they film.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use tempfile::NamedTempFile;

use super::{Rejection, beside};

/// The most boxes that are looked at: a fragmented video has some for each second.
const BOXES_LIMIT: u32 = 100_000;
/// Kinds of MP4 that browsers and players know.
const BRANDS: &[&[u8; 4]] = &[
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41",
    b"mp42", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"dash", b"MSNV", b"mmp4",
];
/// Boxes that only tell.
const NOTES: &[&[u8; 4]] = &[b"udta", b"meta", b"uuid"];

/// The video without its notes, if it has any; refused if it is not whole.
pub(super) fn clean(path: &Path) -> Result<Option<NamedTempFile>, Rejection> {
    let file = File::open(path)?;
    let end = file.metadata()?.len();
    let mut walk = Walk {
        file: BufReader::new(file),
        left: BOXES_LIMIT,
        notes: Vec::new(),
        tracks: 0,
    };
    let (mut at, mut has_movie, mut has_data) = (0, false, false);
    while at < end {
        let part = walk.part(at, end)?;
        match &part.name {
            b"ftyp" if at == 0 => walk.brands(&part)?,
            _ if at == 0 => return Err(Rejection::ContentMismatch),
            b"moov" if has_movie => return Err(Rejection::Broken),
            b"moov" => {
                has_movie = true;
                walk.movie(&part)?;
            }
            b"mdat" => has_data = true,
            name if NOTES.contains(&name) => walk.notes.push(part.clone()),
            _ => {}
        }
        at = part.whole.end;
    }
    if !(has_movie && has_data && walk.tracks > 0) {
        return Err(Rejection::Broken);
    }
    blank(path, &walk.notes)
}

/// A box: its header and its content.
#[derive(Clone)]
struct Part {
    name: [u8; 4],
    whole: Range<u64>,
    content: u64,
}

struct Walk {
    file: BufReader<File>,
    left: u32,
    notes: Vec<Part>,
    tracks: u32,
}

impl Walk {
    /// The box that begins here, which must not go beyond the one around it.
    fn part(&mut self, at: u64, end: u64) -> Result<Part, Rejection> {
        self.left = self.left.checked_sub(1).ok_or(Rejection::ArchiveBomb)?;
        self.file.seek(SeekFrom::Start(at))?;
        let (mut size, mut name) = ([0; 4], [0; 4]);
        self.file.read_exact(&mut size)?;
        self.file.read_exact(&mut name)?;
        let (size, header) = match u32::from_be_bytes(size) {
            // To the end of the file.
            0 => (end - at, 8),
            1 => {
                let mut size = [0; 8];
                self.file.read_exact(&mut size)?;
                (u64::from_be_bytes(size), 16)
            }
            size => (u64::from(size), 8),
        };
        match at.checked_add(size) {
            Some(stop) if size >= header && stop <= end => Ok(Part {
                name,
                whole: at..stop,
                content: at + header,
            }),
            _ => Err(Rejection::Broken),
        }
    }

    /// One of the kinds it says it keeps to must be known.
    fn brands(&mut self, part: &Part) -> Result<(), Rejection> {
        self.file.seek(SeekFrom::Start(part.content))?;
        let size = (part.whole.end - part.content).min(1024);
        let mut brands = Vec::new();
        (&mut self.file).take(size).read_to_end(&mut brands)?;
        let known = brands
            .chunks_exact(4)
            .enumerate()
            // The second is a version.
            .any(|(index, brand)| index != 1 && BRANDS.iter().any(|known| *known == brand));
        if known {
            Ok(())
        } else {
            Err(Rejection::ContentMismatch)
        }
    }

    /// The boxes of the movie, and those of its tracks.
    fn movie(&mut self, movie: &Part) -> Result<(), Rejection> {
        let mut at = movie.content;
        while at < movie.whole.end {
            let part = self.part(at, movie.whole.end)?;
            if NOTES.contains(&&part.name) {
                self.notes.push(part.clone());
            }
            if &part.name == b"trak" {
                self.tracks += 1;
                let mut inside = part.content;
                while inside < part.whole.end {
                    let inner = self.part(inside, part.whole.end)?;
                    inside = inner.whole.end;
                    if NOTES.contains(&&inner.name) {
                        self.notes.push(inner);
                    }
                }
            }
            at = part.whole.end;
        }
        Ok(())
    }
}

/// A copy in which these boxes are free space.
fn blank(path: &Path, notes: &[Part]) -> Result<Option<NamedTempFile>, Rejection> {
    if notes.is_empty() {
        return Ok(None);
    }
    let mut copy = beside(path)?;
    std::io::copy(&mut File::open(path)?, copy.as_file_mut())?;
    let file = copy.as_file_mut();
    for part in notes {
        file.seek(SeekFrom::Start(part.whole.start + 4))?;
        file.write_all(b"free")?;
        file.seek(SeekFrom::Start(part.content))?;
        let length = part.whole.end - part.content;
        std::io::copy(&mut std::io::repeat(0).take(length), file)?;
    }
    file.flush()?;
    Ok(Some(copy))
}
