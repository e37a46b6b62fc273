//! A picture that shows nothing but that it is invented.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// The letters that are drawn, in five by seven points.
const LETTERS: [(char, [u8; 7]); 24] = [
    ('A', [0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11]),
    ('B', [0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e]),
    ('C', [0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e]),
    ('E', [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f]),
    ('H', [0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11]),
    ('I', [0x0e, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0e]),
    ('N', [0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11]),
    ('O', [0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e]),
    ('S', [0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e]),
    ('T', [0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04]),
    ('U', [0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e]),
    ('Y', [0x11, 0x11, 0x0a, 0x04, 0x04, 0x04, 0x04]),
    ('0', [0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e]),
    ('1', [0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e]),
    ('2', [0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f]),
    ('3', [0x1e, 0x01, 0x01, 0x0e, 0x01, 0x01, 0x1e]),
    ('4', [0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02]),
    ('5', [0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e]),
    ('6', [0x0e, 0x10, 0x10, 0x1e, 0x11, 0x11, 0x0e]),
    ('7', [0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08]),
    ('8', [0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e]),
    ('9', [0x0e, 0x11, 0x11, 0x0f, 0x01, 0x01, 0x0e]),
    ('.', [0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x0c]),
    ('-', [0x00, 0x00, 0x00, 0x1f, 0x00, 0x00, 0x00]),
];

/// How large a point is drawn.
const SCALE: usize = 4;
/// The letters of a line.
const LINE: usize = 18;
/// The rows and columns of a letter, with the space around it.
const CELL: (usize, usize) = (10, 6);

/// A PNG in which these lines are drawn; letters that are not known stay blank.
pub(super) fn png(lines: &[String]) -> std::io::Result<Vec<u8>> {
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::default());
    for line in lines {
        for y in 0..CELL.0 {
            let row = row(line, y);
            for _ in 0..SCALE {
                // Each row begins with the number of its filter: none.
                pixels.write_all(&[0])?;
                pixels.write_all(&row)?;
            }
        }
    }
    let size = |cells: usize| {
        u32::try_from(cells * SCALE)
            .unwrap_or_default()
            .to_be_bytes()
    };
    let mut head = Vec::new();
    head.extend(size(LINE * CELL.1));
    head.extend(size(lines.len() * CELL.0));
    // Eight bits of grey, and the one way of packing and of rows that there is.
    head.extend([8, 0, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, b"IHDR", &head);
    chunk(&mut png, b"IDAT", &pixels.finish()?);
    chunk(&mut png, b"IEND", &[]);
    Ok(png)
}

/// A row of points of a line.
fn row(line: &str, y: usize) -> Vec<u8> {
    let letters = line.chars().chain(std::iter::repeat(' ')).take(LINE);
    let points = letters.flat_map(|letter| {
        let known = LETTERS.iter().find(|(known, _)| *known == letter);
        let bits = known.and_then(|(_, rows)| rows.get(y)).copied();
        let bits = bits.unwrap_or_default();
        [0x20, 0x10, 0x08, 0x04, 0x02, 0x01].map(|bit: u8| bits & bit != 0)
    });
    let grey = |is_ink: bool| std::iter::repeat_n(if is_ink { 0 } else { 255 }, SCALE);
    points.flat_map(grey).collect()
}

fn chunk(png: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(content);
    png.extend(
        u32::try_from(content.len())
            .unwrap_or_default()
            .to_be_bytes(),
    );
    png.extend(name);
    png.extend(content);
    png.extend(crc.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::inspect::{Limits, inspect};

    #[test]
    fn is_a_picture_that_is_kept_as_it_is() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lines = ["CONTOH BUATAN", "SYNTHETIC", "64.74 2024"].map(str::to_owned);
        std::fs::write(file.path(), png(&lines).unwrap()).unwrap();
        let found = inspect(file.path(), "contoh.png", &Limits::default()).unwrap();
        assert!(found.cleaned.is_none());
        assert_eq!(row("T", 0).len(), LINE * CELL.1 * SCALE);
    }
}
