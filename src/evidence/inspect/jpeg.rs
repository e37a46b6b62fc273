//! Goes through a JPEG segment by segment and keeps what is needed to show it. Exif, GPS, XMP, captions, comments, previews and
//! whatever lies behind the end (telephones put a video there, with its own position) are left out.
//!
//! Of Exif only the orientation stays, in a block of its own, or pictures from telephones would lie on their side.

use super::{PIXELS_LIMIT, Rejection};

/// The start of the block that carries Exif.
const EXIF: &[u8] = b"Exif\0\0";

/// The picture without what it need not tell; refused if it is not whole.
pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Rejection> {
    let mut rest = Rest(bytes);
    if rest.take(2)? != [0xff, 0xd8] {
        return Err(Rejection::ContentMismatch);
    }
    let mut picture = Picture::default();
    loop {
        let marker = rest.marker()?;
        match marker {
            0xd9 => return picture.finish(),
            // Markers without content; within a scan they belong to it.
            0x01 | 0xd0..=0xd7 => picture.body.extend([0xff, marker]),
            0x00 | 0xd8 => return Err(Rejection::Broken),
            _ => {
                let length = rest.number()?.checked_sub(2).ok_or(Rejection::Broken)?;
                let content = rest.take(usize::from(length))?;
                picture.segment(marker, content)?;
                if marker == 0xda {
                    picture.body.extend(rest.scan()?);
                }
            }
        }
    }
}

/// What is kept.
#[derive(Default)]
struct Picture {
    /// The JFIF block, which comes first.
    jfif: Vec<u8>,
    orientation: Option<u8>,
    body: Vec<u8>,
    has_frame: bool,
    has_scan: bool,
}

impl Picture {
    fn segment(&mut self, marker: u8, content: &[u8]) -> Result<(), Rejection> {
        match marker {
            0xe0 if content.starts_with(b"JFIF\0") && self.jfif.is_empty() => {
                put(&mut self.jfif, marker, content)?;
            }
            0xe1 if content.starts_with(EXIF) => {
                self.orientation = self.orientation.or_else(|| orientation(content));
            }
            // Colours would be wrong without their profile, and CMYK without Adobe's note.
            0xe2 if content.starts_with(b"ICC_PROFILE\0") => {
                put(&mut self.body, marker, content)?;
            }
            0xee if content.starts_with(b"Adobe") => put(&mut self.body, marker, content)?,
            0xe0..=0xfe => {}
            _ => {
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    let size = content.get(1..).unwrap_or_default();
                    if self.has_frame {
                        return Err(Rejection::Broken);
                    }
                    is_bearable(size.first_chunk().ok_or(Rejection::Broken)?)?;
                    self.has_frame = true;
                }
                if marker == 0xda {
                    if !self.has_frame {
                        return Err(Rejection::Broken);
                    }
                    self.has_scan = true;
                }
                put(&mut self.body, marker, content)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<u8>, Rejection> {
        if !self.has_scan {
            return Err(Rejection::Broken);
        }
        let mut bytes = vec![0xff, 0xd8];
        bytes.extend(self.jfif);
        if let Some(orientation) = self.orientation {
            let mut exif = EXIF.to_vec();
            // One directory with one entry: tag 0x0112, one short.
            exif.extend(b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
            exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
            put(&mut bytes, 0xe1, &exif)?;
        }
        bytes.extend(self.body);
        bytes.extend([0xff, 0xd9]);
        Ok(bytes)
    }
}

/// Height and width of a picture.
fn is_bearable(&[a, b, c, d]: &[u8; 4]) -> Result<(), Rejection> {
    let [height, width] = [[a, b], [c, d]].map(|side| u64::from(u16::from_be_bytes(side)));
    // No height: it is said behind the first scan, and may be the greatest.
    let height = if height == 0 { u16::MAX.into() } else { height };
    match width * height {
        0 => Err(Rejection::Broken),
        pixels if pixels > PIXELS_LIMIT => Err(Rejection::ArchiveBomb),
        _ => Ok(()),
    }
}

fn put(bytes: &mut Vec<u8>, marker: u8, content: &[u8]) -> Result<(), Rejection> {
    let length = u16::try_from(content.len() + 2).ok();
    bytes.extend([0xff, marker]);
    bytes.extend(length.ok_or(Rejection::Broken)?.to_be_bytes());
    bytes.extend(content);
    Ok(())
}

/// What is yet to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Rejection> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Rejection::Broken)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u16, Rejection> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Rejection::Broken)?;
        self.0 = rest;
        Ok(u16::from_be_bytes(*taken))
    }

    /// The next marker; it may have any number of 0xff before it.
    fn marker(&mut self) -> Result<u8, Rejection> {
        let filled = self.0.iter().take_while(|byte| **byte == 0xff).count();
        if filled == 0 {
            return Err(Rejection::Broken);
        }
        self.take(filled)?;
        self.take(1)?.first().copied().ok_or(Rejection::Broken)
    }

    /// The coded data up to the next marker that ends it.
    fn scan(&mut self) -> Result<&'a [u8], Rejection> {
        let ends = |pair: &[u8]| match pair {
            [0xff, next] => !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff),
            _ => false,
        };
        let end = self.0.windows(2).position(ends);
        self.take(end.ok_or(Rejection::Broken)?)
    }
}

/// The orientation in a block of Exif, if it is one that turns.
fn orientation(content: &[u8]) -> Option<u8> {
    let tiff = content.strip_prefix(EXIF)?;
    let little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let bytes = *tiff.get(4..)?.first_chunk()?;
    let directory = usize::try_from(if little {
        u32::from_le_bytes(bytes)
    } else {
        u32::from_be_bytes(bytes)
    })
    .ok()?;
    let entries = usize::from(short(directory)?);
    let first = directory.checked_add(2)?;
    let entry = (0..entries)
        .map(|index| first.saturating_add(index * 12))
        .find(|at| short(*at) == Some(0x0112))?;
    let value = u8::try_from(short(entry.checked_add(8)?)?).ok()?;
    (2..=8).contains(&value).then_some(value)
}
