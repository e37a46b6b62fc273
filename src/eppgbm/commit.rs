//! Writing a file down: what the dry run said, or nothing. The file is looked through once more against what is on record now.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::child;
use entity::eppgbm_import::Model;
use entity::eppgbm_import_row::Model as Row;
use entity::id::{ChildId, EppgbmImportId};
use entity::kind::{ImportState, RiskStatus, RowOutcome};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr};

use super::create::json;
use super::decide::key;
use super::input::ImportCommit;
use super::model::ImportResult;
use super::plan::Person;
use super::publish::publish;
use super::summary::{self, Summary};
use super::world::{self, Planned};
use super::{staging, store, view};
use crate::auth::permission::WriteImports;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::child::{Identity, Measured, NewChild, NewMeasurement, enroll, record};
use crate::db::Change;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::text::text;

/// The source of what an export says.
pub const SOURCE: &str = "EPPGBM";
/// The most rows that a refusal lists.
const LISTED: usize = 100;
/// An arbitrary number that means "Tumbuh writes an import down".
const LOCK: i64 = 7_486_284_623;

/// Writes an import down.
///
/// # Errors
/// Not there; changed since; settled; a world that is no longer that of the dry run; claims that cannot be stated; the
/// database. Nothing is written then.
pub async fn commit(
    caller: &Authorized<WriteImports>,
    id: EppgbmImportId,
    if_match: &IfMatch,
    body: ImportCommit,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let services = caller.services();
    caller
        .write(async |tx| {
            lock(tx).await?;
            let import = store::for_change(tx, caller.scope(), id, if_match).await?;
            let rows = store::all_rows(tx, &import).await?;
            let (records, _) = staging::open_all(&key(&services.vault, &import)?, &rows)?;
            let decided = staging::decided(&rows);
            let scope = RegionScope::new(import.region_code.as_str());
            let records = staging::shared(records);
            let plan = world::plan(tx, &services.vault, &scope, records, &decided).await?;
            as_said(&rows, id, &plan)?;
            let creating = summary::creating(&plan, &decided, import.create_children);
            let mut written = Written::default();
            written
                .children(caller, tx, &stamp, &plan, &creating)
                .await?;
            written.measurements(caller, tx, &stamp, &plan, id).await?;
            let mut result = written.result(&plan);
            if body.publish_prevalence {
                let summary: Summary = view::kept(&import.summary)?;
                publish(caller, tx, &import, &summary, &body, &mut result).await?;
            }
            store::put_rows(tx, written.settled(rows, &plan)).await?;
            store::forget(tx, id).await?;
            let next = Model {
                state: ImportState::Committed,
                result: Some(json(&result)?),
                key_sealed: None,
                version: import.version + 1,
                updated_at: stamp.at,
                updated_by: stamp.by.clone(),
                ..import
            };
            store::replace(tx, &next).await?;
            let change = Change::new("eppgbm_import.commit", "eppgbm_import", id)
                .in_region(next.region_code.clone())
                .with(serde_json::json!({ "sha256": next.file_sha256, "result": result }));
            let shown = view::import(next, caller.context().language)?;
            Ok((change, Reply::versioned(shown.version, &shown)?))
        })
        .await
}

/// One import at a time: two files of the same children must not both find them missing. SQLite has one writer anyway.
async fn lock(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        let sql = format!("select pg_advisory_xact_lock({LOCK})");
        tx.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Whether everything would become of the rows that was said.
fn as_said(rows: &[Row], id: EppgbmImportId, plan: &Planned) -> Result<(), Problem> {
    let before: HashMap<i32, &Row> = rows.iter().map(|row| (row.line, row)).collect();
    let mut changed = Vec::new();
    for now in staging::planned(id, plan) {
        let Some(was) = before.get(&now.line) else {
            continue;
        };
        let gone = now.child_id.is_some_and(|child| plan.gone.contains(&child));
        if gone || (was.outcome, was.child_id) != (now.outcome, now.child_id) {
            changed.push(serde_json::json!({
                "line": now.line, "was": was.outcome, "now": now.outcome,
                "child_was": was.child_id, "child_now": now.child_id, "child_gone": gone,
            }));
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    let count = changed.len();
    changed.truncate(LISTED);
    let problem = Problem::conflict(text(
        format!(
            "Data berubah sejak berkas diperiksa: {count} baris kini lain. Tidak ada yang dicatat; buang impor ini dan unggah lagi."
        ),
        format!(
            "What is on record has changed since the file was looked through: {count} rows differ now. Nothing was written; discard this import and send the file again."
        ),
    ));
    Err(problem.with_report(&serde_json::json!({ "rows_changed": count, "rows": changed })))
}

/// What has been written.
#[derive(Default)]
struct Written {
    created: HashMap<usize, child::Model>,
    measurements: i64,
}

impl Written {
    async fn children(
        &mut self,
        caller: &Authorized<WriteImports>,
        tx: &DatabaseTransaction,
        stamp: &Stamp,
        plan: &Planned,
        creating: &HashSet<usize>,
    ) -> Result<(), Problem> {
        let (groups, new) = new_children(plan, creating);
        let services = caller.services();
        let rows = enroll(tx, &services.vault, services.clock.as_ref(), stamp, new).await?;
        self.created = groups.into_iter().zip(rows).collect();
        Ok(())
    }

    async fn measurements(
        &mut self,
        caller: &Authorized<WriteImports>,
        tx: &DatabaseTransaction,
        stamp: &Stamp,
        plan: &Planned,
        id: EppgbmImportId,
    ) -> Result<(), Problem> {
        let mut new = Vec::new();
        for (record, fate) in plan.records.iter().zip(&plan.fates) {
            let child = match (fate.outcome, fate.person) {
                (RowOutcome::Match, Person::Known(id)) => plan.children.get(&id),
                (RowOutcome::New, Person::Group(group)) => self.created.get(&group),
                _ => None,
            };
            let Some(child) = child else { continue };
            let measured = Measured {
                measured_on: record.measured_on,
                weight_g: record.weight_g,
                height_tenth_mm: record.height_tenth_mm,
                posture: record.posture,
                head_tenth_mm: None,
                muac_tenth_mm: record.muac_tenth_mm,
                oedema: false,
            };
            new.push(NewMeasurement {
                import_id: Some(id.0),
                ..NewMeasurement::of(child, measured, SOURCE)
            });
        }
        let clock = caller.services().clock.as_ref();
        let rows = record(tx, clock, stamp, new).await?;
        self.measurements = i64::try_from(rows.len()).unwrap_or_default();
        Ok(())
    }

    fn result(&self, plan: &Planned) -> ImportResult {
        let left_out = plan.fates.iter().filter(|fate| match fate.outcome {
            RowOutcome::Ambiguous => true,
            RowOutcome::New => self.child_of(fate.person).is_none(),
            _ => false,
        });
        ImportResult {
            children_created: i64::try_from(self.created.len()).unwrap_or_default(),
            measurements_recorded: self.measurements,
            left_out: i64::try_from(left_out.count()).unwrap_or_default(),
            ..ImportResult::default()
        }
    }

    fn child_of(&self, person: Person) -> Option<ChildId> {
        match person {
            Person::Known(id) => Some(id),
            Person::Group(group) => self.created.get(&group).map(|child| child.id),
        }
    }

    /// The rows with the children that they became; of others that might have been nothing is kept.
    fn settled(&self, rows: Vec<Row>, plan: &Planned) -> Vec<Row> {
        let fates = plan.records.iter().zip(&plan.fates);
        let children: HashMap<i32, Option<ChildId>> = fates
            .map(|(record, fate)| (record.line, self.child_of(fate.person)))
            .collect();
        rows.into_iter()
            .map(|row| Row {
                child_id: children.get(&row.line).copied().flatten(),
                candidates: "[]".to_owned(),
                sealed: None,
                ..row
            })
            .collect()
    }
}

/// The children to be written down, each by all that its rows say: the row by which it counts first, the others where that is
/// silent. A NIK goes to one child only.
fn new_children(plan: &Planned, creating: &HashSet<usize>) -> (Vec<usize>, Vec<NewChild>) {
    let mut rows_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, fate) in plan.fates.iter().enumerate() {
        if let Person::Group(group) = fate.person
            && creating.contains(&group)
            && fate.outcome != RowOutcome::Skipped
        {
            rows_of.entry(group).or_default().push(row);
        }
    }
    let mut taken: HashSet<String> = HashSet::new();
    let mut new = Vec::with_capacity(rows_of.len());
    for rows in rows_of.values() {
        let mut rows: Vec<usize> = rows.clone();
        rows.sort_by_key(|row| !plan.fates.get(*row).is_some_and(|fate| fate.counted));
        let records = || rows.iter().filter_map(|row| plan.records.get(*row));
        let Some(first) = records().next() else {
            continue;
        };
        let known = rows.iter().any(|row| plan.nik_known.contains(row));
        let nik = records().find_map(|record| record.nik.clone());
        let nik = nik.filter(|nik| !known && taken.insert(nik.clone()));
        new.push(NewChild {
            sex: first.sex,
            birth_date: first.birth_date,
            region_code: first.region_code.clone(),
            puskesmas: records().find_map(|record| record.puskesmas.clone()),
            posyandu: records().find_map(|record| record.posyandu.clone()),
            birth_weight_g: records().find_map(|record| record.birth_weight_g),
            birth_length_tenth_mm: records().find_map(|record| record.birth_length_tenth_mm),
            risk_status: RiskStatus::Unknown,
            identity: Identity {
                name: first.name.clone(),
                nik,
                mother_name: records().find_map(|record| record.mother.clone()),
                father_name: records().find_map(|record| record.father.clone()),
                address: records().find_map(|record| record.address.clone()),
            },
            origin: "eppgbm",
        });
    }
    (rows_of.into_keys().collect(), new)
}
