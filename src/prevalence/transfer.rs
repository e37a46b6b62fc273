//! Imports by the API and by the command line: who takes in, and what is kept of it in the audit log.

use std::collections::HashMap;
use std::path::Path;

use sea_orm::DatabaseTransaction;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

use super::batch::{Intake, OnExisting};
use super::bulk::{BatchMode, submitted};
use super::import::{ImportFile, ImportReport, run};
use super::model::PrevalenceRecordCreate;
use crate::auth::permission::WritePrevalence;
use crate::auth::scope::COUNTRY;
use crate::auth::{Authorized, Permission, RegionScope, Stamp};
use crate::db::{self, AuditContext, Change};
use crate::http::spool::Spooled;
use crate::problem::{Fault, Kind, Problem};
use crate::reference;
use crate::reply::Reply;
use crate::services::Services;
use crate::startup::system_context;
use crate::table::{Staged, TableFormat};
use crate::text::{Language, text};

/// How a file is taken.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportParams {
    /// Only say what would happen.
    #[serde(default)]
    #[param(default = false)]
    pub dry_run: bool,
    /// All or nothing, or each row for itself.
    #[serde(default)]
    #[param(inline, default = "atomic")]
    pub mode: BatchMode,
    /// The format, where the Content-Type does not say it (as with application/gzip).
    #[param(inline)]
    pub format: Option<TableFormat>,
    /// Why corrections are made; kept with every corrected claim.
    #[validate(length(min = 3, max = 1000))]
    #[param(min_length = 3, max_length = 1000)]
    pub reason: Option<String>,
}

/// The format of a body.
///
/// # Errors
/// 415 for another media type; 422 when the media type leaves it open and the parameter does not say it.
pub fn format_of(media_type: &str, given: Option<TableFormat>) -> Result<TableFormat, Problem> {
    if let Some(format) = TableFormat::of_media_type(media_type) {
        return Ok(format);
    }
    let packed = matches!(
        media_type,
        "application/gzip" | "application/x-gzip" | "application/octet-stream"
    );
    if !packed {
        return Err(Problem::new(
            Kind::UnsupportedMediaType,
            text(
                "Kirim text/csv, application/x-ndjson, XLSX atau application/gzip.",
                "Send text/csv, application/x-ndjson, XLSX or application/gzip.",
            ),
        ));
    }
    given.ok_or_else(|| {
        Problem::invalid(vec![Fault::parameter(
            "format",
            "required",
            text(
                "wajib diisi; jenis isi ini tidak menyebut formatnya",
                "is required; this media type does not say the format",
            ),
        )])
    })
}

const REASON: &str = "impor berkas";

/// Imports a body.
///
/// # Errors
/// Those of the file; the database.
pub async fn import(
    caller: &Authorized<WritePrevalence>,
    params: ImportParams,
    format: TableFormat,
    spooled: Spooled,
) -> Result<Reply, Problem> {
    caller.streamed(&spooled.digest);
    let file = ImportFile {
        path: spooled.file.path().to_owned(),
        format,
    };
    let staged = file.stage().await?;
    let language = caller.context().language;
    let reason = params.reason.clone().unwrap_or_else(|| REASON.to_owned());
    let intake = |catalogue| Intake {
        scope: caller.scope().clone(),
        may_decide: caller.actor().may(Permission::DecidePrevalence),
        stamp: Stamp::of(caller),
        clock: caller.services().clock.as_ref(),
        catalogue,
        on_existing: OnExisting::Revise,
        reason: reason.clone(),
        new_state: submitted,
    };
    if params.dry_run {
        let report = caller
            .rehearse(async |tx| {
                run(
                    tx,
                    &intake(reference::catalogue(tx).await?),
                    staged,
                    params.mode,
                    language,
                    |_| {},
                )
                .await
            })
            .await?;
        return Reply::outcome(200, &report);
    }
    caller
        .write(async |tx| {
            let report = run(
                tx,
                &intake(reference::catalogue(tx).await?),
                staged,
                params.mode,
                language,
                |_| {},
            )
            .await?;
            let change = change(caller.context().id, &report, &spooled.digest, &reason)
                .in_region(report.region.as_ref().unwrap_or(caller.scope()).code());
            Ok((change, Reply::outcome(200, &report)?))
        })
        .await
}

fn change(id: Uuid, report: &ImportReport, digest: &[u8], reason: &str) -> Change {
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Change::new("prevalence.import", "prevalence_import", id)
        .because(Some(reason.to_owned()))
        .with(serde_json::json!({
            "sha256": digest, "rows_read": report.rows_read, "created": report.created, "revised": report.revised,
            "unchanged": report.unchanged, "rejected": report.rejected,
        }))
}

/// Who imports without a request: the command line, and the shipped data.
pub struct SystemImport<'a> {
    /// What it may use.
    pub services: &'a Services,
    /// The name in the audit log.
    pub name: &'a str,
    /// The state and the official mark of a new claim.
    pub new_state: fn(&PrevalenceRecordCreate) -> (entity::kind::ClaimStatus, bool),
    /// The language of the report.
    pub language: Language,
}

impl SystemImport<'_> {
    /// Imports a file, or only says what would happen.
    ///
    /// # Errors
    /// Those of the file; the database.
    pub async fn import(
        &self,
        file: &ImportFile,
        mode: BatchMode,
        dry_run: bool,
        mut progress: impl FnMut(u64),
    ) -> Result<ImportReport, Problem> {
        let services = self.services;
        let audit = self.context();
        let staged = file.stage().await?;
        let digest = file_digest(&file.path)?;
        if dry_run {
            return db::rehearse(&services.db, async |tx| {
                let id = audit.request_id;
                let staged = (staged, digest.as_slice());
                let (_, report) = self.within(tx, id, staged, mode, &mut progress).await?;
                Ok(report)
            })
            .await;
        }
        db::write(&services.db, services.clock.as_ref(), &audit, async |tx| {
            let staged = (staged, digest.as_slice());
            self.within(tx, audit.request_id, staged, mode, &mut progress)
                .await
        })
        .await
    }

    /// On whose behalf.
    pub fn context(&self) -> AuditContext {
        system_context(self.services.clock.as_ref(), self.name)
    }

    /// Imports a file, read through and with its digest, in a transaction that does more.
    ///
    /// # Errors
    /// Those of the file; the database.
    pub async fn within(
        &self,
        tx: &DatabaseTransaction,
        request_id: Uuid,
        (staged, digest): (Staged, &[u8]),
        mode: BatchMode,
        progress: impl FnMut(u64),
    ) -> Result<(Change, ImportReport), Problem> {
        let clock = self.services.clock.as_ref();
        let intake = Intake {
            scope: RegionScope::new(COUNTRY),
            may_decide: true,
            stamp: Stamp {
                at: clock.now(),
                by: format!("system:{}", self.name),
                request_id,
            },
            clock,
            catalogue: reference::catalogue(tx).await?,
            on_existing: OnExisting::Revise,
            reason: REASON.to_owned(),
            new_state: self.new_state,
        };
        let report = run(tx, &intake, staged, mode, self.language, progress).await?;
        let change = change(request_id, &report, digest, REASON).in_region(COUNTRY);
        Ok((change, report))
    }
}

pub(super) fn file_digest(path: &Path) -> Result<Vec<u8>, Problem> {
    use sha2::{Digest, Sha256};
    let mut file = std::fs::File::open(path).map_err(|e| Problem::internal(&e))?;
    let mut digest = Sha256::new();
    let mut buffer = [0; 64 * 1024];
    loop {
        match std::io::Read::read(&mut file, &mut buffer).map_err(|e| Problem::internal(&e))? {
            0 => return Ok(digest.finalize().to_vec()),
            n => digest.update(buffer.get(..n).unwrap_or_default()),
        }
    }
}

/// How often each key of claims is stated with a value: what stands alone can be official without anybody's decision.
pub fn stated_values(
    claims: impl Iterator<Item = PrevalenceRecordCreate>,
) -> HashMap<[String; 4], usize> {
    let mut counts = HashMap::new();
    for claim in claims.filter(|claim| claim.value_pct.is_some()) {
        *counts
            .entry([
                claim.region_code,
                claim.indicator,
                claim.source,
                claim.period.to_string(),
            ])
            .or_insert(0) += 1;
    }
    counts
}

/// A fault of a file's name on the command line.
pub fn unknown_file_format() -> Problem {
    Problem::invalid(vec![Fault::parameter(
        "FILE",
        "format",
        text(
            "akhiran harus .csv, .ndjson atau .xlsx, boleh diikuti .gz",
            "must end in .csv, .ndjson or .xlsx, with .gz or without",
        ),
    )])
}
