//! Taking a document in: looked through, stored, and only then written down; a crash in between leaves a file that the sweep
//! takes away, never a document without its file.

use std::path::PathBuf;

use entity::id::{ActionReportId, EvidenceId};
use entity::kind::EvidenceState;
use entity::{action_report, evidence};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::model::EvidenceMeta;
use super::rules::{faults, not_yet};
use super::search;
use super::store;
use crate::action::report::create::season;
use crate::action::report::step::{not_locked, taken};
use crate::action::report::store as reports;
use crate::action::workflow::Step;
use crate::auth::permission::WriteReports;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::one;
use crate::evidence::inspect::{Inspected, Kind, Rejection};
use crate::file::{look_through, put, record, refused};
use crate::http::json;
use crate::http::multipart::Form;
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;

/// The most documents of a report, replaced ones included.
const COUNT_LIMIT: usize = 200;

/// A file that lies on this machine, and what is said of it.
pub struct Incoming {
    /// Where it lies; who gives it away takes it away.
    pub path: PathBuf,
    /// The name that it has with its sender.
    pub file_name: String,
    /// What it proves.
    pub meta: EvidenceMeta,
}

/// Takes a document in that came as a form.
///
/// # Errors
/// Those of `keep`.
pub async fn upload(
    caller: &Authorized<WriteReports>,
    id: ActionReportId,
    form: Form,
) -> Result<Reply, Problem> {
    caller.streamed(&form.digest);
    let incoming = Incoming {
        path: form.file.path().to_owned(),
        file_name: form.file_name,
        meta: json::parse(&form.meta, "/meta")?,
    };
    keep(caller, id, incoming, async |_, _| Ok(())).await
}

/// Takes a document in, and does something else in the same transaction.
///
/// # Errors
/// Not there; a state in which nothing is handed in; a file that is refused; requirements of another action, or facts of the
/// document that they ask for; a store that does not answer; those of `also`; the database.
pub async fn keep(
    caller: &Authorized<WriteReports>,
    id: ActionReportId,
    incoming: Incoming,
    also: impl AsyncFnOnce(&DatabaseTransaction, EvidenceId) -> Result<(), Problem>,
) -> Result<Reply, Problem> {
    let (stamp, evidence_id) = (
        Stamp::of(caller),
        EvidenceId(caller.services().clock.new_id()),
    );
    let services = caller.services();
    // Before the file is stored, so that nothing of one that is refused is left, and once more when it is written down.
    admit(caller, caller.reader(), id, &incoming).await?;
    let file = look_through(services, &incoming.path, &incoming.file_name).await?;
    put(services, &file, &incoming.path).await?;
    caller
        .write(async |tx| {
            one(reports::held(tx, caller.scope(), id).await)?;
            let (report, former) = admit(caller, tx, id, &incoming).await?;
            if let Some(former) = former {
                super::decide::replace(tx, &ended(former, &stamp)).await?;
            }
            let Incoming {
                file_name, meta, ..
            } = &incoming;
            let row = row(evidence_id, &report, meta, file_name, &file, &stamp)?;
            record(tx, services, &file, file.text.clone(), stamp.at).await?;
            store::insert(tx, &row).await?;
            search::insert(tx, evidence_id, file_name, file.text.as_deref()).await?;
            also(tx, evidence_id).await?;
            let change = Change::new("evidence.create", "evidence", evidence_id)
                .in_region(row.region_code.clone())
                .with(serde_json::json!({
                    "report": id, "sha256": row.sha256, "size_bytes": file.size, "requirements": meta.requirements,
                }));
            Ok((change, created(tx, caller, row).await?))
        })
        .await
}

/// Whether a file may be handed in for a report by the caller; gives the report, and the document that it replaces.
async fn admit(
    caller: &Authorized<WriteReports>,
    connection: &impl ConnectionTrait,
    id: ActionReportId,
    incoming: &Incoming,
) -> Result<(action_report::Model, Option<evidence::Model>), Problem> {
    let report = one(reports::find(connection, caller.scope(), id).await)?;
    let kind = Kind::of_name(&incoming.file_name);
    let kind = kind.ok_or_else(|| refused(&Rejection::ExtensionUnknown))?;
    may_hand_in(caller, connection, &report, kind, &incoming.meta).await?;
    let former = replaced(caller, connection, id, &incoming.meta).await?;
    Ok((report, former))
}

/// Whether a file of a kind may be handed in for a report by the caller, with what is said of it.
///
/// # Errors
/// A state in which nothing is handed in, a season that is locked; what is wrong with it; the database.
pub async fn may_hand_in(
    caller: &Authorized<WriteReports>,
    connection: &impl ConnectionTrait,
    report: &action_report::Model,
    kind: Kind,
    meta: &EvidenceMeta,
) -> Result<(), Problem> {
    let stamp = Stamp::of(caller);
    taken(caller, connection, report, Step::Edit).await?;
    not_locked(connection, caller.scope(), report, &stamp).await?;
    let parsed = &caller.services().parsed;
    let (season, scheme) = season(connection, parsed, &report.season_code).await?;
    let action = scheme
        .action(&report.action_code)
        .ok_or_else(|| Problem::internal(&"a report without its action"))?;
    let mut faults = faults(meta, kind, action, season.implementation_year);
    faults.extend(not_yet(&meta.fields, stamp.at.date_naive()));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

/// The answer to who has handed a document in.
///
/// # Errors
/// The database.
pub async fn created(
    connection: &impl ConnectionTrait,
    caller: &Authorized<WriteReports>,
    row: evidence::Model,
) -> Result<Reply, Problem> {
    let location = format!("{}/evidence/{}", reports::path(row.report_id), row.id);
    let shown = store::shown(connection, caller.scope(), vec![row]).await?;
    let evidence = shown.into_iter().next().ok_or_else(Problem::not_found)?;
    Reply::created(location, evidence.version, &evidence)
}

/// A document that nobody has decided on, as it is kept.
///
/// # Errors
/// Nothing that can happen.
pub fn row(
    id: EvidenceId,
    report: &action_report::Model,
    meta: &EvidenceMeta,
    file_name: &str,
    file: &Inspected,
    stamp: &Stamp,
) -> Result<evidence::Model, Problem> {
    let json = |value: serde_json::Result<String>| value.map_err(|e| Problem::internal(&e));
    Ok(evidence::Model {
        id,
        report_id: report.id,
        season_code: report.season_code.clone(),
        action_code: report.action_code.clone(),
        region_code: report.region_code.clone(),
        sha256: file.sha256.clone(),
        file_name: file_name.to_owned(),
        requirements: json(serde_json::to_string(&meta.requirements))?,
        fields: json(serde_json::to_string(&meta.fields))?,
        state: EvidenceState::Pending,
        reason: None,
        replaces: meta.replaces.map(EvidenceId),
        uploaded_at: stamp.at,
        uploaded_by: stamp.by.clone(),
        decided_at: None,
        decided_by: None,
        superseded_at: None,
        version: 1,
    })
}

/// The document that another one is to replace.
async fn replaced(
    caller: &Authorized<WriteReports>,
    connection: &impl ConnectionTrait,
    report: ActionReportId,
    meta: &EvidenceMeta,
) -> Result<Option<evidence::Model>, Problem> {
    let all = store::of_report(connection, caller.scope(), report).await?;
    if all.len() >= COUNT_LIMIT {
        return Err(Problem::conflict(text(
            format!("Laporan ini sudah memuat {COUNT_LIMIT} dokumen."),
            format!("This report holds {COUNT_LIMIT} documents already."),
        )));
    }
    let Some(id) = meta.replaces else {
        return Ok(None);
    };
    let present = |row: &evidence::Model| row.id.0 == id && row.superseded_at.is_none();
    let former = all.into_iter().find(present).ok_or_else(|| {
        let (id, en) = (
            "bukan dokumen laporan ini yang masih berlaku",
            "is no present document of this report",
        );
        let fault = Fault::body("/meta/replaces", "unknown_value", text(id, en));
        Problem::invalid(vec![fault])
    })?;
    Ok(Some(former))
}

/// A document that does not count any more; it stays on record.
pub fn ended(row: evidence::Model, stamp: &Stamp) -> evidence::Model {
    evidence::Model {
        superseded_at: Some(stamp.at),
        version: row.version + 1,
        ..row
    }
}
