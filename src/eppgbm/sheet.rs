//! A file of e-PPGBM, read through: its rows as records, or what is wrong with them.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::columns::{ABOVE, Columns, header_of};
use super::record::{Read, read};
use super::village::Villages;
use crate::problem::{Fault, Kind, Problem};
use crate::table::{Line, Staged, TableError, TableFormat, stage_sheet};
use crate::text::text;

/// The most rows of a file.
const ROWS: usize = 100_000;

/// A file, read and not yet understood.
pub struct Sheet {
    rows: Vec<(i32, Vec<String>)>,
    columns: Columns,
    /// Where the header stands.
    pub header_line: i32,
    /// Whether something was no UTF-8 and was taken for Windows-1252.
    pub encoding_guessed: bool,
}

/// Reads a file; whatever a hostile one costs, it costs before anything is asked of the database.
///
/// # Errors
/// No file of its format; no header with the columns that are needed; too many rows.
pub async fn open(path: PathBuf, format: TableFormat) -> Result<Sheet, Problem> {
    let read = move || stage_sheet(&path, format).and_then(rows);
    let (rows, guessed) = blocking(read).await?.map_err(unreadable)?;
    let above: Vec<Vec<String>> = rows
        .iter()
        .take(ABOVE)
        .map(|(_, cells)| cells.clone())
        .collect();
    let (at, columns) = header_of(&above).map_err(|missing| no_header(&missing))?;
    let mut rows = rows;
    let header_line = rows.get(at).map_or(1, |(line, _)| *line);
    rows.drain(..=at);
    Ok(Sheet {
        rows,
        columns,
        header_line,
        encoding_guessed: guessed,
    })
}

/// Work that would keep the threads that answer requests from doing so.
///
/// # Errors
/// A panic of the work.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Problem::internal(&error))
}

type Rows = (Vec<(i32, Vec<String>)>, bool);

fn rows(mut staged: Staged) -> Result<Rows, TableError> {
    let mut rows = Vec::new();
    while let Some((line, content)) = staged.next_row()? {
        if rows.len() > ROWS + ABOVE {
            return Err(TableError::TooManyRows);
        }
        if let Line::Cells(cells) = content {
            rows.push((i32::try_from(line).unwrap_or(i32::MAX), cells));
        }
    }
    Ok((rows, staged.encoding_guessed()))
}

impl Sheet {
    /// The names of the columns that are not read.
    pub fn passed_over(&self) -> &[String] {
        &self.columns.passed_over
    }

    /// The name of the regency that the first row names.
    pub fn regency(&self) -> Option<&str> {
        let place = self.columns.place("kab_kota")?;
        let cells = self.rows.iter().filter_map(|(_, cells)| cells.get(place));
        cells.map(|cell| cell.trim()).find(|cell| !cell.is_empty())
    }

    /// Understands the rows, in the order of the file.
    pub fn records(&self, villages: &mut Villages, today: NaiveDate) -> Vec<(i32, Read)> {
        let rows = self.rows.iter();
        rows.map(|(line, cells)| (*line, read(*line, cells, &self.columns, villages, today)))
            .collect()
    }
}

fn unreadable(error: TableError) -> Problem {
    if let TableError::TooManyRows = error {
        return Problem::new(
            Kind::TooLarge,
            text(
                format!("Berkas lebih dari {ROWS} baris."),
                format!("The file has more than {ROWS} rows."),
            ),
        );
    }
    tracing::warn!("an imported file cannot be read: {error}");
    Problem::new(Kind::Malformed, error.text())
}

fn no_header(missing: &[&'static str]) -> Problem {
    let fault = |column: &&'static str| {
        Fault::body(
            format!("/{column}"),
            "missing_column",
            text(
                format!("kolom {column} tidak ditemukan di {ABOVE} baris pertama"),
                format!("the column {column} is not found in the first {ABOVE} rows"),
            ),
        )
    };
    Problem::invalid(missing.iter().map(fault).collect())
}
