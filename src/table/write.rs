//! Writing rows: texts that a spreadsheet would run as formulas are made harmless, numbers stay numbers.

use std::borrow::Cow;
use std::path::Path;

use rust_xlsxwriter::{Workbook, XlsxError};

/// A text that begins like a formula gets a `'` in front (OWASP, CSV injection); reading takes it away again.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Takes away what `guarded` put in front.
pub(super) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest,
        _ => text,
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number, as text and for spreadsheets.
    Number(String, f64),
}

impl Cell {
    /// A whole number; beyond 15 digits a spreadsheet rounds it.
    pub fn whole(value: i64) -> Self {
        let text = value.to_string();
        let number = text.parse().unwrap_or_default();
        Self::Number(text, number)
    }
}

/// Writes rows as CSV into memory, to be taken away piece by piece.
pub struct CsvWriter {
    writer: csv::Writer<Vec<u8>>,
}

impl CsvWriter {
    /// Begins with a header.
    ///
    /// # Errors
    /// None in memory.
    pub fn new(header: &[&str]) -> Result<Self, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(header)?;
        Ok(Self { writer })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// None in memory.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), csv::Error> {
        let texts = cells.iter().map(|cell| match cell {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) => guarded(text),
            Cell::Number(text, _) => Cow::Borrowed(text.as_str()),
        });
        self.writer
            .write_record(texts.map(|text| text.into_owned()))
    }

    /// Takes away what is written so far.
    ///
    /// # Errors
    /// None in memory.
    pub fn take(&mut self) -> Result<Vec<u8>, csv::Error> {
        self.writer.flush()?;
        let empty = csv::Writer::from_writer(Vec::new());
        let full = std::mem::replace(&mut self.writer, empty);
        full.into_inner().map_err(|error| error.into_error().into())
    }
}

/// Writes rows as a workbook, row by row to the disk.
pub struct XlsxWriter {
    workbook: Workbook,
    sheet: usize,
    next: u32,
}

impl XlsxWriter {
    /// Begins a sheet with a header.
    ///
    /// # Errors
    /// A name that a sheet cannot have.
    pub fn new(sheet: &str, header: &[&str]) -> Result<Self, XlsxError> {
        let mut writer = Self {
            workbook: Workbook::new(),
            sheet: 0,
            next: 1,
        };
        writer.begin(sheet, header)?;
        Ok(writer)
    }

    /// Goes on with another sheet.
    ///
    /// # Errors
    /// A name that a sheet cannot have.
    pub fn sheet(&mut self, sheet: &str, header: &[&str]) -> Result<(), XlsxError> {
        self.sheet += 1;
        self.next = 1;
        self.begin(sheet, header)
    }

    fn begin(&mut self, sheet: &str, header: &[&str]) -> Result<(), XlsxError> {
        let worksheet = self.workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(sheet)?;
        for (column, name) in (0u16..).zip(header) {
            worksheet.write_string(0, column, *name)?;
        }
        Ok(())
    }

    /// Adds a row. A workbook keeps types, so a text is never a formula and needs no guard.
    ///
    /// # Errors
    /// More rows than a sheet can have; the disk.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let next = self.next;
        let worksheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => drop(worksheet.write_string(next, column, guarded(text))?),
                Cell::Number(_, number) => drop(worksheet.write_number(next, column, *number)?),
            }
        }
        self.next += 1;
        Ok(())
    }

    /// Saves the workbook.
    ///
    /// # Errors
    /// The disk.
    pub fn save(mut self, path: &Path) -> Result<(), XlsxError> {
        self.workbook.save(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_texts_and_takes_the_guard_away() {
        for text in [
            "=1+1", "+x", "-x", "@x", "\tx", "'=x", "plain", "'quoted'", "",
        ] {
            assert_eq!(unguarded(&guarded(text)), text, "{text}");
        }
        assert_eq!(guarded("=1"), "'=1");
    }

    #[test]
    fn numbers_stay_numbers() {
        let mut writer = CsvWriter::new(&["a", "b", "c"]).unwrap();
        writer
            .row(&[
                Cell::Number("-2.31".into(), -2.31),
                Cell::Text("-x".into()),
                Cell::Empty,
            ])
            .unwrap();
        assert_eq!(
            String::from_utf8(writer.take().unwrap()).unwrap(),
            "a,b,c\n-2.31,'-x,\n"
        );
        assert!(writer.take().unwrap().is_empty());
    }
}
