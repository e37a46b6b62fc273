//! Reading rows: a bounded number of bytes at a time, whatever the size of the file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::TableFormat;
use super::workbook;
use super::write::unguarded;

/// The most bytes of a file after it is unpacked.
const UNPACKED_LIMIT: u64 = 256 * 1024 * 1024;
/// The most bytes of a line.
const LINE_LIMIT: u64 = 1024 * 1024;

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
    #[error("is too large when unpacked")]
    TooLarge,
    /// No header.
    #[error("has no header")]
    Empty,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Cells in the order of the header.
    Cells(Vec<String>),
    /// A JSON text.
    Json(Vec<u8>),
}

/// Rows one after the other, each with its line in the file.
pub struct RowReader {
    header: Vec<String>,
    inner: Inner,
}

enum Inner {
    Csv {
        reader: csv::Reader<Box<dyn Read + Send>>,
        /// The reader leaves the `\n` of `\r\n` to the next record, which then begins a line too early.
        late: u64,
    },
    Ndjson {
        reader: BufReader<Box<dyn Read + Send>>,
        line: u64,
    },
    Xlsx {
        rows: std::vec::IntoIter<(u64, Vec<String>)>,
    },
}

/// Opens a file; gzip is recognised by its first bytes.
///
/// # Errors
/// When it is not what it is said to be.
pub fn open(path: &Path, format: TableFormat) -> Result<RowReader, TableError> {
    let mut file = File::open(path)?;
    let mut magic = [0; 2];
    let packed = file.read(&mut magic)? == 2 && magic == [0x1f, 0x8b];
    file.seek(SeekFrom::Start(0))?;
    match format {
        TableFormat::Csv => open_csv(stream(file, packed)),
        TableFormat::Ndjson => {
            let reader = BufReader::with_capacity(64 * 1024, stream(file, packed));
            Ok(RowReader {
                header: Vec::new(),
                inner: Inner::Ndjson { reader, line: 0 },
            })
        }
        TableFormat::Xlsx => {
            let mut rows = workbook::rows(file, packed)?.into_iter();
            let (_, header) = rows.next().ok_or(TableError::Empty)?;
            Ok(RowReader {
                header: header.iter().map(|name| column_name(name)).collect(),
                inner: Inner::Xlsx { rows },
            })
        }
    }
}

fn stream(file: File, packed: bool) -> Box<dyn Read + Send> {
    let plain: Box<dyn Read + Send> = if packed {
        Box::new(MultiGzDecoder::new(BufReader::new(file)))
    } else {
        Box::new(file)
    };
    Box::new(Bounded {
        inner: plain,
        left: UNPACKED_LIMIT,
    })
}

/// Fails beyond a number of bytes: a file that merely ended there would be taken for a whole one.
struct Bounded {
    inner: Box<dyn Read + Send>,
    left: u64,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(u64::try_from(read).unwrap_or(u64::MAX))
            .ok_or_else(|| std::io::Error::other("too large when unpacked"))?;
        Ok(read)
    }
}

fn open_csv(stream: Box<dyn Read + Send>) -> Result<RowReader, TableError> {
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    let start = reader.fill_buf()?;
    let bom = start.starts_with(b"\xef\xbb\xbf");
    let header = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|b| **b == separator).count();
    // Indonesian spreadsheets write semicolons, since the comma is their decimal point.
    let late = u64::from(header.ends_with(b"\r"));
    let delimiter = if count(b';') > count(b',') {
        b';'
    } else {
        b','
    };
    if bom {
        reader.consume(3);
    }
    let reader: Box<dyn Read + Send> = Box::new(reader);
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(reader);
    let header: Vec<String> = csv.headers()?.iter().map(column_name).collect();
    if header.iter().all(String::is_empty) {
        return Err(TableError::Empty);
    }
    Ok(RowReader {
        header,
        inner: Inner::Csv { reader: csv, late },
    })
}

/// Names of columns without case and blanks; `citation.title` is `citation_title`.
fn column_name(text: &str) -> String {
    text.trim().to_lowercase().replace('.', "_")
}

impl RowReader {
    /// The names of the columns; none for NDJSON.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next row that is not empty, with its line in the file.
    ///
    /// # Errors
    /// What cannot be read on from.
    pub fn next_row(&mut self) -> Result<Option<(u64, Line)>, TableError> {
        match &mut self.inner {
            Inner::Csv { reader, late } => next_csv(reader, *late),
            Inner::Ndjson { reader, line } => next_json(reader, line),
            Inner::Xlsx { rows } => {
                let row = rows.find(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
                Ok(row.map(|(line, row)| (line, cells(row.iter().map(String::as_str)))))
            }
        }
    }
}

fn cells<'a>(texts: impl Iterator<Item = &'a str>) -> Line {
    Line::Cells(texts.map(|text| unguarded(text).to_owned()).collect())
}

fn next_csv(
    reader: &mut csv::Reader<Box<dyn Read + Send>>,
    late: u64,
) -> Result<Option<(u64, Line)>, TableError> {
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            let line = record.position().map_or(0, csv::Position::line) + late;
            return Ok(Some((line, cells(record.iter()))));
        }
    }
    Ok(None)
}

fn next_json(
    reader: &mut BufReader<Box<dyn Read + Send>>,
    line: &mut u64,
) -> Result<Option<(u64, Line)>, TableError> {
    loop {
        let mut text = Vec::new();
        if reader
            .by_ref()
            .take(LINE_LIMIT)
            .read_until(b'\n', &mut text)?
            == 0
        {
            return Ok(None);
        }
        *line += 1;
        let full = u64::try_from(text.len()).unwrap_or(u64::MAX) == LINE_LIMIT;
        if full && !text.ends_with(b"\n") {
            return Err(TableError::TooLarge);
        }
        if !text.trim_ascii().is_empty() {
            return Ok(Some((*line, Line::Json(text))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn rows(content: &[u8], format: TableFormat) -> (Vec<String>, Vec<(u64, Line)>) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        let mut reader = open(file.path(), format).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = reader.next_row().unwrap() {
            rows.push(row);
        }
        (reader.header().to_vec(), rows)
    }

    #[test]
    fn reads_csv_as_people_write_it() {
        let cells = |line: u64, cells: &[&str]| {
            (
                line,
                Line::Cells(cells.iter().map(|c| (*c).to_owned()).collect()),
            )
        };
        let (header, found) = rows(
            b"\xef\xbb\xbf Region_Code ;Citation.Title\r\n64.74;\"a;b\"\r\n;\r\n64.71;c\r\n",
            TableFormat::Csv,
        );
        assert_eq!(header, ["region_code", "citation_title"]);
        assert_eq!(
            found,
            [cells(2, &["64.74", "a;b"]), cells(4, &["64.71", "c"])]
        );
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"a,b\n1,2\n").unwrap();
        assert_eq!(
            rows(&packed.finish().unwrap(), TableFormat::Csv).1,
            [cells(2, &["1", "2"])]
        );
    }

    #[test]
    fn reads_json_lines() {
        let (_, found) = rows(b"{\"a\":1}\n\n{\"a\":2}", TableFormat::Ndjson);
        assert_eq!(
            found.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [1, 3]
        );
    }

    #[test]
    fn refuses_what_is_no_table() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"no workbook").unwrap();
        assert!(matches!(
            open(file.path(), TableFormat::Xlsx),
            Err(TableError::Workbook(_))
        ));
        let empty = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(
            open(empty.path(), TableFormat::Csv),
            Err(TableError::Empty)
        ));
    }
}
