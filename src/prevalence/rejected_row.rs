//! What a report says of a row that was not taken.

use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Fault;
use crate::table::Line;
use crate::text::Language;

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"line": 7, "pointer": "/value_pct", "code": "disagrees_with_counts", "value": "19.1",
    "detail": "1346 dari 7124 anak adalah 18.89 persen, bukan 19.1", "suggestion": "18.89"}))]
pub struct RejectedRow {
    /// The line in the file; the header is line 1.
    pub line: u64,
    /// The column, as a pointer.
    pub pointer: String,
    /// What is wrong, for programs.
    pub code: String,
    /// The value that is wrong.
    #[schema(required)]
    pub value: Option<String>,
    /// What is wrong, for people.
    pub detail: String,
    /// What would be right, where that is known.
    #[schema(required)]
    pub suggestion: Option<String>,
}

/// The most characters of a wrong value that a report repeats.
const VALUE_LIMIT: usize = 200;

/// The report of a row's faults: one line each.
pub fn rejected(
    line_number: u64,
    faults: &[Fault],
    value_of: impl Fn(&str) -> Option<String>,
    language: Language,
) -> Vec<RejectedRow> {
    faults
        .iter()
        .map(|fault| {
            let shown = fault.render(language);
            let pointer = shown.pointer.unwrap_or_default();
            let suggestion = suggestion(fault);
            RejectedRow {
                line: line_number,
                value: value_of(&pointer).map(|value| value.chars().take(VALUE_LIMIT).collect()),
                pointer,
                code: shown.code,
                detail: shown.detail,
                suggestion,
            }
        })
        .collect()
}

/// What would be right: the value that the counts give.
fn suggestion(fault: &Fault) -> Option<String> {
    if fault.code != "disagrees_with_counts" {
        return None;
    }
    let (_, rest) = fault.detail.en.split_once(" are ")?;
    rest.split_once(" percent")
        .map(|(value, _)| value.to_owned())
}

/// The value at a pointer of a row.
pub fn value_at(header: &[String], line: &Line, pointer: &str) -> Option<String> {
    match line {
        Line::Cells(cells) => {
            let name = pointer.trim_start_matches('/').replace('/', "_");
            cells
                .get(header.iter().position(|h| *h == name)?)
                .filter(|c| !c.is_empty())
                .cloned()
        }
        Line::Json(bytes) => {
            let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
            value
                .pointer(pointer)
                .filter(|v| !pointer.is_empty() && !v.is_null())
                .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
        }
    }
}
