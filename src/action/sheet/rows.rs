//! Reading the rows of a filled-in template, those of each report together.

use std::collections::HashMap;
use std::path::Path;

use super::columns::{Column, Layout};
use super::filled::SheetRow;
use super::judge::Group;
use crate::http::limits::too_large;
use crate::problem::{Kind, Problem};
use crate::table::{Line, TableError, TableFormat, stage};

/// The most bytes of entries in a file: some hundred full reports. They are held in memory.
const ENTRIES_LIMIT: usize = 16 * 1024 * 1024;
/// The most rows, blank ones included.
const ROWS_LIMIT: usize = 100_000;
/// What a file holds.
pub struct Read {
    /// Its reports.
    pub groups: Vec<Group>,
    /// How many rows it has.
    pub rows: u64,
}

/// Reads a file and puts the rows of each report together, wherever they stand in it.
///
/// # Errors
/// A file that cannot be read, is no template, or says too much.
pub fn read(path: &Path) -> Result<Read, Problem> {
    let mut staged = stage(path, TableFormat::Xlsx).map_err(unreadable)?;
    let layout = Layout::read(staged.header()).map_err(Problem::invalid)?;
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<[String; 3], usize> = HashMap::new();
    let (mut bytes, mut rows, mut latest) = (0, 0, None);
    while let Some((line, row)) = staged.next_row().map_err(unreadable)? {
        let Line::Cells(cells) = row else { continue };
        rows += 1;
        bytes += cells.iter().map(String::len).sum::<usize>();
        if bytes > ENTRIES_LIMIT || rows > ROWS_LIMIT {
            return Err(too_large(ENTRIES_LIMIT));
        }
        let cell = |column| layout.cell(&cells, column).to_owned();
        let key = [Column::Season, Column::RegionCode, Column::Action].map(cell);
        // A row that somebody added without its codes belongs to the one above, which then says what is wrong.
        let added = key.iter().all(String::is_empty);
        let place = latest.filter(|_| added).unwrap_or_else(|| {
            *places.entry(key.clone()).or_insert_with(|| {
                let [season, region_code, action] = key;
                groups.push(Group {
                    season,
                    region_code,
                    action,
                    scheme_version: cell(Column::SchemeVersion),
                    ..Group::default()
                });
                groups.len() - 1
            })
        });
        latest = Some(place);
        let Some(group) = groups.get_mut(place) else {
            continue;
        };
        if group.basis.is_empty() {
            group.basis = cell(Column::Basis);
        }
        group.rows.push(SheetRow {
            line,
            item: cell(Column::Item),
            value: cell(Column::Value),
            detail: cell(Column::Detail),
            planned: cell(Column::Planned),
            realised: cell(Column::Realised),
            source: cell(Column::Source),
        });
    }
    let rows = u64::try_from(rows).unwrap_or(u64::MAX);
    Ok(Read { groups, rows })
}

fn unreadable(error: TableError) -> Problem {
    tracing::warn!("an imported file cannot be read: {error}");
    Problem::new(Kind::Malformed, error.text())
}
