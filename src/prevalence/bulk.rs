//! Up to a thousand claims in one call: all or nothing, or each for itself.

use std::collections::HashSet;

use entity::id::PrevalenceRecordId;
use entity::kind::ClaimStatus;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::batch::{Intake, OnExisting, Outcome};
use super::import_row::faults_of;
use super::model::PrevalenceRecordCreate;
use super::service::{already_recorded, path_of};
use crate::auth::permission::WritePrevalence;
use crate::auth::{Authorized, Permission, Stamp};
use crate::db::Change;
use crate::http::json;
use crate::problem::{Fault, FaultBody, Problem};
use crate::reference;
use crate::reply::Reply;
pub use crate::table::BatchMode;
use crate::text::text;

/// Claims in one call.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"items": [{
    "region_code": "64.74", "indicator": "stunting", "source": "EPPGBM", "period": "2025-08", "value_pct": 18.9,
    "publisher": "Dinas Kesehatan Kota Bontang", "citation": {"title": "Publikasi data stunting Agustus 2025"}
}]}))]
pub struct PrevalenceBulk {
    /// The claims.
    #[validate(length(min = 1, max = 1000))]
    #[schema(value_type = Vec<PrevalenceRecordCreate>, min_items = 1, max_items = 1000)]
    pub items: Vec<Box<RawValue>>,
}

/// How a bulk is taken.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BulkParams {
    /// All or nothing, or each row for itself.
    #[serde(default)]
    #[param(inline, default = "atomic")]
    pub mode: BatchMode,
}

/// What became of every row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"created": 1, "rejected": 0, "items": [{
    "index": 0, "status": 201, "id": "0192d3a0-0000-7000-8000-000000000001",
    "location": "/api/v1/prevalence-records/0192d3a0-0000-7000-8000-000000000001"
}]}))]
pub struct PrevalenceBulkResult {
    /// How many claims are new.
    pub created: usize,
    /// How many were not taken.
    pub rejected: usize,
    /// One outcome per row, in order.
    pub items: Vec<PrevalenceBulkItem>,
}

/// What became of a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrevalenceBulkItem {
    /// Its place, from 0.
    pub index: usize,
    /// The status that the row alone would have had: 201, 409, 422.
    #[schema(example = 201)]
    pub status: u16,
    /// The new claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<PrevalenceRecordId>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The claim that is recorded already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<String>,
    /// What is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FaultBody>,
    /// What is odd, but possible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<FaultBody>,
}

/// A claim is submitted, and not official, until somebody decides.
pub const fn submitted(_: &PrevalenceRecordCreate) -> (ClaimStatus, bool) {
    (ClaimStatus::Submitted, false)
}

/// Takes a bulk.
///
/// # Errors
/// In atomic mode any row that is wrong, with every fault of every row.
pub async fn bulk(
    caller: &Authorized<WritePrevalence>,
    mode: BatchMode,
    bulk: PrevalenceBulk,
) -> Result<Reply, Problem> {
    caller
        .write(async |tx| {
            let intake = Intake {
                scope: caller.scope().clone(),
                may_decide: caller.actor().may(Permission::DecidePrevalence),
                stamp: Stamp::of(caller),
                clock: caller.services().clock.as_ref(),
                catalogue: reference::catalogue(tx).await?,
                on_existing: OnExisting::Refuse,
                reason: String::new(),
                new_state: submitted,
            };
            let (outcomes, places) = parse(&bulk.items);
            let (indexes, claims): (Vec<usize>, Vec<PrevalenceRecordCreate>) =
                places.into_iter().unzip();
            let taken = intake.take(tx, claims, &mut HashSet::new()).await?;
            let mut outcomes: Vec<(usize, Outcome)> = outcomes
                .into_iter()
                .chain(indexes.into_iter().zip(taken))
                .collect();
            outcomes.sort_by_key(|(index, _)| *index);
            if mode == BatchMode::Atomic {
                all_good(&outcomes)?;
            }
            let region = super::batch::region_of(outcomes.iter().map(|(_, outcome)| outcome));
            let region = region.unwrap_or_else(|| caller.scope().clone());
            let language = caller.context().language;
            let items: Vec<PrevalenceBulkItem> = outcomes
                .into_iter()
                .map(|(index, outcome)| item(index, outcome, language))
                .collect();
            let created = items.iter().filter(|item| item.status == 201).count();
            let result = PrevalenceBulkResult {
                created,
                rejected: items.len() - created,
                items,
            };
            let change = Change::new("prevalence.bulk", "prevalence_bulk", caller.context().id)
                .in_region(region.code())
                .with(
                    serde_json::json!({ "created": result.created, "rejected": result.rejected }),
                );
            let status = if mode == BatchMode::Atomic { 200 } else { 207 };
            Ok((change, Reply::outcome(status, &result)?))
        })
        .await
}

type Parsed = (Vec<(usize, Outcome)>, Vec<(usize, PrevalenceRecordCreate)>);

fn parse(items: &[Box<RawValue>]) -> Parsed {
    let (mut wrong, mut good) = (Vec::new(), Vec::new());
    for (index, raw) in items.iter().enumerate() {
        match json::parse(raw.get().as_bytes(), "") {
            Ok(claim) => good.push((index, claim)),
            Err(problem) => wrong.push((index, Outcome::Rejected(faults_of(&problem)))),
        }
    }
    (wrong, good)
}

fn all_good(outcomes: &[(usize, Outcome)]) -> Result<(), Problem> {
    let mut faults = Vec::new();
    for (index, outcome) in outcomes {
        let below = format!("/items/{index}");
        match outcome {
            Outcome::Rejected(found) => {
                faults.extend(found.iter().cloned().map(|fault| fault.below(&below)))
            }
            Outcome::Exists(row) => faults.push(Fault::body(
                below,
                "already_exists",
                text(
                    format!("sudah dicatat: {}", path_of(row.id)),
                    format!("recorded already: {}", path_of(row.id)),
                ),
            )),
            _ => {}
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

fn item(index: usize, outcome: Outcome, language: crate::text::Language) -> PrevalenceBulkItem {
    let render = |faults: &[Fault]| {
        faults
            .iter()
            .map(|fault| fault.render(language))
            .collect::<Vec<_>>()
    };
    let empty = PrevalenceBulkItem {
        index,
        status: 422,
        id: None,
        location: None,
        existing: None,
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    match outcome {
        Outcome::Created(row, warnings) | Outcome::Revised(row, warnings) => PrevalenceBulkItem {
            status: 201,
            id: Some(row.id),
            location: Some(path_of(row.id)),
            warnings: render(&warnings),
            ..empty
        },
        Outcome::Exists(row) => {
            let existing = path_of(row.id);
            debug_assert_eq!(already_recorded(&row).kind().info().status, 409);
            PrevalenceBulkItem {
                status: 409,
                existing: Some(existing),
                ..empty
            }
        }
        Outcome::Unchanged => PrevalenceBulkItem {
            status: 409,
            ..empty
        },
        Outcome::Rejected(faults) => PrevalenceBulkItem {
            errors: render(&faults),
            ..empty
        },
    }
}
