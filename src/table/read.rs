//! Reading a file row by row: a bounded number of bytes at a time, whatever the size of the file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::stage::Stage;
use super::write::unguarded;
use super::{TableFormat, sheet, workbook};
use crate::text::{Text, text};

/// The most bytes of a file after it is unpacked.
pub(super) const UNPACKED_LIMIT: u64 = 256 * 1024 * 1024;
/// The most bytes of a row, blank lines before it included.
pub(super) const ROW_LIMIT: u64 = 1024 * 1024;

/// A file that cannot be read as a table.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The disk, or a broken archive.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// Not CSV.
    #[error("is no CSV: {0}")]
    Csv(#[from] csv::Error),
    /// Not a workbook.
    #[error("is no workbook: {0}")]
    Workbook(String),
    /// Too many bytes, unpacked.
    #[error("is too large when unpacked, or has a row of more than 1 MiB")]
    TooLarge,
    /// Too many rows.
    #[error("has more than 500,000 rows")]
    TooManyRows,
    /// No header.
    #[error("has no header")]
    Empty,
}

impl TableError {
    /// For who sent the file: what is wrong, and what to do. What a library says of it is for the log.
    pub fn text(&self) -> Text {
        match self {
            Self::Io(_) => text(
                "Berkas tidak dapat dibuka atau dibaca; kirim ulang dari aslinya.",
                "The file cannot be unpacked or read; send it again from the original.",
            ),
            Self::Csv(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                text(
                    format!(
                        "Berkas bukan CSV yang dapat dibaca (baris {line}); simpan ulang sebagai CSV UTF-8."
                    ),
                    format!(
                        "The file is no CSV that can be read (line {line}); save it anew as CSV in UTF-8."
                    ),
                )
            }
            Self::Workbook(_) => text(
                "Berkas bukan buku kerja Excel yang utuh; simpan ulang sebagai .xlsx lalu kirim.",
                "The file is no whole Excel workbook; save it anew as .xlsx and send that.",
            ),
            Self::TooLarge => text(
                "Berkas terlalu besar setelah dibuka, atau memuat baris lebih dari 1 MiB.",
                "The file is too large when unpacked, or has a row of more than 1 MiB.",
            ),
            Self::TooManyRows => text(
                "Berkas memuat lebih dari 500.000 baris.",
                "The file has more than 500,000 rows.",
            ),
            Self::Empty => text(
                "Berkas tidak memuat baris judul kolom.",
                "The file has no row with the names of columns.",
            ),
        }
    }
}

/// Reads a whole file into a stage; gzip is recognised by its first bytes.
pub(super) fn read(path: &Path, format: TableFormat, stage: &mut Stage) -> Result<(), TableError> {
    let (file, packed) = open(path)?;
    match format {
        TableFormat::Csv => read_csv(Bounded::new(file, packed), stage),
        TableFormat::Ndjson => read_json(Bounded::new(file, packed), stage),
        TableFormat::Xlsx => workbook::read(file, packed, stage),
    }
}

/// The same of a file whose header stands somewhere.
pub(super) fn read_sheet(
    path: &Path,
    format: TableFormat,
    stage: &mut Stage,
) -> Result<(), TableError> {
    let (file, packed) = open(path)?;
    match format {
        TableFormat::Csv | TableFormat::Ndjson => sheet::read(Bounded::new(file, packed), stage),
        TableFormat::Xlsx => workbook::read(file, packed, stage),
    }
}

/// A file at its beginning, and whether it is packed.
fn open(path: &Path) -> Result<(File, bool), TableError> {
    let mut file = File::open(path)?;
    let mut magic = [0; 2];
    let packed = file.read(&mut magic)? == 2 && magic == [0x1f, 0x8b];
    file.seek(SeekFrom::Start(0))?;
    Ok((file, packed))
}

/// Fails beyond a number of bytes, in all and since the last row: a file that merely ended there would be taken for a whole one.
pub(super) struct Bounded {
    inner: Box<dyn Read + Send>,
    left: u64,
    pub(super) since_row: Arc<AtomicU64>,
}

impl Bounded {
    fn new(file: File, packed: bool) -> Self {
        let inner: Box<dyn Read + Send> = if packed {
            Box::new(MultiGzDecoder::new(BufReader::new(file)))
        } else {
            Box::new(file)
        };
        Self {
            inner,
            left: UNPACKED_LIMIT,
            since_row: Arc::default(),
        }
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = u64::try_from(read).unwrap_or(u64::MAX);
        let too_large = || std::io::Error::from(std::io::ErrorKind::FileTooLarge);
        self.left = self.left.checked_sub(bytes).ok_or_else(too_large)?;
        if self.since_row.fetch_add(bytes, Ordering::Relaxed) > ROW_LIMIT {
            return Err(too_large());
        }
        Ok(read)
    }
}

/// The bound speaks as an error of reading, wherever it is met.
pub(super) fn plainly(error: csv::Error) -> TableError {
    match error.kind() {
        csv::ErrorKind::Io(io) if io.kind() == std::io::ErrorKind::FileTooLarge => {
            TableError::TooLarge
        }
        _ => error.into(),
    }
}

fn read_csv(stream: Bounded, stage: &mut Stage) -> Result<(), TableError> {
    let since_row = Arc::clone(&stream.since_row);
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    let start = reader.fill_buf()?;
    let bom = start.starts_with(b"\xef\xbb\xbf");
    let header = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|b| **b == separator).count();
    // The reader leaves the `\n` of `\r\n` to the next record, which then begins a line too early.
    let late = u64::from(header.ends_with(b"\r"));
    // Indonesian spreadsheets write semicolons, since the comma is their decimal point.
    let delimiter = if count(b';') > count(b',') {
        b';'
    } else {
        b','
    };
    if bom {
        reader.consume(3);
    }
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(reader);
    stage.header(csv.headers().map_err(plainly)?.iter())?;
    let mut record = csv::StringRecord::new();
    while csv.read_record(&mut record).map_err(plainly)? {
        since_row.store(0, Ordering::Relaxed);
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            let line = record.position().map_or(0, csv::Position::line) + late;
            stage.row(line, record.iter().map(|cell| unguarded(cell).as_bytes()))?;
        }
    }
    Ok(())
}

fn read_json(stream: Bounded, stage: &mut Stage) -> Result<(), TableError> {
    let since_row = Arc::clone(&stream.since_row);
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    let mut text = Vec::new();
    let mut line = 0;
    loop {
        text.clear();
        match reader.read_until(b'\n', &mut text) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                return Err(TableError::TooLarge);
            }
            Err(error) => return Err(error.into()),
        }
        line += 1;
        if !text.trim_ascii().is_empty() {
            since_row.store(0, Ordering::Relaxed);
            stage.row(line, std::iter::once(text.as_slice()))?;
        }
    }
}
