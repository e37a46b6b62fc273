//! The columns of a template: keys that the import goes by, and what people read and fill in.

use crate::problem::Fault;
use crate::text::{Language, text};

/// A column of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The season.
    Season,
    /// The version of its scheme.
    SchemeVersion,
    /// The region that reports.
    RegionCode,
    /// The action.
    Action,
    /// What of the report the row holds.
    Item,
    /// The fingerprint of what was stored when the template was made.
    Basis,
    /// What is to be filled in, for people.
    Label,
    /// What is filled in.
    Value,
    /// What an agency contributed.
    Detail,
    /// Planned, in rupiah.
    Planned,
    /// Realised, in rupiah.
    Realised,
    /// From which source.
    Source,
    /// How it is filled in, for people.
    Hint,
}

use Column::{
    Action, Basis, Detail, Hint, Item, Label, Planned, Realised, RegionCode, SchemeVersion, Season,
    Source, Value,
};

/// A heading in Indonesian and English, of what people see.
type Heading = Option<(&'static str, &'static str)>;

/// The columns in order, each with its code and its heading.
const COLUMNS: [(Column, &str, Heading); 13] = [
    (Season, "season", None),
    (SchemeVersion, "scheme_version", None),
    (RegionCode, "region_code", None),
    (Action, "action", None),
    (Item, "item", None),
    (Basis, "basis", None),
    (Label, "label", Some(("Yang diisi", "To be filled in"))),
    (Value, "value", Some(("Isi", "Entry"))),
    (Detail, "contribution", Some(("Sumbangan", "Contribution"))),
    (
        Planned,
        "planned_idr",
        Some(("Rencana (rupiah)", "Planned (rupiah)")),
    ),
    (
        Realised,
        "realised_idr",
        Some(("Realisasi (rupiah)", "Realised (rupiah)")),
    ),
    (
        Source,
        "source",
        Some(("Sumber dana", "Source of the money")),
    ),
    (Hint, "hint", Some(("Keterangan", "Note"))),
];

/// How many columns come first that people need not see.
pub const HIDDEN: u16 = 6;

/// The headings in order.
pub fn headings(language: Language) -> [&'static str; 13] {
    COLUMNS.map(|(_, code, heading)| match (heading, language) {
        (None, _) => code,
        (Some((id, _)), Language::Indonesian) => id,
        (Some((_, en)), Language::English) => en,
    })
}

/// Where each column of a file stands.
#[derive(Debug)]
pub struct Layout(Vec<Option<Column>>);

impl Layout {
    /// Reads a header, as the files' reader gives it: in lower case. The headings of either language are known, and the codes.
    ///
    /// # Errors
    /// Every column that is unknown, repeated or missing.
    pub fn read(header: &[String]) -> Result<Self, Vec<Fault>> {
        let named = |name: &String| {
            let is = |known: &str| known.to_lowercase() == *name;
            let found = COLUMNS.iter().find(|(_, code, heading)| {
                is(code) || heading.is_some_and(|(id, en)| is(id) || is(en))
            });
            found.map(|(column, ..)| *column)
        };
        let columns: Vec<Option<Column>> = header.iter().map(named).collect();
        let mut faults = Vec::new();
        for (n, (name, column)) in header.iter().zip(&columns).enumerate() {
            let fault = |code, id, en| Fault::body(format!("/{name}"), code, text(id, en));
            if column.is_none() && !name.is_empty() {
                let (id, en) = (
                    "bukan kolom format isian; unduh format isian dan isi di sana",
                    "is no column of a template; download a template and fill it in",
                );
                faults.push(fault("unknown_column", id, en));
            } else if column.is_some() && columns.iter().take(n).any(|other| other == column) {
                let (id, en) = ("kolom disebut dua kali", "the column is named twice");
                faults.push(fault("repeated", id, en));
            }
        }
        for (column, code, _) in COLUMNS {
            let needed = !matches!(column, Label | Hint);
            if needed && !columns.contains(&Some(column)) {
                let (id, en) = ("kolom wajib tidak ada", "a required column is missing");
                faults.push(Fault::body(format!("/{code}"), "required", text(id, en)));
            }
        }
        if faults.is_empty() {
            Ok(Self(columns))
        } else {
            Err(faults)
        }
    }

    /// The cell of a column, without blanks around it.
    pub fn cell<'a>(&self, cells: &'a [String], column: Column) -> &'a str {
        let at = self.0.iter().position(|one| *one == Some(column));
        let cell = at.and_then(|at| cells.get(at));
        cell.map_or("", |cell| cell.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lower(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_lowercase()).collect()
    }

    #[test]
    fn knows_its_own_headings_in_both_languages() {
        for language in [Language::Indonesian, Language::English] {
            let layout = Layout::read(&lower(&headings(language))).unwrap();
            let cells: Vec<String> = (0..13).map(|n| format!(" {n} ")).collect();
            assert_eq!(layout.cell(&cells, Value), "7");
            assert_eq!(layout.cell(&cells[..3], Value), "");
        }
    }

    #[test]
    fn names_every_fault_of_a_header() {
        let faults = Layout::read(&lower(&["Season", "region_code", "season", "x"])).unwrap_err();
        let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
        let mut expected = vec!["repeated", "unknown_column"];
        expected.extend(["required"; 9]);
        assert_eq!(codes, expected);
    }
}
