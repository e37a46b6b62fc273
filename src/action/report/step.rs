//! The steps of a report: handed in, taken up, returned, accepted, opened again.

use entity::action_report::Model;
use entity::id::ActionReportId;
use entity::kind::ReportState;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::model::{ActionReport, ReturnedReport};
use super::service::{single, viewer};
use super::store;
use crate::action::comment::store::first_unresolved;
use crate::action::notice::step as notice;
use crate::action::receipt::service as receipt;
use crate::action::season::store as seasons;
use crate::action::workflow::{Refusal, Standing, Step};
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::Change;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::{Reply, version_tag};
use crate::text::text;

/// The most comments that the answer to a return lists; the count says whether there are more.
const LISTED_COMMENTS: u64 = 200;

/// The row that a change is about, if the caller may see it and has seen it as it is.
///
/// # Errors
/// Not there, outside the region; changed since.
pub async fn for_change(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: ActionReportId,
    if_match: &IfMatch,
) -> Result<Model, Problem> {
    let row = one(store::held(tx, scope, id).await)?;
    if if_match.accepts(row.version) {
        Ok(row)
    } else {
        Err(Problem::stale(&version_tag(row.version)))
    }
}

/// Whether the caller may review a report that is in review.
///
/// # Errors
/// Why not, as 409; the database.
pub async fn reviewing<P>(
    caller: &Authorized<P>,
    tx: &DatabaseTransaction,
    row: &Model,
) -> Result<(), Problem> {
    taken(caller, tx, row, Step::Return).await.map(drop)
}

/// The state after a step, if the caller may take it.
///
/// # Errors
/// Why not, as 409; the database.
pub async fn taken<P>(
    caller: &Authorized<P>,
    connection: &impl ConnectionTrait,
    row: &Model,
    step: Step,
) -> Result<ReportState, Problem> {
    let name = Stamp::of(caller).by;
    let author =
        step.is_review() && store::is_author(connection, caller.scope(), row.id, &name).await?;
    let standing = Standing {
        author,
        above: caller.scope().code() != row.region_code,
    };
    step.taken_by(row.state, standing)
        .map_err(|refusal| refused(refusal, step, row.state))
}

fn refused(refusal: Refusal, step: Step, state: ReportState) -> Problem {
    let (step, state) = (step.as_str(), state.as_str());
    Problem::conflict(match refusal {
        Refusal::State => text(
            format!("Langkah `{step}` tidak dapat diambil atas laporan yang berstatus `{state}`."),
            format!("The step `{step}` cannot be taken on a report that is `{state}`."),
        ),
        Refusal::OwnReport => text(
            "Penulis tidak dapat meninjau laporannya sendiri.",
            "Who wrote a report cannot review it.",
        ),
        Refusal::SameRegion => text(
            "Laporan ditinjau oleh wilayah di atasnya.",
            "A report is reviewed by the region above it.",
        ),
    })
}

/// Takes a step.
///
/// # Errors
/// Not there; changed since; a state in which it cannot be taken, a person who may not; a season that is locked; documents
/// that are wanting for an acceptance; the database.
pub async fn take<P>(
    caller: &Authorized<P>,
    id: ActionReportId,
    if_match: &IfMatch,
    step: Step,
    reason: Option<String>,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let services = caller.services();
    if step == Step::Submit {
        // Before the transaction: another process may have rotated the keys that sign the receipt.
        services.tokens.follow(&services.db, stamp.at).await?;
    }
    caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            let state = taken(caller, tx, &row, step).await?;
            if step == Step::Submit {
                not_locked(tx, caller.scope(), &row, &stamp).await?;
            }
            let next = Model {
                state,
                state_since: stamp.at,
                submitted_at: if step == Step::Submit {
                    Some(stamp.at)
                } else {
                    row.submitted_at
                },
                version: row.version + 1,
                updated_at: stamp.at,
                updated_by: stamp.by.clone(),
                ..row
            };
            // What counts for an acceptance is what was accepted.
            let strictly = step == Step::Accept;
            let report = single(tx, &viewer(caller), next.clone(), strictly).await?;
            if step == Step::Accept && !report.missing.is_empty() {
                return Err(wanting(&report));
            }
            store::save(tx, &next, step.as_str(), reason.clone(), &stamp).await?;
            if step == Step::Submit {
                receipt::issue(services, tx, &next).await?;
            }
            notice::of_step(services, tx, step, &next, report.unresolved_comments).await?;
            let change = Change::new(step.action(), "action_report", id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({
                    "season": next.season_code, "action": next.action_code, "state": state.as_str(),
                    "version": next.version, "days_late": report.deadline.days_late,
                    "satisfied": report.satisfied, "mandatory": report.mandatory,
                }));
            Ok((change, answer(tx, caller.scope(), step, report).await?))
        })
        .await
}

/// The report; of one that is returned with the comments that are not resolved.
async fn answer(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    step: Step,
    report: ActionReport,
) -> Result<Reply, Problem> {
    if step != Step::Return {
        return Reply::versioned(report.version, &report);
    }
    let comments = first_unresolved(tx, scope, report.id, LISTED_COMMENTS).await?;
    let returned = ReturnedReport { report, comments };
    Reply::versioned(returned.report.version, &returned)
}

/// Late is recorded, not refused, until the lock.
///
/// # Errors
/// A season that is locked; the database.
pub async fn not_locked(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    row: &Model,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let season = one(seasons::find(connection, &row.season_code).await)?;
    let deadlines = seasons::deadlines(connection, &season, scope, stamp.at).await?;
    let deadline = deadlines.of(&row.region_code, &row.action_code);
    if !deadline.is_locked(stamp.at) {
        return Ok(());
    }
    let locked = deadline.locks_at;
    Err(Problem::conflict(text(
        format!("Musim pelaporan terkunci sejak {locked}; mintalah perpanjangan kepada provinsi."),
        format!("The season has been locked since {locked}; ask the province for an exception."),
    )))
}

/// Only acceptance waits for what is wanting.
fn wanting(report: &ActionReport) -> Problem {
    let names: Vec<&str> = report.missing.iter().map(|one| one.name.as_str()).collect();
    let names = names.join("; ");
    Problem::conflict(text(
        format!("Belum lengkap: {names}."),
        format!("It is not complete: {names}."),
    ))
}
