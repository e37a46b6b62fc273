//! Reading CSV as spreadsheets save it: the delimiter is what most lines agree on, and what is no UTF-8 is Windows-1252.

use std::borrow::Cow;
use std::io::{BufRead, BufReader};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use encoding_rs::WINDOWS_1252;

use super::read::{Bounded, TableError, plainly};
use super::stage::Stage;
use super::write::unguarded;

/// The delimiters that spreadsheets know. Of two that stand equally often it is not the comma, which numbers have as well.
const DELIMITERS: [u8; 4] = [b';', b'\t', b'|', b','];
/// Lines that are looked at to tell the delimiter.
const LINES: usize = 25;

/// Reads every row that is not blank.
pub(super) fn read(stream: Bounded, stage: &mut Stage) -> Result<(), TableError> {
    let since_row = Arc::clone(&stream.since_row);
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    let start = reader.fill_buf()?;
    let bom = start.starts_with(b"\xef\xbb\xbf");
    let delimiter = delimiter(start);
    let first = start.split(|b| *b == b'\n').next().unwrap_or_default();
    // The reader leaves the `\n` of `\r\n` to the next record, which then begins a line too early.
    let late = u64::from(first.ends_with(b"\r"));
    if bom {
        reader.consume(3);
    }
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(reader);
    let mut record = csv::ByteRecord::new();
    let mut rows = 0u64;
    while csv.read_byte_record(&mut record).map_err(plainly)? {
        since_row.store(0, Ordering::Relaxed);
        let line = record.position().map_or(0, csv::Position::line);
        let line = if rows == 0 { line } else { line + late };
        // Blank lines before a record count as its beginning: where it ends tells more.
        let within = record.as_slice().iter().filter(|b| **b == b'\n').count();
        let end = csv.position().line() + late;
        let line = line.max(end.saturating_sub(1 + u64::try_from(within).unwrap_or_default()));
        rows += 1;
        if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
            let cells: Vec<Cow<'_, str>> = record.iter().map(|cell| text(cell, stage)).collect();
            stage.row(line, cells.iter().map(|cell| unguarded(cell).as_bytes()))?;
        }
    }
    if rows == 0 {
        return Err(TableError::Empty);
    }
    Ok(())
}

fn text<'a>(cell: &'a [u8], stage: &mut Stage) -> Cow<'a, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            stage.guessed = true;
            WINDOWS_1252.decode_without_bom_handling(cell).0
        }
    }
}

/// The delimiter that stands most often in one of the first lines: a header has more of them than any title above it, and a
/// decimal comma stands in a line fewer times than there are columns.
fn delimiter(start: &[u8]) -> u8 {
    let most = |delimiter: u8| {
        let counts = start
            .split(|b| *b == b'\n')
            .take(LINES)
            .map(|line| line.iter().filter(|b| **b == delimiter).count());
        counts.max().unwrap_or_default()
    };
    let mut best = (b',', 0);
    for delimiter in DELIMITERS {
        let count = most(delimiter);
        if count > best.1 {
            best = (delimiter, count);
        }
    }
    best.0
}
