//! Files with rows, in and out: CSV, NDJSON and XLSX, read and written as streams.

mod pieces;
mod read;
mod sheet;
mod stage;
mod workbook;
mod write;

pub use pieces::{Pieces, Sheet, csv_pieces, file_pieces, xlsx_file};
pub use read::TableError;
pub use stage::{Line, Staged, stage, stage_sheet};
pub use write::{Cell, CsvWriter, XlsxWriter, guarded};

/// What happens when some of many rows are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchMode {
    /// All or nothing.
    #[default]
    Atomic,
    /// Each row for itself.
    Partial,
}

/// The formats of files with rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// Comma-separated values with a header; a semicolon as separator is read too.
    Csv,
    /// A JSON object a line.
    Ndjson,
    /// An Excel workbook; the first sheet counts.
    Xlsx,
}

impl TableFormat {
    /// The format of a media type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        match media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
            .as_str()
        {
            "text/csv" | "application/csv" => Some(Self::Csv),
            "application/x-ndjson" | "application/ndjson" | "application/jsonl" => {
                Some(Self::Ndjson)
            }
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The format of a file's name; `.gz` behind it does not matter.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name
            .strip_suffix(".gz")
            .unwrap_or(&name)
            .rsplit_once('.')?
            .1
        {
            "csv" => Some(Self::Csv),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The media type that is sent.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Xlsx => "xlsx",
        }
    }
}
