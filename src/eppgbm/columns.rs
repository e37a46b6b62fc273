//! Which column of an export is which: by its name in any case, with or without blanks and marks, in either generation of the
//! export and with the misspelt `Pukesmas`; whatever stands above the header.

use std::sync::LazyLock;

/// The spellings, as data: a new generation of the export is a line there.
const SPELLINGS: &str = include_str!("../../data/eppgbm/columns.csv");
/// Columns by their keys, whether they are needed, and their spellings.
static COLUMNS: LazyLock<Vec<(&str, bool, Vec<&str>)>> = LazyLock::new(|| {
    let lines = SPELLINGS.lines().skip(1);
    lines
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (key, needed, spellings) = (cells.next()?, cells.next()?, cells.next()?);
            Some((key, !needed.is_empty(), spellings.split('|').collect()))
        })
        .collect()
});

/// How many rows may stand above the header.
pub const ABOVE: usize = 25;

/// Where the columns stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    places: Vec<(&'static str, usize)>,
    /// The header's names of columns that are not read.
    pub passed_over: Vec<String>,
}

/// A name without case, blanks and marks.
pub fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Columns {
    /// Reads a row as a header. The first of two columns of one name counts.
    pub fn of(header: &[String]) -> Self {
        let mut columns = Self::default();
        for (place, name) in header.iter().enumerate() {
            let spelt = bare(name);
            let known = COLUMNS.iter().find(|(key, _, spellings)| {
                spellings.contains(&spelt.as_str()) && columns.place(key).is_none()
            });
            match known {
                Some((key, ..)) => columns.places.push((key, place)),
                None if spelt.is_empty() => {}
                None => columns
                    .passed_over
                    .push(name.trim().chars().take(100).collect()),
            }
        }
        columns
    }

    /// The keys of the needed columns that are not there.
    pub fn missing(&self) -> Vec<&'static str> {
        let needed = COLUMNS.iter().filter(|(_, needed, _)| *needed);
        needed
            .map(|(key, ..)| *key)
            .filter(|key| self.place(key).is_none())
            .collect()
    }

    /// How many columns are known.
    pub fn known(&self) -> usize {
        self.places.len()
    }

    /// Where a column stands.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, place)| *place)
    }
}

/// The header among the first rows of a file: the first that has all needed columns. Otherwise the row that comes nearest,
/// to say what is missing.
///
/// # Errors
/// The columns that are missing.
pub fn header_of(rows: &[Vec<String>]) -> Result<(usize, Columns), Vec<&'static str>> {
    let mut nearest: Option<Columns> = None;
    for (at, row) in rows.iter().take(ABOVE).enumerate() {
        let columns = Columns::of(row);
        if columns.missing().is_empty() {
            return Ok((at, columns));
        }
        if nearest
            .as_ref()
            .is_none_or(|best| best.known() < columns.known())
        {
            nearest = Some(columns);
        }
    }
    Err(nearest.unwrap_or_default().missing())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<String> {
        text.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn finds_the_header_below_titles_and_in_any_spelling() {
        let rows = [
            row("DATA STATUS GIZI"),
            row("Periode Agustus"),
            row(
                "nik|NAMA |JK|Tgl Lahir|Kec|Pukesmas|desa/kel|TANGGAL PENGUKURAN| Berat|Tinggi|zs tb/u|TB/U|MBG",
            ),
            row("1|x"),
        ];
        let (at, columns) = header_of(&rows).unwrap();
        assert_eq!(at, 2);
        for (key, place) in [
            ("nik", 0),
            ("puskesmas", 5),
            ("berat", 8),
            ("zs_tb_u", 10),
            ("tb_u", 11),
        ] {
            assert_eq!(columns.place(key), Some(place), "{key}");
        }
        assert_eq!(columns.passed_over, ["MBG"]);
        let other = header_of(&[row("nama|jk"), row("a|b|c")]).unwrap_err();
        assert_eq!(
            other,
            [
                "tgl_lahir",
                "desa_kel",
                "tanggal_pengukuran",
                "berat",
                "tinggi"
            ]
        );
    }

    #[test]
    fn no_spelling_stands_for_two_columns() {
        let mut all: Vec<&str> = COLUMNS
            .iter()
            .flat_map(|(_, _, s)| s.iter().copied())
            .collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
