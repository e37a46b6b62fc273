//! A row of a template as it was filled in, and what can be wrong with it.

use chrono::NaiveDate;

use crate::problem::Fault;

/// A row as it was filled in.
#[derive(Debug, Clone, Default)]
pub struct SheetRow {
    /// Its line in the file.
    pub line: u64,
    /// What it holds, by its code.
    pub item: String,
    /// What is filled in.
    pub value: String,
    /// What an agency contributed.
    pub detail: String,
    /// Planned.
    pub planned: String,
    /// Realised.
    pub realised: String,
    /// From which source.
    pub source: String,
}

impl SheetRow {
    /// Whether nothing is filled in.
    pub fn is_blank(&self) -> bool {
        self.value.is_empty() && self.beside().is_none()
    }

    /// What is filled in beside the value, and where.
    pub fn beside(&self) -> Option<(&'static str, &str)> {
        let cells = [
            ("/contribution", &self.detail),
            ("/planned_idr", &self.planned),
            ("/realised_idr", &self.realised),
            ("/source", &self.source),
        ];
        let filled = cells.into_iter().find(|(_, cell)| !cell.is_empty());
        filled.map(|(name, cell)| (name, cell.as_str()))
    }
}

/// What is wrong in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line.
    pub line: u64,
    /// What is wrong.
    pub fault: Fault,
    /// The value that is.
    pub value: Option<String>,
}

/// What would be right instead of a value: a date or an amount that is written as people write it.
pub fn suggestion(code: &str, value: &str) -> Option<String> {
    if code != "type" {
        return None;
    }
    let forms = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"].into_iter();
    let date = forms
        .filter_map(|form| NaiveDate::parse_from_str(value, form).ok())
        .next();
    if let Some(date) = date {
        return Some(date.to_string());
    }
    let amount = value.trim_start_matches("Rp").trim();
    let amount = amount.strip_suffix(",00").unwrap_or(amount);
    let groups: Vec<&str> = amount.split(['.', ',']).collect();
    let (first, rest) = groups.split_first()?;
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let grouped = digits(first) && rest.iter().all(|group| digits(group) && group.len() == 3);
    (grouped && first.len() <= 15).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_people_meant() {
        for (value, meant) in [
            ("20/03/2025", Some("2025-03-20")),
            ("Rp 25.000.000", Some("25000000")),
            ("25,000,000", Some("25000000")),
            ("Rp25.000.000,00", Some("25000000")),
            ("25.5", None),
            ("besok", None),
        ] {
            assert_eq!(suggestion("type", value).as_deref(), meant, "{value}");
        }
    }
}
