//! Reading the first sheet of a workbook; its archive cannot be read as a plain stream, so its size is bounded.

use std::fs::File;
use std::io::Read;

use calamine::{DataRef, Reader, Xlsx};
use flate2::read::MultiGzDecoder;

use super::read::TableError;

/// The most bytes of a workbook; unpacked it may have eight times as many.
const WORKBOOK_LIMIT: u64 = 32 * 1024 * 1024;

/// The rows of the first sheet, each with its line.
pub(super) fn rows(mut file: File, packed: bool) -> Result<Vec<(u64, Vec<String>)>, TableError> {
    let mut bytes = Vec::new();
    let source: &mut dyn Read = if packed {
        &mut MultiGzDecoder::new(&mut file)
    } else {
        &mut file
    };
    source.take(WORKBOOK_LIMIT + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > WORKBOOK_LIMIT {
        return Err(TableError::TooLarge);
    }
    let broken = |error: calamine::XlsxError| TableError::Workbook(error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).map_err(broken)?;
    let sheet = workbook
        .sheet_names()
        .first()
        .cloned()
        .ok_or(TableError::Empty)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    let mut size: u64 = 0;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let (line, column) = (
            u64::from(row) + 1,
            usize::try_from(column).unwrap_or(usize::MAX),
        );
        let text = cell_text(cell.get_value());
        size += u64::try_from(text.len()).unwrap_or_default() + 32;
        if column > 200 || size > 8 * WORKBOOK_LIMIT {
            return Err(TableError::TooLarge);
        }
        if rows.last().is_none_or(|(last, _)| *last != line) {
            rows.push((line, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            cells.resize(column, String::new());
            cells.push(text);
        }
    }
    Ok(rows)
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
