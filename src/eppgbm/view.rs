//! From what is kept to what is shown, in the language of who asks.

use std::collections::BTreeSet;

use entity::eppgbm_import::Model;
use entity::eppgbm_import_row::Model as Row;
use entity::id::ChildId;
use serde::Deserialize;

use super::count::RegionCount;
use super::coverage::ImportCoverage;
use super::fault::{RowFault, meaning};
use super::judge::judge;
use super::limits::Measure;
use super::model::{
    EppgbmImport, EppgbmImportSummary, ImportQuality, ImportRow, NoteCount, Opened, QualityUnit,
    QualityValue, RowCandidate, RowNote, RowPerson,
};
use super::plan::Candidate;
use super::quality::{Unit, Value};
use super::record::Record;
use super::summary::Summary;
use crate::child::masked_nik;
use crate::problem::Problem;
use crate::text::Language;

/// Reads what was kept as JSON.
pub fn kept<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Problem> {
    serde_json::from_str(json).map_err(|e| Problem::internal(&e))
}

/// An import.
///
/// # Errors
/// Something kept that cannot be read.
pub fn import(row: Model, language: Language) -> Result<EppgbmImport, Problem> {
    let Model {
        id,
        region_code,
        state,
        file_sha256,
        create_children,
        rows_read,
        summary,
        quality,
        result,
        key_sealed: _,
        version,
        created_at,
        created_by,
        updated_at,
        updated_by,
    } = row;
    let summary: Summary = kept(&summary)?;
    let units: Vec<Unit> = kept(&quality)?;
    let mut total = RegionCount::of(region_code.clone());
    summary
        .villages
        .iter()
        .for_each(|village| total.join(village));
    let noted = summary.noted.into_iter().map(|noted| NoteCount {
        meaning: meaning(&noted.code).in_language(language).to_owned(),
        column: noted.column,
        code: noted.code,
        rows: noted.rows,
    });
    Ok(EppgbmImport {
        id,
        region_code,
        state,
        file_sha256,
        create_children,
        header_line: summary.layout.header_line,
        encoding_guessed: summary.layout.encoding_guessed,
        columns_passed_over: summary.layout.columns_passed_over,
        rows_read,
        outcomes: summary.outcomes,
        children_to_create: summary.children_to_create,
        measurements_to_record: summary.measurements_to_record,
        new_left_out: summary.new_left_out,
        months: summary.months,
        villages: summary.villages,
        total,
        z_differences: summary.differences,
        notes: noted.collect(),
        quality: units
            .first()
            .map(|unit| values(unit, language))
            .unwrap_or_default(),
        result: result.as_deref().map(kept).transpose()?,
        version,
        created_at,
        created_by,
        updated_at,
        updated_by,
    })
}

/// An import in a list.
///
/// # Errors
/// Something kept that cannot be read.
pub fn listed(row: Model) -> Result<EppgbmImportSummary, Problem> {
    let summary: Summary = kept(&row.summary)?;
    Ok(EppgbmImportSummary {
        id: row.id,
        region_code: row.region_code,
        state: row.state,
        file_sha256: row.file_sha256,
        rows_read: row.rows_read,
        outcomes: summary.outcomes,
        version: row.version,
        created_at: row.created_at,
        created_by: row.created_by,
    })
}

/// The quality of a file, part by part.
///
/// # Errors
/// Something kept that cannot be read.
pub fn quality(
    row: &Model,
    coverage: Vec<ImportCoverage>,
    language: Language,
) -> Result<ImportQuality, Problem> {
    let units: Vec<Unit> = kept(&row.quality)?;
    let items = units.into_iter().map(|unit| QualityUnit {
        values: values(&unit, language),
        region_code: unit.region_code,
        posyandu: unit.posyandu,
        children: unit.children,
        boys: unit.boys,
    });
    Ok(ImportQuality {
        items: items.collect(),
        coverage,
    })
}

fn values(unit: &Unit, language: Language) -> Vec<QualityValue> {
    unit.values
        .iter()
        .filter_map(|value| value_of(value, language))
        .collect()
}

fn value_of(value: &Value, language: Language) -> Option<QualityValue> {
    let measure = Measure::find(&value.code)?;
    Some(QualityValue {
        code: value.code.clone(),
        name: measure.name().in_language(language).to_owned(),
        value: value.value,
        unit: measure.unit.clone(),
        of: value.of,
        class: value.value.and_then(|value| measure.class(value)),
        meaning: measure.meaning().in_language(language).to_owned(),
        source: measure.source.clone(),
    })
}

/// What of a fault is kept in clear.
#[derive(Deserialize)]
struct PlainFault {
    column: String,
    code: String,
}

/// The children on record that rows name: whose they are, and whose they might be.
///
/// # Errors
/// Something kept that cannot be read.
pub fn named(rows: &[Row]) -> Result<BTreeSet<ChildId>, Problem> {
    let mut named = BTreeSet::new();
    for row in rows {
        let candidates: Vec<Candidate> = kept(&row.candidates)?;
        named.extend(row.child_id);
        named.extend(candidates.into_iter().filter_map(|one| one.child_id));
    }
    Ok(named)
}

/// A row, with what is opened of it.
///
/// # Errors
/// Something kept that cannot be read.
pub fn row(row: Row, opened: Opened, language: Language) -> Result<ImportRow, Problem> {
    let candidates: Vec<Candidate> = kept(&row.candidates)?;
    let plain: Vec<PlainFault> = kept(&row.faults)?;
    let codes: Vec<String> = kept(&row.notes)?;
    let detail = |code: &str| meaning(code).in_language(language).to_owned();
    let note = |column: Option<String>, code: String, opened: Option<&RowFault>| RowNote {
        pointer: column.map(|column| format!("/{column}")),
        detail: detail(&code),
        value: opened.and_then(|fault| fault.value.clone()),
        suggestion: opened.and_then(|fault| fault.suggestion.clone()),
        code,
    };
    let faults = plain.into_iter().enumerate();
    let faults =
        faults.map(|(at, fault)| note(Some(fault.column), fault.code, opened.faults.get(at)));
    let notes: Vec<RowNote> = faults
        .chain(codes.into_iter().map(|code| note(None, code, None)))
        .collect();
    let candidate = |candidate: Candidate| RowCandidate {
        child_id: candidate.child_id,
        line: candidate.line,
        score: candidate.score,
        grounds: candidate.grounds,
    };
    Ok(ImportRow {
        line: row.line,
        outcome: row.outcome,
        counted: row.counted,
        z_differs: row.z_differs,
        region_code: row.region_code,
        child_id: row.child_id,
        repeats_line: row.repeats_line,
        decided: row.decision.is_some(),
        candidates: candidates.into_iter().map(candidate).collect(),
        notes,
        person: opened.record.map(person),
    })
}

fn person(record: Record) -> RowPerson {
    let judged = judge(&record);
    let [waz, haz, whz] = judged
        .scores
        .map(|score| score.map(|score| score.z.as_f64()));
    RowPerson {
        nik: record.nik.as_deref().map(masked_nik),
        weight_kg: record.weight_g.map(|grams| f64::from(grams) / 1000.0),
        height_cm: record
            .height_tenth_mm
            .map(|tenths| f64::from(tenths) / 100.0),
        stated_z: record
            .stated
            .map(|stated| stated.z.map(|z| f64::from(z) / 100.0)),
        name: record.name,
        sex: record.sex,
        birth_date: record.birth_date,
        mother_name: record.mother,
        father_name: record.father,
        posyandu: record.posyandu,
        measured_on: record.measured_on,
        posture: record.posture,
        waz,
        haz,
        whz,
    }
}
