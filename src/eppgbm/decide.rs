//! What people decide of rows that are not clear; the file is looked through again with it.

use std::collections::HashMap;

use entity::eppgbm_import::Model;
use entity::eppgbm_import_row::Model as Row;
use entity::id::EppgbmImportId;
use entity::kind::RowOutcome;

use super::create::json;
use super::input::{ImportDecision, ImportDecisions, RowDecision};
use super::plan::Decided;
use super::summary::{self, Layout, Summary};
use super::world::{self, Planned};
use super::{staging, store, view};
use crate::auth::permission::WriteImports;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::Change;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;
use crate::vault::{DataKey, Vault};

/// Keeps decisions, and what becomes of the rows by them.
///
/// # Errors
/// Not there; changed since; settled; rows or children that there are not; the database.
pub async fn decide(
    caller: &Authorized<WriteImports>,
    id: EppgbmImportId,
    if_match: &IfMatch,
    body: ImportDecisions,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let import = store::for_change(tx, caller.scope(), id, if_match).await?;
            let rows = store::all_rows(tx, &import).await?;
            let vault = &caller.services().vault;
            let key = key(vault, &import)?;
            let mut decided = staging::decided(&rows);
            let faults = take(&body.decisions, &rows, &mut decided);
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let (records, rejected) = staging::open_all(&key, &rows)?;
            let scope = RegionScope::new(import.region_code.as_str());
            let plan = world::plan(tx, vault, &scope, staging::shared(records), &decided).await?;
            let faults = gone(&body.decisions, &plan);
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let changed = changed(&rows, id, &plan, &decided)?;
            store::put_rows(tx, changed).await?;
            let layout: Layout = view::kept::<Summary>(&import.summary)?.layout;
            let creating = summary::creating(&plan, &decided, import.create_children);
            let summed = summary::summarise(layout, &plan, &rejected, &creating);
            let next = Model {
                summary: json(&summed)?,
                quality: json(&summary::quality(&plan))?,
                version: import.version + 1,
                updated_at: stamp.at,
                updated_by: stamp.by.clone(),
                ..import
            };
            store::replace(tx, &next).await?;
            let change = Change::new("eppgbm_import.decide", "eppgbm_import", id)
                .in_region(next.region_code.clone())
                .with(serde_json::json!({ "decisions": body.decisions.len(), "outcomes": summed.outcomes }));
            let shown = view::import(next, caller.context().language)?;
            Ok((change, Reply::versioned(shown.version, &shown)?))
        })
        .await
}

/// The key of an import's rows.
///
/// # Errors
/// It does not open.
pub fn key(vault: &Vault, import: &Model) -> Result<DataKey, Problem> {
    let opened = import
        .key_sealed
        .as_deref()
        .and_then(|sealed| vault.open(import.id.0, sealed));
    opened.ok_or_else(|| Problem::internal(&"the key of an import does not open"))
}

fn take(
    decisions: &[ImportDecision],
    rows: &[Row],
    decided: &mut HashMap<i32, Decided>,
) -> Vec<Fault> {
    let outcomes: HashMap<i32, RowOutcome> =
        rows.iter().map(|row| (row.line, row.outcome)).collect();
    let taken = |line: i32| {
        outcomes
            .get(&line)
            .is_some_and(|outcome| *outcome != RowOutcome::Rejected)
    };
    let mut faults = Vec::new();
    for (at, decision) in decisions.iter().enumerate() {
        let other = decision.same_as_line;
        let pointer = |member: &str| format!("/decisions/{at}/{member}");
        if !taken(decision.line) {
            faults.push(no_row(pointer("line")));
        }
        if other.is_some_and(|line| !taken(line) || line == decision.line) {
            faults.push(no_row(pointer("same_as_line")));
        }
        let what = match decision.decision {
            RowDecision::Child => decision.child_id.map(Decided::Child),
            RowDecision::SameAsLine => other.map(Decided::SameAs),
            RowDecision::New => Some(Decided::New),
            RowDecision::Skip => Some(Decided::Skip),
        };
        if let Some(what) = what {
            decided.insert(decision.line, what);
        }
    }
    faults
}

fn no_row(pointer: String) -> Fault {
    Fault::body(
        pointer,
        "unknown_value",
        text(
            "tidak ada baris seperti itu yang dapat diputuskan",
            "there is no such row that can be decided on",
        ),
    )
}

/// Children that are named and that there are not, within the import's region: unknown or outside, one answer for both.
fn gone(decisions: &[ImportDecision], plan: &Planned) -> Vec<Fault> {
    let gone =
        |decision: &ImportDecision| decision.child_id.is_some_and(|id| plan.gone.contains(&id));
    let named = decisions
        .iter()
        .enumerate()
        .filter(|(_, decision)| gone(decision));
    named
        .map(|(at, _)| {
            Fault::body(
                format!("/decisions/{at}/child_id"),
                "unknown_value",
                text(
                    "tidak ada anak seperti itu di wilayah impor ini",
                    "there is no such child within the region of this import",
                ),
            )
        })
        .collect()
}

/// The rows of which something else becomes now.
fn changed(
    rows: &[Row],
    id: EppgbmImportId,
    plan: &Planned,
    decided: &HashMap<i32, Decided>,
) -> Result<Vec<Row>, Problem> {
    let before: HashMap<i32, &Row> = rows.iter().map(|row| (row.line, row)).collect();
    let mut changed = Vec::new();
    for mut row in staging::planned(id, plan) {
        row.decision = decided.get(&row.line).map(json).transpose()?;
        let Some(old) = before.get(&row.line) else {
            continue;
        };
        row.sealed.clone_from(&old.sealed);
        if row != **old {
            changed.push(row);
        }
    }
    Ok(changed)
}
