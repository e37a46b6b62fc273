//! From a row of a file to a claim, with every fault of the row and the value that is wrong.

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use validator::Validate;

use super::columns::PASSED_OVER;
use super::model::{Citation, PrevalenceRecordCreate, medium_confidence, unknown_method};
use crate::http::json;
use crate::pct::Pct;
use crate::period::Period;
use crate::problem::{Fault, Place, Problem};
use crate::table::Line;
use crate::text::text;
use crate::validation;

/// The cells of a row by the names of their columns.
struct Row<'a> {
    header: &'a [String],
    cells: &'a [String],
    faults: Vec<Fault>,
}

impl Row<'_> {
    fn text(&self, name: &str) -> Option<String> {
        let index = self.header.iter().position(|h| h == name)?;
        let cell = self.cells.get(index)?.trim();
        (!cell.is_empty() && cell != "-").then(|| cell.to_owned())
    }

    fn required(&mut self, name: &'static str) -> String {
        self.text(name).unwrap_or_else(|| {
            self.fault(name, "required", "wajib diisi", "is required");
            String::new()
        })
    }

    fn fault(&mut self, name: &str, code: &'static str, id: &'static str, en: &'static str) {
        let pointer = format!("/{}", name.replacen("citation_", "citation/", 1));
        self.faults.push(Fault::body(pointer, code, text(id, en)));
    }

    /// A cell read by a function; blank is nothing.
    fn read<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
        id: &'static str,
        en: &'static str,
    ) -> Option<T> {
        let cell = self.text(name)?;
        let value = read(&cell);
        if value.is_none() {
            self.fault(name, "type", id, en);
        }
        value
    }

    fn pct(&mut self, name: &'static str) -> Option<Pct> {
        // People write a comma where the machine has a point, and it is never a separator of thousands here.
        let read = |cell: &str| {
            cell.trim_end_matches('%')
                .trim()
                .replace(',', ".")
                .parse()
                .ok()
        };
        self.read(
            name,
            read,
            "harus angka dengan paling banyak dua desimal",
            "must be a number with at most two decimals",
        )
    }

    fn count(&mut self, name: &'static str) -> Option<i64> {
        self.read(
            name,
            |cell| cell.parse().ok(),
            "harus bilangan bulat",
            "must be a whole number",
        )
    }

    fn word<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        let read =
            |cell: &str| serde_json::from_value(serde_json::Value::from(cell.to_lowercase())).ok();
        self.read(
            name,
            read,
            "bukan salah satu pilihan",
            "is none of the choices",
        )
    }
}

fn date(cell: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(cell, format).ok())
}

/// The claim of a row, or every fault of it.
///
/// # Errors
/// The faults.
pub fn claim_of(header: &[String], line: &Line) -> Result<PrevalenceRecordCreate, Vec<Fault>> {
    match line {
        Line::Cells(cells) => claim_of_cells(header, cells),
        Line::Json(bytes) => claim_of_json(bytes),
    }
}

fn period_of(row: &mut Row<'_>) -> Option<Period> {
    if row.text("period").is_none() {
        row.fault("period", "required", "wajib diisi", "is required");
        return None;
    }
    row.read(
        "period",
        |cell| cell.parse().ok(),
        "harus 2024, 2024-S1, 2024-Q3 atau 2024-08",
        "must be 2024, 2024-S1, 2024-Q3 or 2024-08",
    )
}

fn claim_of_cells(
    header: &[String],
    cells: &[String],
) -> Result<PrevalenceRecordCreate, Vec<Fault>> {
    let mut row = Row {
        header,
        cells,
        faults: Vec::new(),
    };
    if cells.len() > header.len() {
        row.fault(
            "",
            "too_many_cells",
            "lebih banyak sel daripada kolom",
            "more cells than columns",
        );
    }
    let period = period_of(&mut row);
    let claim = PrevalenceRecordCreate {
        region_code: row.required("region_code"),
        indicator: row.required("indicator"),
        source: row.required("source"),
        period: period.unwrap_or(Period::UNKNOWN),
        value_pct: row.pct("value_pct"),
        ci_low_pct: row.pct("ci_low_pct"),
        ci_high_pct: row.pct("ci_high_pct"),
        rse_pct: row.pct("rse_pct"),
        estimation_method: row.word("estimation_method").unwrap_or_else(unknown_method),
        children_measured: row.count("children_measured"),
        children_affected: row.count("children_affected"),
        coverage_pct: row.pct("coverage_pct"),
        publisher: row.required("publisher"),
        citation: Citation {
            title: row.required("citation_title"),
            publisher: row.text("citation_publisher"),
            published_on: row.read(
                "citation_published_on",
                date,
                "harus tanggal",
                "must be a date",
            ),
            url: row.text("citation_url"),
        },
        confidence: row.word("confidence").unwrap_or_else(medium_confidence),
        note: row.text("note"),
    };
    let mut faults = row.faults;
    if let Err(errors) = claim.validate() {
        // A cell that could not be read has been named already.
        let named: Vec<Place> = faults.iter().map(|fault| fault.place.clone()).collect();
        faults.extend(
            validation::faults(&errors, "")
                .into_iter()
                .filter(|fault| !named.contains(&fault.place)),
        );
    }
    if faults.is_empty() {
        Ok(claim)
    } else {
        Err(faults)
    }
}

/// A line of NDJSON has the members of the API; those that only an export has are passed over.
fn claim_of_json(bytes: &[u8]) -> Result<PrevalenceRecordCreate, Vec<Fault>> {
    let parsed = match serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(bytes) {
        Ok(mut members) if PASSED_OVER.iter().any(|name| members.contains_key(*name)) => {
            members.retain(|name, _| !PASSED_OVER.contains(&name.as_str()));
            json::parse(
                serde_json::Value::Object(members).to_string().as_bytes(),
                "",
            )
        }
        _ => json::parse(bytes, ""),
    };
    parsed.map_err(|problem| faults_of(&problem))
}

/// The faults of a row that was refused; one that is no JSON at all has one as well.
pub fn faults_of(problem: &Problem) -> Vec<Fault> {
    if problem.faults().is_empty() {
        return vec![Fault::body("", "malformed", problem.detail().clone())];
    }
    problem.faults().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn names_every_fault_of_a_row() {
        let header = header(&[
            "region_code",
            "indicator",
            "source",
            "period",
            "publisher",
            "citation_title",
            "value_pct",
            "children_measured",
        ]);
        let row = |cells: &[&str]| {
            claim_of(
                &header,
                &Line::Cells(cells.iter().map(|c| (*c).to_owned()).collect()),
            )
        };
        let good = row(&["64.74", "stunting", "SSGI", "2024", "X", "T", "20,7", ""]).unwrap();
        assert_eq!(good.value_pct.map(Pct::hundredths), Some(2070));
        let faults = row(&["64.74", "", "SSGI", "24", "X", "T", "abc", "1.5"]).unwrap_err();
        let codes: Vec<_> = faults.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["type", "required", "type", "type"]);
        assert_eq!(
            row(&["64.74", "stunting", "SSGI", "2024", "X", "T", "101", ""]).unwrap_err()[0].code,
            "out_of_range"
        );
    }

    #[test]
    fn passes_over_what_only_an_export_has() {
        let line = br#"{"id":"x","status":"published","region_code":"64.74","indicator":"stunting","source":"SSGI","period":"2024",
            "value_pct":20.7,"publisher":"X","citation":{"title":"T"}}"#;
        assert!(claim_of(&[], &Line::Json(line.to_vec())).is_ok());
        let faults = claim_of(&[], &Line::Json(b"{".to_vec())).unwrap_err();
        assert_eq!(faults[0].code, "malformed");
    }
}
