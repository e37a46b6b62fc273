//! A file's rows, read once and laid out plainly: whatever a hostile file costs, it costs before a transaction begins.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;

use super::TableFormat;
use super::read::{ROW_LIMIT, TableError, UNPACKED_LIMIT, read, read_sheet};

/// The most rows of a file.
const ROWS_LIMIT: u64 = 500_000;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Cells in the order of the header.
    Cells(Vec<String>),
    /// A JSON text.
    Json(Vec<u8>),
}

/// Rows one after the other, each with its line in the file; they lie in a temporary file that goes with this.
pub struct Staged {
    header: Vec<String>,
    rows: csv::Reader<File>,
    format: TableFormat,
    guessed: bool,
}

/// Where a reader puts what it finds.
pub(super) struct Stage {
    header: Vec<String>,
    rows: csv::Writer<File>,
    count: u64,
    bytes: u64,
    /// Whether the first row names the columns.
    pub(super) headed: bool,
    /// Whether the encoding of a cell had to be guessed.
    pub(super) guessed: bool,
}

/// Reads a whole file within the bounds of its format.
///
/// # Errors
/// When it is not what it is said to be, or too large.
pub fn stage(path: &Path, format: TableFormat) -> Result<Staged, TableError> {
    laid_out(format, true, |stage| read(path, format, stage))
}

/// Reads a whole CSV file or workbook as people's programs write them: any delimiter and encoding, and whatever stands above
/// the header. Every row is a row; which one names the columns is for the reader to find.
///
/// # Errors
/// When it is not what it is said to be, or too large.
pub fn stage_sheet(path: &Path, format: TableFormat) -> Result<Staged, TableError> {
    laid_out(format, false, |stage| read_sheet(path, format, stage))
}

fn laid_out(
    format: TableFormat,
    headed: bool,
    read: impl FnOnce(&mut Stage) -> Result<(), TableError>,
) -> Result<Staged, TableError> {
    let mut stage = Stage {
        header: Vec::new(),
        rows: csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(tempfile::tempfile()?),
        count: 0,
        bytes: 0,
        headed,
        guessed: false,
    };
    read(&mut stage)?;
    let guessed = stage.guessed;
    let mut file = stage
        .rows
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(Staged {
        header: stage.header,
        rows: csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(file),
        format,
        guessed,
    })
}

impl Stage {
    /// Takes the names of the columns: without case and blanks; `citation.title` is `citation_title`.
    pub(super) fn header<'a>(
        &mut self,
        names: impl Iterator<Item = &'a str>,
    ) -> Result<(), TableError> {
        self.header = names
            .map(|name| name.trim().to_lowercase().replace('.', "_"))
            .collect();
        if self.header.iter().all(String::is_empty) {
            return Err(TableError::Empty);
        }
        Ok(())
    }

    /// Takes a row that is not blank.
    pub(super) fn row<'a>(
        &mut self,
        line: u64,
        cells: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), TableError> {
        self.count += 1;
        if self.count > ROWS_LIMIT {
            return Err(TableError::TooManyRows);
        }
        self.rows.write_field(line.to_string())?;
        // A workbook may refer to one long text from every cell.
        let before = self.bytes;
        for cell in cells {
            self.bytes += u64::try_from(cell.len()).unwrap_or(u64::MAX);
            if self.bytes > UNPACKED_LIMIT || self.bytes - before > ROW_LIMIT {
                return Err(TableError::TooLarge);
            }
            self.rows.write_field(cell)?;
        }
        Ok(self.rows.write_record(None::<&[u8]>)?)
    }
}

impl Staged {
    /// The names of the columns; none for NDJSON.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Whether something in it was no UTF-8 and was taken for Windows-1252.
    pub fn encoding_guessed(&self) -> bool {
        self.guessed
    }

    /// The next row, with its line in the file.
    ///
    /// # Errors
    /// The disk.
    pub fn next_row(&mut self) -> Result<Option<(u64, Line)>, TableError> {
        let mut record = csv::ByteRecord::new();
        if !self.rows.read_byte_record(&mut record)? {
            return Ok(None);
        }
        let mut fields = record.iter();
        let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
        let line = fields.next().map(text).and_then(|line| line.parse().ok());
        let row = match self.format {
            TableFormat::Ndjson => Line::Json(fields.next().unwrap_or_default().to_vec()),
            TableFormat::Csv | TableFormat::Xlsx => Line::Cells(fields.map(text).collect()),
        };
        Ok(Some((line.unwrap_or_default(), row)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn rows(content: &[u8], format: TableFormat) -> (Vec<String>, Vec<(u64, Line)>) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        let mut reader = stage(file.path(), format).unwrap();
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
    fn reads_sheets_as_programs_save_them() {
        for (content, expected, guessed) in [
            (
                &b"\xef\xbb\xbfa,b\n1,2\n"[..],
                vec![(1, "a|b"), (2, "1|2")],
                false,
            ),
            (
                b"Judul\r\n\r\na;b\r\n1,5;2\r\n",
                vec![(1, "Judul"), (3, "a|b"), (4, "1,5|2")],
                false,
            ),
            (b"a\tb\n1\t2", vec![(1, "a|b"), (2, "1|2")], false),
            (
                b"a|b\nDe\xe9|x\n",
                vec![(1, "a|b"), (2, "De\u{e9}|x")],
                true,
            ),
        ] {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(content).unwrap();
            let mut reader = stage_sheet(file.path(), TableFormat::Csv).unwrap();
            let mut found = Vec::new();
            while let Some((line, Line::Cells(cells))) = reader.next_row().unwrap() {
                found.push((line, cells.join("|")));
            }
            let expected: Vec<(u64, String)> = expected
                .into_iter()
                .map(|(line, text)| (line, text.to_owned()))
                .collect();
            assert_eq!(found, expected);
            assert_eq!(reader.encoding_guessed(), guessed);
        }
    }

    #[test]
    fn refuses_what_is_no_table() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"no workbook").unwrap();
        let broken = stage(file.path(), TableFormat::Xlsx).err().unwrap();
        assert!(matches!(broken, TableError::Workbook(_)));
        assert_eq!(
            broken.text().en,
            "The file is no whole Excel workbook; save it anew as .xlsx and send that."
        );
        let empty = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(
            stage(empty.path(), TableFormat::Csv),
            Err(TableError::Empty)
        ));
    }
}
