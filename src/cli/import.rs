//! `tumbuh import`: files of claims from the command line, by the same code as through the API.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::{CommandError, Print};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::prevalence::bulk::{BatchMode, submitted};
use crate::prevalence::import::{ImportFile, ImportReport};
use crate::prevalence::transfer::SystemImport;
use crate::problem::Problem;
use crate::startup;
use crate::table::TableFormat;
use crate::text::Language;

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Claims of prevalence, as CSV, NDJSON or XLSX, with gzip or without
    Prevalence(ImportPrevalence),
}

/// The arguments of `import prevalence`.
#[derive(Debug, Args)]
pub struct ImportPrevalence {
    /// The file
    file: PathBuf,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Record the rows that are right even if others are wrong
    #[arg(long)]
    partial: bool,
}

impl Import {
    /// Does it; the claims are submitted, as they would be through the API.
    ///
    /// # Errors
    /// What is wrong with the file, row by row.
    pub async fn run(self, config: &Config, print: Print) -> Result<(), CommandError> {
        let Self::Prevalence(import) = self;
        let name = import.file.display().to_string();
        let format = TableFormat::of_file_name(&name)
            .ok_or("the file must end in .csv, .ndjson or .xlsx, with .gz or without")?;
        if !import.file.is_file() {
            return Err(format!("there is no file {name}").into());
        }
        let clock = Arc::new(SystemClock);
        let services = startup::start(config, "", clock).await?;
        startup::load_reference_data(&services).await?;
        let file = ImportFile {
            path: import.file,
            format,
        };
        let mode = if import.partial {
            BatchMode::Partial
        } else {
            BatchMode::Atomic
        };
        let source = SystemImport {
            services: &services,
            name: "command line",
            new_state: submitted,
            language: Language::English,
        };
        let bar = startup::progress("rows");
        let done = source
            .import(&file, mode, import.dry_run, |rows| bar.set_position(rows))
            .await;
        bar.finish_and_clear();
        let done = done.map(|report| report_lines(&report, import.dry_run));
        services.db.close().await;
        done.map_err(explain)?.iter().for_each(|line| print(line));
        Ok(())
    }
}

fn report_lines(report: &ImportReport, dry_run: bool) -> Vec<String> {
    let ImportReport {
        rows_read,
        created,
        revised,
        unchanged,
        rejected,
        ..
    } = report;
    let mut lines: Vec<String> = report
        .rejected_rows
        .iter()
        .map(|row| {
            format!(
                "line {}: {} {}: {}",
                row.line, row.pointer, row.code, row.detail
            )
        })
        .collect();
    lines.extend(
        report
            .warnings
            .iter()
            .map(|row| format!("line {}: warning: {} {}", row.line, row.pointer, row.detail)),
    );
    let would = if dry_run {
        " (dry run: nothing was recorded)"
    } else {
        ""
    };
    lines.push(format!(
        "{rows_read} rows read: {created} created, {revised} revised, {unchanged} unchanged, {rejected} rejected{would}"
    ));
    lines
}

fn explain(problem: Problem) -> CommandError {
    let body = problem.body(Language::English, "", "");
    let mut text = body.detail.replace(
        "See `report`, or use mode=partial.",
        "Use --partial to record the others.",
    );
    for fault in body.errors {
        text.push_str(&format!(
            "\n  {}: {}",
            fault.pointer.unwrap_or_default(),
            fault.detail
        ));
    }
    let rows = body
        .report
        .as_ref()
        .and_then(|report| report.get("rejected_rows")?.as_array());
    for row in rows.into_iter().flatten() {
        let part = |name: &str| {
            row.get(name).map_or_else(String::new, |v| {
                v.as_str().map_or_else(|| v.to_string(), str::to_owned)
            })
        };
        let (line, pointer, code, detail) =
            (part("line"), part("pointer"), part("code"), part("detail"));
        text.push_str(&format!("\n  line {line}: {pointer} {code}: {detail}"));
    }
    text.into()
}
