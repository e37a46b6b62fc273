//! Up to a thousand measurements in one call: all or nothing, or each for itself.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use entity::child::Model as ChildRow;
use entity::id::{ChildId, ChildMeasurementId};
use entity::kind::ChildState;
use sea_orm::DatabaseTransaction;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::check::faults;
use super::input::{ChildMeasurementBulk, ChildMeasurementBulkRow};
use super::record::{NewMeasurement, record};
use super::store::{by_day, path};
use crate::auth::permission::WriteChildren;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::child::query::by_ids;
use crate::db::Change;
use crate::http::json;
use crate::prevalence::BatchMode;
use crate::problem::{Fault, FaultBody, Problem};
use crate::reference;
use crate::reply::Reply;
use crate::text::text;

/// What became of every measurement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"created": 1, "rejected": 0, "items": [{
    "index": 0, "status": 201, "id": "0192d3a0-0000-7000-8000-000000000001",
    "location": "/api/v1/child-measurements/0192d3a0-0000-7000-8000-000000000001"
}]}))]
pub struct ChildMeasurementBulkResult {
    /// How many are new.
    pub created: usize,
    /// How many were not taken.
    pub rejected: usize,
    /// One outcome per row, in order.
    pub items: Vec<ChildMeasurementBulkItem>,
}

/// What became of a measurement.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildMeasurementBulkItem {
    /// Its place, from 0.
    pub index: usize,
    /// The status that it alone would have had: 201, 409, 422.
    #[schema(example = 201)]
    pub status: u16,
    /// The new measurement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ChildMeasurementId>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The measurement of that day that is there already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<String>,
    /// What is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FaultBody>,
}

enum Outcome {
    Good(NewMeasurement),
    Exists(String),
    Wrong(Vec<Fault>),
}

/// Takes a bulk.
///
/// # Errors
/// In atomic mode any row that is wrong, with every fault of every row.
pub async fn bulk(
    caller: &Authorized<WriteChildren>,
    mode: BatchMode,
    bulk: ChildMeasurementBulk,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let clock = caller.services().clock.as_ref();
    caller
        .write(async |tx| {
            let outcomes = judged(tx, caller.scope(), &bulk.items, stamp.at.date_naive()).await?;
            if mode == BatchMode::Atomic {
                all_good(&outcomes)?;
            }
            let mut good = Vec::new();
            let mut items = Vec::with_capacity(outcomes.len());
            let language = caller.context().language;
            for (index, outcome) in outcomes.into_iter().enumerate() {
                let (status, existing, wrong) = match outcome {
                    Outcome::Good(new) => {
                        good.push(new);
                        (201, None, Vec::new())
                    }
                    Outcome::Exists(path) => (409, Some(path), Vec::new()),
                    Outcome::Wrong(faults) => (422, None, faults),
                };
                items.push(ChildMeasurementBulkItem {
                    index,
                    status,
                    id: None,
                    location: None,
                    existing,
                    errors: wrong.iter().map(|fault| fault.render(language)).collect(),
                });
            }
            let children: BTreeSet<ChildId> = good.iter().map(|new| new.child_id).collect();
            let region = RegionScope::around(good.iter().map(|new| new.region_code.as_str()));
            let region = region.unwrap_or_else(|| caller.scope().clone());
            let written = record(tx, clock, &stamp, good).await?;
            let taken = items.iter_mut().filter(|item| item.status == 201);
            for (item, row) in taken.zip(&written) {
                item.id = Some(row.id);
                item.location = Some(path(row.id));
            }
            let result = ChildMeasurementBulkResult {
                created: written.len(),
                rejected: items.len() - written.len(),
                items,
            };
            // By the children named here the audit log tells whose data was touched.
            let change = Change::new("child_measurement.bulk", "children", caller.context().id)
                .in_region(region.code())
                .with(serde_json::json!({
                    "created": result.created, "rejected": result.rejected, "children": children,
                }));
            let status = if mode == BatchMode::Atomic { 200 } else { 207 };
            Ok((change, Reply::outcome(status, &result)?.private()))
        })
        .await
}

async fn judged(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    items: &[Box<RawValue>],
    today: NaiveDate,
) -> Result<Vec<Outcome>, Problem> {
    let parsed: Vec<Result<ChildMeasurementBulkRow, Problem>> = items
        .iter()
        .map(|raw| json::parse(raw.get().as_bytes(), ""))
        .collect();
    let named: BTreeSet<ChildId> = parsed.iter().flatten().map(|row| row.child_id).collect();
    let named: Vec<ChildId> = named.into_iter().collect();
    let children = by_ids(tx, scope, &named).await?;
    let found: Vec<ChildId> = children.keys().copied().collect();
    let there = by_day(tx, &found).await?;
    let catalogue = reference::catalogue(tx).await?;
    let mut seen = HashSet::new();
    let mut outcome = |row: ChildMeasurementBulkRow| -> Result<Outcome, Problem> {
        let Some(child) = measurable(&children, row.child_id) else {
            return Ok(Outcome::Wrong(vec![Fault::body(
                "/child_id",
                "unknown_value",
                no_child(),
            )]));
        };
        let faults = faults(child, &row.measurement, &catalogue, today)?;
        if !faults.is_empty() {
            let below = |fault: Fault| fault.below("/measurement");
            return Ok(Outcome::Wrong(faults.into_iter().map(below).collect()));
        }
        let key = (child.id, row.measurement.measured_on);
        if let Some(other) = there.get(&key) {
            return Ok(Outcome::Exists(path(other.id)));
        }
        if !seen.insert(key) {
            let detail = text(
                "anak dan tanggal ini sudah disebut di baris sebelumnya",
                "child and day were named in an earlier row",
            );
            return Ok(Outcome::Wrong(vec![Fault::body(
                "",
                "repeated_row",
                detail,
            )]));
        }
        Ok(Outcome::Good(row.measurement.of(child)))
    };
    parsed
        .into_iter()
        .map(|row| match row {
            Ok(row) => outcome(row),
            Err(problem) if problem.faults().is_empty() => {
                let detail = problem.detail().clone();
                Ok(Outcome::Wrong(vec![Fault::body("", "malformed", detail)]))
            }
            Err(problem) => Ok(Outcome::Wrong(problem.faults().to_vec())),
        })
        .collect()
}

/// A child in the caller's region whose record goes on.
fn measurable(children: &HashMap<ChildId, ChildRow>, id: ChildId) -> Option<&ChildRow> {
    let child = children.get(&id)?;
    (child.state != ChildState::Merged).then_some(child)
}

fn no_child() -> crate::text::Text {
    text(
        "tidak ada anak itu dalam wilayah Anda, atau catatannya sudah digabung",
        "there is no such child within your region, or its record was merged",
    )
}

fn all_good(outcomes: &[Outcome]) -> Result<(), Problem> {
    let mut faults = Vec::new();
    for (index, outcome) in outcomes.iter().enumerate() {
        let below = format!("/items/{index}");
        match outcome {
            Outcome::Good(_) => {}
            Outcome::Wrong(found) => {
                faults.extend(found.iter().cloned().map(|fault| fault.below(&below)));
            }
            Outcome::Exists(path) => {
                let detail = text(
                    format!("sudah diukur pada tanggal itu: {path}"),
                    format!("measured on that day already: {path}"),
                );
                faults.push(Fault::body(below, "already_exists", detail));
            }
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}
