//! The assignments of the demo: consents, steps and deliveries, by the rules and rows of those of people.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::{FosterAssignmentId, FosterDeliveryId};
use entity::kind::{AmountPer, AssignmentState, ConsentScope, DeliveryState};
use entity::{child, foster_assignment, foster_delivery};
use sea_orm::DatabaseTransaction;

use super::children::ago_of;
use super::parents::Giver;
use super::people::mother;
use super::plan::Care;
use crate::auth::Stamp;
use crate::child::{NewConsent, agree};
use crate::foster::assignment::input::{FosterAssignmentCreate, FosterCommitmentInput};
use crate::foster::assignment::promises::{of_promises, promised};
use crate::foster::assignment::step::turned;
use crate::foster::assignment::store as assignments;
use crate::foster::delivery::store as deliveries;
use crate::foster::programme::definition::FosterProgrammeDefinition;
use crate::foster::programme::store::present;
use crate::foster::workflow::{Standing, Step};
use crate::problem::Problem;
use crate::services::Services;

/// Of whom it is told.
pub(super) struct Told<'a> {
    /// In the order of the plan.
    pub(super) children: &'a [child::Model],
    pub(super) parents: &'a [Giver],
}

/// Writes assignments down; gives how many. What the present version of a programme does not allow is left out.
///
/// # Errors
/// The database.
pub(super) async fn add(
    tx: &DatabaseTransaction,
    services: &Services,
    stamp: &Stamp,
    told: &Told<'_>,
    plan: &[Care],
) -> Result<usize, Problem> {
    let today = stamp.at.date_naive();
    let mut programmes: HashMap<&str, (i64, FosterProgrammeDefinition)> = HashMap::new();
    for code in ["BAAS", "BONTANG_3_BULAN", "GENTING"] {
        if let Some(found) = present(tx, code).await? {
            programmes.insert(code, found);
        }
    }
    let mut consents = Vec::new();
    let mut written = 0;
    for care in plan {
        let (Some(child), Some(giver), Some((version, programme))) = (
            told.children.get(care.child),
            told.parents.get(care.giver),
            programmes.get(care.programme),
        ) else {
            continue;
        };
        let new = proposal(child, giver, care, today);
        if !of_promises(&new, programme).is_empty() {
            continue;
        }
        let id = FosterAssignmentId(services.clock.new_id());
        let row = row(id, &child.region_code, &new, *version, stamp);
        assignments::insert(tx, &row, &promised(id, &new), "propose", None, stamp).await?;
        take_steps(tx, row, care, stamp).await?;
        if care.agreed {
            consents.push(consent(child, care, today));
        }
        deliver(tx, services, stamp, (id, &new), care).await?;
        written += 1;
    }
    agree(
        tx,
        &services.vault,
        services.clock.as_ref(),
        stamp,
        consents,
    )
    .await?;
    Ok(written)
}

fn consent(child: &child::Model, care: &Care, today: NaiveDate) -> NewConsent {
    NewConsent {
        child_id: child.id,
        scope: ConsentScope::DonorDisclosure,
        relation: "mother".to_owned(),
        given_by: mother(i32::try_from(care.child + 1).unwrap_or_default()),
        text_version: "PERSETUJUAN-CONTOH-1".to_owned(),
        given_on: ago_of(today, care.started.map_or(0, |started| started + 2)),
        evidence_sha256: None,
    }
}

/// What is promised, by programme: kind, quantity, and worth in rupiah a month.
fn promises(programme: &str) -> &'static [(&'static str, i64, i64)] {
    match programme {
        "BAAS" => &[("food", 30, 450_000), ("cadre", 2, 50_000)],
        "BONTANG_3_BULAN" => &[("milk", 30, 240_000), ("egg", 60, 150_000)],
        _ => &[("food", 30, 450_000)],
    }
}

fn proposal(
    child: &child::Model,
    giver: &Giver,
    care: &Care,
    today: NaiveDate,
) -> FosterAssignmentCreate {
    let commitment = |&(aid_kind, quantity, amount_idr): &(&str, i64, i64)| FosterCommitmentInput {
        aid_kind: aid_kind.to_owned(),
        quantity: Some(quantity),
        amount_idr,
        per: AmountPer::Month,
        funding_source: giver.funding.to_owned(),
    };
    let (from, to) = care.planned;
    FosterAssignmentCreate {
        foster_parent_id: giver.id,
        child_id: Some(child.id),
        mother_id: None,
        follows: None,
        programme: care.programme.to_owned(),
        planned_from: ago_of(today, from),
        planned_to: ago_of(today, to),
        commitments: promises(care.programme).iter().map(commitment).collect(),
        executor_agency_id: None,
        executor: Some("Kader contoh (buatan)".to_owned()),
    }
}

pub(super) fn row(
    id: FosterAssignmentId,
    region_code: &str,
    new: &FosterAssignmentCreate,
    programme_version: i64,
    stamp: &Stamp,
) -> foster_assignment::Model {
    foster_assignment::Model {
        id,
        foster_parent_id: new.foster_parent_id,
        child_id: new.child_id,
        mother_id: new.mother_id,
        region_code: region_code.to_owned(),
        programme_code: new.programme.clone(),
        programme_version,
        planned_from: new.planned_from,
        planned_to: new.planned_to,
        executor_agency_id: None,
        executor: new.executor.clone(),
        state: AssignmentState::Proposed,
        state_since: stamp.at,
        started_on: None,
        ended_on: None,
        follows: None,
        proposed_by: stamp.by.clone(),
        version: 1,
        created_at: stamp.at,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
    }
}

const fn steps(state: AssignmentState) -> &'static [Step] {
    use Step::{Activate, Approve, Complete, Graduate, Reject, Terminate};
    match state {
        AssignmentState::Proposed | AssignmentState::Transferred => &[],
        AssignmentState::Approved => &[Approve],
        AssignmentState::Rejected => &[Reject],
        AssignmentState::Active => &[Approve, Activate],
        AssignmentState::Completed => &[Approve, Activate, Complete],
        AssignmentState::Graduated => &[Approve, Activate, Graduate],
        AssignmentState::Terminated => &[Approve, Activate, Terminate],
    }
}

/// Takes the steps to the state that is planned; what the steps themselves date today happened before.
pub(super) async fn take_steps(
    tx: &DatabaseTransaction,
    mut row: foster_assignment::Model,
    care: &Care,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let today = stamp.at.date_naive();
    let day = |ago: Option<i32>| ago.map(|ago| ago_of(today, ago));
    let somebody = Standing {
        proposer: false,
        receiver: false,
    };
    for step in steps(care.state) {
        let state = step.taken_by(row.state, somebody);
        let state = state.map_err(|why| Problem::internal(&format!("{step:?}: {why:?}")))?;
        let next = turned(row, state, stamp);
        row = foster_assignment::Model {
            started_on: next.started_on.and(day(care.started)),
            ended_on: next.ended_on.and(day(care.ended)),
            ..next
        };
        let reason = Some("Contoh buatan".to_owned());
        assignments::save(tx, &row, step.as_str(), reason, stamp).await?;
    }
    Ok(())
}

pub(super) async fn deliver(
    tx: &DatabaseTransaction,
    services: &Services,
    stamp: &Stamp,
    (id, new): (FosterAssignmentId, &FosterAssignmentCreate),
    care: &Care,
) -> Result<(), Problem> {
    let today = stamp.at.date_naive();
    for ago in &care.delivered {
        for (position, promise) in (1..).zip(&new.commitments) {
            let row = foster_delivery::Model {
                id: FosterDeliveryId(services.clock.new_id()),
                assignment_id: id,
                position,
                delivered_on: ago_of(today, *ago),
                quantity: promise.quantity,
                value_idr: promise.amount_idr,
                receiver: "mother".to_owned(),
                evidence_reference: None,
                note: Some("Contoh buatan".to_owned()),
                state: DeliveryState::Recorded,
                recorded_at: stamp.at,
                recorded_by: stamp.by.clone(),
                verified_at: None,
                verified_by: None,
                version: 1,
                updated_at: stamp.at,
            };
            deliveries::insert(tx, &row, stamp).await?;
        }
    }
    Ok(())
}
