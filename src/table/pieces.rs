//! Tables as the pieces of an answer: a few rows of CSV, or of a workbook that lies on the disk, in memory at a time.

use std::io::{Error, Read};

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, LocalBoxStream};
use rust_xlsxwriter::XlsxError;

use super::write::{Cell, CsvWriter, XlsxWriter};

/// Rows that are written before a piece goes out.
const PIECE: usize = 200;

/// The pieces of a file.
pub type Pieces = LocalBoxStream<'static, Result<Bytes, Error>>;

/// A sheet of a workbook.
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + Send>,
}

/// Rows as CSV.
///
/// # Errors
/// None in memory.
pub fn csv_pieces(
    header: &[&str],
    rows: impl Iterator<Item = Vec<Cell>> + 'static,
) -> Result<Pieces, Error> {
    let state = (CsvWriter::new(header)?, rows, false);
    let pieces = stream::unfold(state, async |(mut writer, mut rows, ended)| {
        if ended {
            return None;
        }
        let mut written = 0;
        for row in rows.by_ref().take(PIECE) {
            if let Err(error) = writer.row(&row) {
                return Some((Err(error.into()), (writer, rows, true)));
            }
            written += 1;
        }
        let piece = writer.take().map(Bytes::from).map_err(Error::from);
        Some((piece, (writer, rows, written < PIECE)))
    });
    Ok(pieces.boxed_local())
}

/// Sheets as a workbook. It is an archive whose table of contents stands at its end, so it is written to a file and sent from
/// there; takes its time, so call it where waiting is allowed.
///
/// # Errors
/// A name that a sheet cannot have; the disk.
pub fn xlsx_file(header: &[&str], sheets: Vec<Sheet>) -> Result<std::fs::File, Error> {
    let broken = |error: XlsxError| Error::other(error.to_string());
    let mut writer: Option<XlsxWriter> = None;
    for sheet in sheets {
        let mut begun = match writer.take() {
            None => XlsxWriter::new(&sheet.name, header).map_err(broken)?,
            Some(mut writer) => {
                writer.sheet(&sheet.name, header).map_err(broken)?;
                writer
            }
        };
        for row in sheet.rows {
            begun.row(&row).map_err(broken)?;
        }
        writer = Some(begun);
    }
    let file = tempfile::NamedTempFile::new()?;
    if let Some(writer) = writer {
        writer.save(file.path()).map_err(broken)?;
    }
    file.reopen()
}

/// The pieces of a file on the disk.
pub fn file_pieces(file: std::fs::File) -> Pieces {
    let pieces = stream::unfold(Some(file), async |file| {
        let mut file = file?;
        let mut piece = vec![0; 64 * 1024];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(n) => {
                piece.truncate(n);
                Some((Ok(piece.into()), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    });
    pieces.boxed_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_once_whatever_the_number() {
        for count in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let rows = (0..count).map(|n| vec![Cell::whole(i64::try_from(n).unwrap())]);
            let pieces = csv_pieces(&["n"], rows).unwrap();
            let pieces = futures_util::FutureExt::now_or_never(pieces.collect::<Vec<_>>());
            let text: Vec<u8> = pieces
                .unwrap()
                .into_iter()
                .flat_map(|piece| piece.unwrap().to_vec())
                .collect();
            assert_eq!(String::from_utf8(text).unwrap().lines().count(), count + 1);
        }
    }
}
