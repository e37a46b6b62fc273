//! Rows on their way: what is in clear and what is sealed of them, and back again.

use std::collections::HashMap;
use std::sync::Arc;

use entity::eppgbm_import_row::Model as Row;
use entity::id::EppgbmImportId;
use entity::kind::RowOutcome;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::fault::RowFault;
use super::plan::{Decided, Fate, Person};
use super::record::{Read, Record};
use super::world::Planned;
use crate::problem::Problem;
use crate::vault::DataKey;

/// For what rows are sealed.
const PURPOSE: &str = "row of an import";

/// What is sealed of a row.
#[derive(Serialize, Deserialize)]
pub enum Content {
    /// What it says.
    Record(Box<Record>),
    /// What is wrong with it, with the values.
    Faults(Vec<RowFault>),
}

/// The rows of a file: those that can be taken, and those that cannot.
pub type Parted = (Vec<Record>, Vec<(i32, Vec<RowFault>)>);

/// Parts the rows that can be taken from those that cannot.
pub fn parted(read: Vec<(i32, Read)>) -> Parted {
    let (mut records, mut rejected) = (Vec::with_capacity(read.len()), Vec::new());
    for (line, row) in read {
        match row {
            Ok(record) => records.push(record),
            Err(faults) => rejected.push((line, faults)),
        }
    }
    (records, rejected)
}

/// Seals what a row says.
pub fn seal(key: &DataKey, content: &Content) -> Result<Vec<u8>, Problem> {
    let bytes = serde_json::to_vec(content).map_err(|e| Problem::internal(&e))?;
    key.seal(&bytes, PURPOSE)
        .ok_or_else(|| Problem::internal(&"a row cannot be sealed"))
}

/// Opens what a row says; `None` if it is sealed no more.
pub fn open(key: &DataKey, row: &Row) -> Option<Content> {
    serde_json::from_slice(&key.open(row.sealed.as_deref()?, PURPOSE)?).ok()
}

/// Opens the rows of an import in their order.
pub fn open_all(key: &DataKey, rows: &[Row]) -> Result<Parted, Problem> {
    let (mut records, mut rejected) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        match open(key, row) {
            Some(Content::Record(record)) => records.push(*record),
            Some(Content::Faults(faults)) => rejected.push((row.line, faults)),
            None => return Err(Problem::internal(&"a row of an import does not open")),
        }
    }
    Ok((records, rejected))
}

/// What was decided, by line.
pub fn decided(rows: &[Row]) -> HashMap<i32, Decided> {
    let of = |row: &Row| {
        Some((
            row.line,
            serde_json::from_str(row.decision.as_deref()?).ok()?,
        ))
    };
    rows.iter().filter_map(of).collect()
}

/// A row that cannot be taken.
pub fn rejected(import_id: EppgbmImportId, line: i32, faults: &[RowFault]) -> Row {
    let public: Vec<_> = faults
        .iter()
        .map(|fault| json!({"column": fault.column, "code": fault.code}))
        .collect();
    Row {
        import_id,
        line,
        outcome: RowOutcome::Rejected,
        counted: false,
        z_differs: false,
        region_code: None,
        child_id: None,
        repeats_line: None,
        candidates: "[]".to_owned(),
        notes: "[]".to_owned(),
        faults: json!(public).to_string(),
        decision: None,
        sealed: None,
    }
}

/// The rows that can be taken, with what becomes of them; what is sealed and what was decided of them is added by who keeps it.
pub fn planned(import_id: EppgbmImportId, plan: &Planned) -> Vec<Row> {
    let rows = plan.records.iter().zip(&plan.fates).zip(&plan.judged);
    rows.map(|((record, fate), judged)| {
        let noted = judged.notes();
        let mut notes: Vec<&str> = record.notes.iter().map(String::as_str).collect();
        notes.extend(noted.iter().chain(&fate.notes).copied());
        Row {
            import_id,
            line: record.line,
            outcome: fate.outcome,
            counted: fate.counted,
            z_differs: judged.z_differs.contains(&true) || judged.category_differs.contains(&true),
            region_code: Some(record.region_code.clone()),
            child_id: child(fate),
            repeats_line: fate.repeats,
            candidates: json!(fate.candidates).to_string(),
            notes: json!(notes).to_string(),
            faults: "[]".to_owned(),
            decision: None,
            sealed: None,
        }
    })
    .collect()
}

fn child(fate: &Fate) -> Option<entity::id::ChildId> {
    match fate.person {
        Person::Known(id) => Some(id),
        Person::Group(_) => None,
    }
}

/// Records as they are shared with the threads that compare.
pub fn shared(records: Vec<Record>) -> Arc<[Record]> {
    records.into()
}
