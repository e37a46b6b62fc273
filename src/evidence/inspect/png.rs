//! Goes through a PNG chunk by chunk and keeps what is needed to show it: Exif, texts (XMP among them), times and whatever lies
//! behind the end are left out. An animation becomes its first picture.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::{PIXELS_LIMIT, Rejection};

/// The first bytes of each PNG.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The most bytes of its pixels, in four bytes each.
const BYTES_LIMIT: u64 = 4 * PIXELS_LIMIT;
/// What changes how it looks.
const KEPT: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"mDCV", b"cLLI", b"bKGD", b"pHYs",
];

/// The picture without what it need not tell; refused if it is not whole.
pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Rejection> {
    let mut rest = bytes
        .strip_prefix(SIGNATURE)
        .ok_or(Rejection::ContentMismatch)?;
    let mut cleaned = SIGNATURE.to_vec();
    let mut expected = None;
    let mut data = Vec::new();
    loop {
        let chunk = Chunk::read(rest)?;
        rest = chunk.rest;
        match (chunk.name, expected) {
            (b"IHDR", None) => expected = Some(pixel_bytes(chunk.content)?),
            (b"IHDR", Some(_)) | (_, None) => return Err(Rejection::Broken),
            (b"IDAT", _) => data.extend(chunk.content),
            _ => {}
        }
        if KEPT.contains(&chunk.name) {
            cleaned.extend(chunk.whole);
        } else if chunk.name.first().is_some_and(u8::is_ascii_uppercase) {
            // An upper-case letter says that it cannot be shown without; no such chunk is known.
            return Err(Rejection::Broken);
        }
        if chunk.name == b"IEND" {
            break;
        }
    }
    let (least, whole) = expected.unwrap_or_default();
    // Some writers add a little behind the last row.
    let most = whole.saturating_mul(2).saturating_add(1024);
    let mut pixels = ZlibDecoder::new(data.as_slice()).take(most + 1);
    let size = std::io::copy(&mut pixels, &mut std::io::sink()).ok();
    match size {
        Some(size) if size > most => Err(Rejection::ArchiveBomb),
        Some(size) if size >= least => Ok(cleaned),
        _ => Err(Rejection::Broken),
    }
}

struct Chunk<'a> {
    name: &'a [u8; 4],
    content: &'a [u8],
    whole: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Chunk<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Rejection> {
        Self::split(bytes).ok_or(Rejection::Broken)
    }

    fn split(bytes: &'a [u8]) -> Option<Self> {
        let (length, after) = bytes.split_first_chunk()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (name, after) = after.split_first_chunk()?;
        let (content, after) = after.split_at_checked(length)?;
        let (sum, rest) = after.split_first_chunk()?;
        let mut crc = flate2::Crc::new();
        crc.update(name);
        crc.update(content);
        let whole = bytes.get(..bytes.len() - rest.len())?;
        (crc.sum() == u32::from_be_bytes(*sum)).then_some(Self {
            name,
            content,
            whole,
            rest,
        })
    }
}

/// The fewest bytes of all pixels before they are packed, one per row if they come in passes, and those of all rows.
fn pixel_bytes(header: &[u8]) -> Result<(u64, u64), Rejection> {
    let (width, rest) = header.split_first_chunk().ok_or(Rejection::Broken)?;
    let (height, rest) = rest.split_first_chunk().ok_or(Rejection::Broken)?;
    let &[depth, colour, _, _, passes] = rest else {
        return Err(Rejection::Broken);
    };
    let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    let samples: u64 = match colour {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return Err(Rejection::Broken),
    };
    if width == 0 || height == 0 || !matches!(depth, 1 | 2 | 4 | 8 | 16) {
        return Err(Rejection::Broken);
    }
    let row = (u64::from(width) * samples * u64::from(depth)).div_ceil(8) + 1;
    let size = row.saturating_mul(u64::from(height));
    match passes {
        _ if size > BYTES_LIMIT || u64::from(width) * u64::from(height) > PIXELS_LIMIT => {
            Err(Rejection::ArchiveBomb)
        }
        0 => Ok((size, size)),
        1 => Ok((u64::from(height), size)),
        _ => Err(Rejection::Broken),
    }
}
