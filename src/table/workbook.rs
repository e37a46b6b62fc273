//! Reading the first sheet of a workbook. Its archive is looked through before anything of it is believed: a few kilobytes can
//! unpack to gigabytes.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};

use calamine::{DataRef, Reader, Xlsx};
use flate2::read::MultiGzDecoder;

use super::read::{ROW_LIMIT, TableError};
use super::stage::Stage;
use super::write::unguarded;

/// The most bytes of a workbook.
const WORKBOOK_LIMIT: u64 = 32 * 1024 * 1024;
/// The most bytes of all its parts, unpacked.
const PARTS_LIMIT: u64 = 192 * 1024 * 1024;
/// The most bytes of a part that is held in memory as a whole, as the shared texts are.
const HELD_LIMIT: u64 = 32 * 1024 * 1024;
/// The most parts, and the most columns.
const COUNT_LIMIT: usize = 200;
/// The most bytes of a cell's element: that of the longest text that a spreadsheet program takes, escaped.
const CELL_LIMIT: usize = 256 * 1024;

/// Reads the first sheet; its first row is the header.
pub(super) fn read(file: File, packed: bool, stage: &mut Stage) -> Result<(), TableError> {
    let broken = |error: calamine::XlsxError| TableError::Workbook(error.to_string());
    let mut file = plain(file, packed)?;
    look_through(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(broken)?;
    let sheet = workbook
        .sheet_names()
        .first()
        .cloned()
        .ok_or(TableError::Empty)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut row = SheetRow::default();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (line, column) = cell.get_position();
        let line = u64::from(line) + 1;
        if line != row.line {
            row.put(stage)?;
            row.line = line;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COUNT_LIMIT {
            return Err(TableError::TooLarge);
        }
        row.cells.resize(column, String::new());
        row.push(cell_text(cell.get_value()))?;
    }
    row.put(stage)?;
    if row.headed {
        Ok(())
    } else {
        Err(TableError::Empty)
    }
}

#[derive(Default)]
struct SheetRow {
    headed: bool,
    line: u64,
    cells: Vec<String>,
    bytes: usize,
}

impl SheetRow {
    /// Takes a cell; a row of many that refer to one long text would not fit into memory.
    fn push(&mut self, cell: String) -> Result<(), TableError> {
        self.bytes += cell.len();
        if u64::try_from(self.bytes).unwrap_or(u64::MAX) > ROW_LIMIT {
            return Err(TableError::TooLarge);
        }
        self.cells.push(cell);
        Ok(())
    }

    fn put(&mut self, stage: &mut Stage) -> Result<(), TableError> {
        self.bytes = 0;
        if self.cells.iter().all(|cell| cell.trim().is_empty()) {
            self.cells.clear();
            return Ok(());
        }
        if self.headed || !stage.headed {
            self.headed = true;
            let cells = self.cells.iter().map(|cell| unguarded(cell).as_bytes());
            stage.row(self.line, cells)?;
        } else {
            stage.header(self.cells.iter().map(String::as_str))?;
            self.headed = true;
        }
        self.cells.clear();
        Ok(())
    }
}

/// The archive itself, out of its gzip.
fn plain(mut file: File, packed: bool) -> Result<File, TableError> {
    let size = if packed {
        let mut unpacked = tempfile::tempfile()?;
        let mut source = MultiGzDecoder::new(BufReader::new(file)).take(WORKBOOK_LIMIT + 1);
        let size = std::io::copy(&mut source, &mut unpacked)?;
        file = unpacked;
        size
    } else {
        file.metadata()?.len()
    };
    if size > WORKBOOK_LIMIT {
        return Err(TableError::TooLarge);
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// Unpacks every part into nothing and counts: what an archive says of the size of its parts may be a lie.
fn look_through(file: &mut File) -> Result<(), TableError> {
    let broken = |error: zip::result::ZipError| TableError::Workbook(error.to_string());
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if archive.len() > COUNT_LIMIT {
        return Err(TableError::TooLarge);
    }
    let mut left = PARTS_LIMIT;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        let streamed = part.name().map_err(broken)?.starts_with("xl/worksheets/");
        let limit = if streamed { left } else { left.min(HELD_LIMIT) };
        let mut cells = Cells::default();
        let size = std::io::copy(&mut part.take(limit + 1), &mut cells)
            .map_err(|error| TableError::Workbook(error.to_string()))?;
        if size > limit || (streamed && cells.longest > CELL_LIMIT) {
            return Err(TableError::TooLarge);
        }
        left -= size;
    }
    Ok(())
}

/// Measures the longest stretch without the end of a cell, `</c>`, or of anything else that ends like it.
#[derive(Default)]
struct Cells {
    since: usize,
    longest: usize,
    before: u8,
}

impl Write for Cells {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        for byte in buffer {
            self.since += 1;
            // `c>` and `/>` end cells, rows without cells, and most else of a sheet but a text.
            if *byte == b'>' && matches!(self.before, b'c' | b'/') {
                self.since = 0;
            }
            self.longest = self.longest.max(self.since);
            self.before = *byte;
        }
        Ok(buffer.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(date) => date
            .as_datetime()
            .map_or_else(String::new, |d| d.date().to_string()),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) => String::new(),
    }
}
