//! Imports of claims: streamed, checked row by row, kept in one transaction or not at all.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use sea_orm::DatabaseTransaction;
use serde::Serialize;
use utoipa::ToSchema;

use super::batch::{Intake, Outcome, region_of};
use super::bulk::BatchMode;
use super::columns::{PASSED_OVER, header_faults};
use super::import_row::claim_of;
use super::lookup::KeyDigest;
use super::model::PrevalenceRecordCreate;
use super::rejected_row::{RejectedRow, rejected, value_at};
use crate::auth::RegionScope;
use crate::problem::{Fault, Kind, Problem};
use crate::table::{Line, Staged, TableError, TableFormat, stage};
use crate::text::{Language, text};

/// Rows that are checked and kept by one statement.
const CHUNK: usize = 400;
/// The most rejected rows and warnings that a report lists; the totals count them all.
const LISTED: usize = 5_000;

/// What an import did, or would do.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"rows_read": 3, "created": 2, "revised": 0, "unchanged": 1, "rejected": 0,
    "rejected_rows": [], "warnings": [], "columns_passed_over": []}))]
pub struct ImportReport {
    /// Rows read; the next four add up to it.
    pub rows_read: u64,
    /// New claims.
    pub created: u64,
    /// Corrected claims.
    pub revised: u64,
    /// Claims that stand there already as they are.
    pub unchanged: u64,
    /// Rows that were not taken.
    pub rejected: u64,
    /// Why, at most 5,000 lines of it.
    pub rejected_rows: Vec<RejectedRow>,
    /// What is odd, but possible, at most 5,000 lines of it.
    pub warnings: Vec<RejectedRow>,
    /// Columns that an export has for its readers and an import passes over.
    pub columns_passed_over: Vec<String>,
    /// The smallest region around the claims that were taken.
    #[serde(skip)]
    #[schema(ignore)]
    pub region: Option<RegionScope>,
}

/// A file to be imported.
pub struct ImportFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is.
    pub format: TableFormat,
}

impl ImportFile {
    /// Reads the file through, before any transaction: a file that takes long to unpack keeps nobody from writing.
    ///
    /// # Errors
    /// A file that cannot be read; columns that are unknown or missing.
    pub async fn stage(&self) -> Result<Staged, Problem> {
        let (path, format) = (self.path.clone(), self.format);
        let staged = blocking(move || stage(&path, format)).await?;
        let faults = if format == TableFormat::Ndjson {
            Vec::new()
        } else {
            header_faults(staged.header())
        };
        if faults.is_empty() {
            Ok(staged)
        } else {
            Err(Problem::invalid(faults))
        }
    }
}

/// Takes the rows of a file in.
///
/// # Errors
/// In atomic mode any row that is wrong, with the report; the database.
pub async fn run(
    tx: &DatabaseTransaction,
    intake: &Intake<'_>,
    rows: Staged,
    mode: BatchMode,
    language: Language,
    mut progress: impl FnMut(u64),
) -> Result<ImportReport, Problem> {
    let header: Arc<[String]> = rows.header().into();
    let mut report = ImportReport {
        columns_passed_over: header
            .iter()
            .filter(|name| PASSED_OVER.contains(&name.as_str()))
            .cloned()
            .collect(),
        ..ImportReport::default()
    };
    let mut seen: HashSet<KeyDigest> = HashSet::new();
    let read = |rows| {
        let header = Arc::clone(&header);
        blocking(move || read_chunk(rows, &header))
    };
    let (mut rows, mut chunk) = read(rows).await?;
    while !chunk.is_empty() {
        // The next rows are read while the database takes these.
        let taken = take_chunk(tx, intake, &header, chunk, &mut seen, &mut report, language);
        let (taken, next) = futures_util::join!(taken, read(rows));
        taken?;
        (rows, chunk) = next?;
        progress(report.rows_read);
    }
    if mode == BatchMode::Atomic && report.rejected > 0 {
        return Err(refused(&report));
    }
    Ok(report)
}

/// A row with its line, and the claim that it states or what is wrong with it.
type Read = ((u64, Line), Result<PrevalenceRecordCreate, Vec<Fault>>);

fn read_chunk(mut staged: Staged, header: &[String]) -> Result<(Staged, Vec<Read>), TableError> {
    let mut rows = Vec::with_capacity(CHUNK);
    while rows.len() < CHUNK {
        let Some(row) = staged.next_row()? else { break };
        let claim = claim_of(header, &row.1);
        rows.push((row, claim));
    }
    Ok((staged, rows))
}

/// Files are read away from the threads that answer requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, TableError> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Problem::internal(&e))?;
    done.map_err(|error| {
        tracing::warn!("an imported file cannot be read: {error}");
        Problem::new(Kind::Malformed, error.text())
    })
}

async fn take_chunk(
    tx: &DatabaseTransaction,
    intake: &Intake<'_>,
    header: &[String],
    rows: Vec<Read>,
    seen: &mut HashSet<KeyDigest>,
    report: &mut ImportReport,
    language: Language,
) -> Result<(), Problem> {
    report.rows_read += u64::try_from(rows.len()).unwrap_or_default();
    let mut claims: Vec<PrevalenceRecordCreate> = Vec::with_capacity(rows.len());
    let mut places: Vec<(u64, Line)> = Vec::with_capacity(rows.len());
    for (row, claim) in rows {
        match claim {
            Ok(claim) => {
                claims.push(claim);
                places.push(row);
            }
            Err(faults) => report.reject(header, &row, &faults, language),
        }
    }
    let outcomes = intake.take(tx, claims, seen).await?;
    let regions = [report.region.take(), region_of(outcomes.iter())];
    report.region = RegionScope::around(regions.iter().flatten().map(RegionScope::code));
    for (outcome, row) in outcomes.into_iter().zip(&places) {
        match outcome {
            Outcome::Created(_, warnings) => {
                report.created += 1;
                report.warn(header, row, &warnings, language);
            }
            Outcome::Revised(_, warnings) => {
                report.revised += 1;
                report.warn(header, row, &warnings, language);
            }
            Outcome::Unchanged | Outcome::Exists(_) => report.unchanged += 1,
            Outcome::Rejected(faults) => report.reject(header, row, &faults, language),
        }
    }
    // In the order of the file, whether the reading or the checking found it.
    report.rejected_rows.sort_by_key(|row| row.line);
    Ok(())
}

impl ImportReport {
    fn reject(
        &mut self,
        header: &[String],
        row: &(u64, Line),
        faults: &[Fault],
        language: Language,
    ) {
        self.rejected += 1;
        let left = LISTED.saturating_sub(self.rejected_rows.len());
        self.rejected_rows
            .extend(lines(header, row, faults, language).into_iter().take(left));
    }

    fn warn(&mut self, header: &[String], row: &(u64, Line), faults: &[Fault], language: Language) {
        if faults.is_empty() {
            return;
        }
        let left = LISTED.saturating_sub(self.warnings.len());
        self.warnings
            .extend(lines(header, row, faults, language).into_iter().take(left));
    }
}

fn lines(
    header: &[String],
    (line, content): &(u64, Line),
    faults: &[Fault],
    language: Language,
) -> Vec<RejectedRow> {
    rejected(
        *line,
        faults,
        |pointer| value_at(header, content, pointer),
        language,
    )
}

fn refused(report: &ImportReport) -> Problem {
    let (rejected, read) = (report.rejected, report.rows_read);
    Problem::new(
        Kind::Invalid,
        text(
            format!("{rejected} dari {read} baris salah; tidak ada yang dicatat. Lihat `report`, atau pakai mode=partial."),
            format!("{rejected} of {read} rows are wrong; nothing was recorded. See `report`, or use mode=partial."),
        ),
    )
    .with_report(report)
}
