//! The columns of a file of claims.

use crate::problem::Fault;
use crate::text::text;

/// The columns of a file, in the order in which they are exported.
pub const COLUMNS: [&str; 19] = [
    "region_code",
    "indicator",
    "source",
    "period",
    "value_pct",
    "ci_low_pct",
    "ci_high_pct",
    "rse_pct",
    "estimation_method",
    "children_measured",
    "children_affected",
    "coverage_pct",
    "publisher",
    "citation_title",
    "citation_publisher",
    "citation_published_on",
    "citation_url",
    "confidence",
    "note",
];

/// Columns that an export has for its readers; an import passes over them, and says so in its report.
pub const PASSED_OVER: [&str; 6] = [
    "id",
    "status",
    "is_official",
    "version",
    "recorded_at",
    "recorded_by",
];

const REQUIRED: [&str; 6] = [
    "region_code",
    "indicator",
    "source",
    "period",
    "publisher",
    "citation_title",
];

/// Faults of the header: unknown, repeated and missing columns, all at once.
pub fn header_faults(header: &[String]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (n, name) in header.iter().enumerate() {
        let known = COLUMNS.contains(&name.as_str()) || PASSED_OVER.contains(&name.as_str());
        if !known {
            faults.push(Fault::body(
                format!("/{name}"),
                "unknown_column",
                text(
                    format!("kolom tidak dikenal; yang dikenal: {}", COLUMNS.join(", ")),
                    format!("unknown column; known are: {}", COLUMNS.join(", ")),
                ),
            ));
        } else if header.iter().take(n).any(|other| other == name) {
            faults.push(Fault::body(
                format!("/{name}"),
                "repeated",
                text("kolom disebut dua kali", "the column is named twice"),
            ));
        }
    }
    for name in REQUIRED
        .iter()
        .filter(|name| !header.iter().any(|h| h == *name))
    {
        faults.push(Fault::body(
            format!("/{name}"),
            "required",
            text("kolom wajib tidak ada", "a required column is missing"),
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn names_every_fault_of_a_header() {
        let faults = header_faults(&header(&["region_code", "year", "region_code", "status"]));
        let codes: Vec<_> = faults.iter().map(|f| f.code).collect();
        assert_eq!(
            codes,
            [
                "unknown_column",
                "repeated",
                "required",
                "required",
                "required",
                "required",
                "required"
            ]
        );
    }
}
