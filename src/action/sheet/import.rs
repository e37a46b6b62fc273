//! Taking filled-in templates in: read through before any transaction, then judged and kept by the same few statements, dry or
//! real.

use std::collections::BTreeSet;

use entity::action_report::Model;
use entity::id::ActionReportId;
use entity::kind::ReportState;
use entity::reporting_season;
use sea_orm::{ColumnTrait, DatabaseTransaction, QueryFilter};

use super::filled::{Finding, suggestion};
use super::judge::{Group, Known, Verdict};
use super::model::{
    ImportedReport, RejectedEntry, ReportImport, ReportImportParams, ReportOutcome,
};
use super::rows::{self, Read};
use crate::action::report::batch;
use crate::action::report::create::json;
use crate::action::season::frame;
use crate::action::season::store as seasons;
use crate::auth::permission::WriteReports;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::{Change, Parsed};
use crate::http::spool::Spooled;
use crate::problem::{Kind, Problem};
use crate::region;
use crate::reply::Reply;
use crate::table::BatchMode;
use crate::text::{Language, text};

/// The most reports and faults that a report of an import lists; the totals count them all.
const LISTED: usize = 5_000;
/// Why reports are changed, where nothing else is said.
const REASON: &str = "impor berkas";

/// Imports a body.
///
/// # Errors
/// A file that cannot be read, or that is no template; in atomic mode any report that is wrong, with the report of the import;
/// the database.
pub async fn import(
    caller: &Authorized<WriteReports>,
    params: ReportImportParams,
    spooled: Spooled,
) -> Result<Reply, Problem> {
    caller.streamed(&spooled.digest);
    let path = spooled.file.path().to_owned();
    let read = tokio::task::spawn_blocking(move || rows::read(&path)).await;
    let read = read.map_err(|e| Problem::internal(&e))??;
    let intake = Intake {
        mode: params.mode,
        reason: params.reason.unwrap_or_else(|| REASON.to_owned()),
        language: caller.context().language,
        stamp: Stamp::of(caller),
    };
    if params.dry_run {
        let done = caller.rehearse(async |tx| intake.run(caller, tx, &read).await);
        return Reply::outcome(200, &done.await?.0);
    }
    caller
        .write(async |tx| {
            let (report, around) = intake.run(caller, tx, &read).await?;
            let digest: String = spooled.digest.iter().map(|b| format!("{b:02x}")).collect();
            let id = caller.context().id;
            let change = Change::new("action_report.import", "action_report_import", id)
                .in_region(around.as_ref().unwrap_or(caller.scope()).code())
                .because(Some(intake.reason.clone()))
                .with(serde_json::json!({
                    "sha256": digest, "reports_read": report.reports_read, "created": report.created,
                    "revised": report.revised, "unchanged": report.unchanged, "rejected": report.rejected,
                }));
            Ok((change, Reply::outcome(200, &report)?))
        })
        .await
}

/// How a file is taken.
struct Intake {
    mode: BatchMode,
    reason: String,
    language: Language,
    stamp: Stamp,
}

impl Intake {
    /// Judges every report of a file and keeps what is right; gives the smallest region around what was kept.
    async fn run(
        &self,
        caller: &Authorized<WriteReports>,
        tx: &DatabaseTransaction,
        read: &Read,
    ) -> Result<(ReportImport, Option<RegionScope>), Problem> {
        let known = known(
            tx,
            &caller.services().parsed,
            caller.scope(),
            &read.groups,
            &self.stamp,
        )
        .await?;
        let mut report = ReportImport {
            rows_read: read.rows,
            ..ReportImport::default()
        };
        let mut rows: Vec<Model> = Vec::new();
        for group in &read.groups {
            let outcome = match known.judge(group)? {
                Verdict::Unchanged => ReportOutcome::Unchanged,
                Verdict::Create(content) => {
                    let id = ActionReportId(caller.services().clock.new_id());
                    rows.push(self.begun(id, group, json(&content)?));
                    ReportOutcome::Created
                }
                Verdict::Revise(row, content) => {
                    rows.push(Model {
                        content: json(&content)?,
                        version: row.version + 1,
                        updated_at: self.stamp.at,
                        updated_by: self.stamp.by.clone(),
                        ..*row
                    });
                    ReportOutcome::Revised
                }
                Verdict::Reject(findings) => {
                    report.reject(group, findings, self.language);
                    ReportOutcome::Rejected
                }
            };
            report.count(group, outcome);
        }
        if self.mode == BatchMode::Atomic && report.rejected > 0 {
            return Err(refused(&report));
        }
        batch::keep(tx, &rows, &self.reason, &self.stamp).await?;
        let around = RegionScope::around(rows.iter().map(|row| row.region_code.as_str()));
        Ok((report, around))
    }

    fn begun(&self, id: ActionReportId, group: &Group, content: String) -> Model {
        let (at, by) = (self.stamp.at, &self.stamp.by);
        Model {
            id,
            season_code: group.season.clone(),
            action_code: group.action.clone(),
            region_code: group.region_code.clone(),
            state: ReportState::Draft,
            state_since: at,
            content,
            stated_by: by.clone(),
            submitted_at: None,
            version: 1,
            created_at: at,
            updated_at: at,
            updated_by: by.clone(),
        }
    }
}

/// Reads what a file names: the same few queries however many reports there are.
async fn known(
    tx: &DatabaseTransaction,
    parsed: &Parsed,
    scope: &RegionScope,
    groups: &[Group],
    stamp: &Stamp,
) -> Result<Known, Problem> {
    use reporting_season::Column;
    let distinct = |of: fn(&Group) -> &str| -> Vec<&str> {
        let set: BTreeSet<&str> = groups.iter().map(of).collect();
        set.into_iter().collect()
    };
    let codes = distinct(|group| &group.season);
    let rows = seasons::visible()
        .filter(Column::Code.is_in(codes.iter().copied()))
        .all(tx)
        .await?;
    let frames = frame::around(tx, parsed, rows, scope, stamp.at).await?;
    let places = distinct(|group| &group.region_code);
    let villages = groups
        .iter()
        .flat_map(|group| &group.rows)
        .filter(|row| row.item == "village")
        .filter_map(|row| row.value.split_whitespace().next());
    let named: BTreeSet<&str> = places.iter().copied().chain(villages).collect();
    let named: Vec<String> = named.into_iter().map(str::to_owned).collect();
    Ok(Known {
        scope: scope.clone(),
        now: stamp.at,
        regions: region::find_all(tx, &named).await?,
        reports: batch::find(tx, scope, &codes, &places).await?,
        seasons: frames,
    })
}

impl ReportImport {
    fn count(&mut self, group: &Group, outcome: ReportOutcome) {
        self.reports_read += 1;
        *match outcome {
            ReportOutcome::Created => &mut self.created,
            ReportOutcome::Revised => &mut self.revised,
            ReportOutcome::Unchanged => &mut self.unchanged,
            ReportOutcome::Rejected => &mut self.rejected,
        } += 1;
        if self.reports.len() < LISTED {
            self.reports.push(ImportedReport {
                line: group.rows.first().map_or(0, |row| row.line),
                season: group.season.clone(),
                region_code: group.region_code.clone(),
                action: group.action.clone(),
                outcome,
            });
        }
    }

    fn reject(&mut self, group: &Group, findings: Vec<Finding>, language: Language) {
        let left = LISTED.saturating_sub(self.rejected_rows.len());
        let entries = findings.into_iter().take(left).map(|finding| {
            let shown = finding.fault.render(language);
            let value = finding.value.as_deref();
            RejectedEntry {
                line: finding.line,
                region_code: group.region_code.clone(),
                action: group.action.clone(),
                pointer: shown.pointer.unwrap_or_default(),
                suggestion: value.and_then(|value| suggestion(&shown.code, value)),
                code: shown.code,
                value: value.map(|value| value.chars().take(200).collect()),
                detail: shown.detail,
            }
        });
        self.rejected_rows.extend(entries);
    }
}

fn refused(report: &ReportImport) -> Problem {
    let (rejected, read) = (report.rejected, report.reports_read);
    Problem::new(
        Kind::Invalid,
        text(
            format!("{rejected} dari {read} laporan salah; tidak ada yang dicatat. Lihat `report`, atau pakai mode=partial."),
            format!("{rejected} of {read} reports are wrong; nothing was recorded. See `report`, or use mode=partial."),
        ),
    )
    .with_report(report)
}
