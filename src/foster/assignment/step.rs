//! The steps of an assignment: approved, begun, ended.

use entity::foster_assignment::Model;
use entity::id::FosterAssignmentId;
use entity::kind::{AssignmentState, FosterParentState};
use growth::Index;
use sea_orm::DatabaseTransaction;

use super::holding::hold;
use super::propose::serves_region;
use super::store::{for_change, save};
use super::transfer::withdraw_offers;
use super::view::single;
use crate::auth::permission::DecideFoster;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::foster::alert::settle;
use crate::foster::children::{of_assignments, records_of};
use crate::foster::measures::series;
use crate::foster::parent;
use crate::foster::programme::eligibility::has_graduated;
use crate::foster::programme::store::definition;
use crate::foster::receiver::Receiver;
use crate::foster::workflow::{Refusal, Standing, Step, is_open};
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::text::text;

/// Takes a step.
///
/// # Errors
/// Not there; changed since; a state in which it cannot be taken, a person who may not; no consent, no verified foster
/// parent, a planned end that has not come, a child that does not meet the rule; the database.
pub async fn take(
    caller: &Authorized<DecideFoster>,
    id: FosterAssignmentId,
    if_match: &IfMatch,
    step: Step,
    reason: String,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let today = stamp.at.date_naive();
    caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            let standing = Standing {
                proposer: row.proposed_by == stamp.by,
                receiver: false,
            };
            let state = step
                .taken_by(row.state, standing)
                .map_err(|refusal| refused(refusal, step, row.state))?;
            match step {
                Step::Approve => serves(tx, &row).await?,
                Step::Activate => may_begin(tx, &row, today).await?,
                Step::Complete if today < row.planned_to => return Err(too_early(&row)),
                Step::Graduate => meets_rule(caller, tx, &row).await?,
                _ => {}
            }
            let next = turned(row, state, &stamp);
            save(tx, &next, step.as_str(), Some(reason.clone()), &stamp).await?;
            if !is_open(state) {
                withdraw_offers(tx, id, &stamp).await?;
                settle(tx, id, stamp.at).await?;
            }
            let change = Change::new(step.action(), "foster_assignment", id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({ "state": state.as_str(), "version": next.version }));
            let shown = single(tx, next, today).await?;
            Ok((change, Reply::versioned(shown.version, &shown)?))
        })
        .await
}

/// The row in its next state.
pub fn turned(row: Model, state: AssignmentState, stamp: &Stamp) -> Model {
    let today = stamp.at.date_naive();
    Model {
        state,
        state_since: stamp.at,
        started_on: match state {
            AssignmentState::Active => Some(today),
            _ => row.started_on,
        },
        ended_on: (!is_open(state)).then_some(today),
        version: row.version + 1,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
        ..row
    }
}

/// Why a step is not taken.
pub fn refused(refusal: Refusal, step: Step, state: AssignmentState) -> Problem {
    let (step, state) = (step.as_str(), state.as_str());
    Problem::conflict(match refusal {
        Refusal::State => text(
            format!("Langkah `{step}` tidak dapat diambil atas pengasuhan berstatus `{state}`."),
            format!("The step `{step}` cannot be taken on an assignment that is `{state}`."),
        ),
        Refusal::OwnProposal => text(
            "Yang mengusulkan tidak dapat memutuskan.",
            "Who proposed it cannot decide on it.",
        ),
        Refusal::NotOffered => text(
            "Pengasuhan ini tidak ditawarkan kepada Anda.",
            "This assignment is not offered to you.",
        ),
    })
}

/// Whether the foster parent serves where who receives lives by now: they may have moved since it was proposed.
async fn serves(tx: &DatabaseTransaction, row: &Model) -> Result<(), Problem> {
    let parent = hold(tx, Receiver::of(row)?, row.foster_parent_id).await?;
    let parent = parent.ok_or_else(Problem::not_found)?;
    let serves = parent::store::single(tx, parent).await?.serves;
    if serves_region(&serves, &row.region_code) {
        return Ok(());
    }
    Err(Problem::conflict(text(
        "Orang tua asuh itu tidak melayani wilayah tempat penerima kini tinggal.",
        "The foster parent does not serve where who receives lives now.",
    )))
}

/// Care begins when it is agreed that the donor learns of who receives, and the foster parent is verified still.
async fn may_begin(
    tx: &DatabaseTransaction,
    row: &Model,
    today: chrono::NaiveDate,
) -> Result<(), Problem> {
    let parent = hold(tx, Receiver::of(row)?, row.foster_parent_id).await?;
    if parent.is_none_or(|parent| parent.state != FosterParentState::Verified) {
        return Err(Problem::conflict(text(
            "Orang tua asuh itu tidak terverifikasi.",
            "The foster parent is not verified.",
        )));
    }
    agreed(tx, row, today).await
}

/// Whether a donor may learn of who receives.
///
/// # Errors
/// 409 without a consent that holds; the database.
pub async fn agreed(
    tx: &DatabaseTransaction,
    row: &Model,
    today: chrono::NaiveDate,
) -> Result<(), Problem> {
    let receiver = Receiver::of(row)?;
    if receiver.agreed(tx, today).await? {
        return Ok(());
    }
    Err(Problem::conflict(match receiver {
        Receiver::Child(_) => text(
            "Belum ada persetujuan orang tua atau wali untuk keterbukaan kepada donatur (`donor_disclosure`).",
            "There is no consent of a parent or guardian to disclosure to a donor (`donor_disclosure`).",
        ),
        Receiver::Mother(_) => text(
            "Belum ada persetujuan ibu untuk keterbukaan kepada donatur (`donor_disclosure`).",
            "There is no consent of the mother to disclosure to a donor (`donor_disclosure`).",
        ),
    }))
}

fn too_early(row: &Model) -> Problem {
    let end = row.planned_to;
    Problem::conflict(text(
        format!("Rencana berakhir {end}; yang berakhir sebelumnya dihentikan dengan `terminate`."),
        format!("It is planned to {end}; what ends before is ended by `terminate`."),
    ))
}

/// Whether the child meets the rule of the programme by which it was proposed.
async fn meets_rule(
    caller: &Authorized<DecideFoster>,
    tx: &DatabaseTransaction,
    row: &Model,
) -> Result<(), Problem> {
    let version = (row.programme_code.clone(), row.programme_version);
    let programme = definition(tx, &caller.services().parsed, version).await?;
    let Some(rule) = &programme.graduation else {
        return Err(Problem::conflict(text(
            "Program ini tidak memiliki aturan kelulusan.",
            "This programme has no rule of graduation.",
        )));
    };
    let Receiver::Child(child_id) = Receiver::of(row)? else {
        return Err(Problem::conflict(text(
            "Aturan kelulusan berlaku untuk anak; pengasuhan ibu hamil diselesaikan atau dihentikan.",
            "The rule of graduation is for children; an assignment of an expectant mother is completed or ended.",
        )));
    };
    let children = of_assignments(tx, &[child_id]).await?;
    let id = children.get(&child_id).map_or(child_id, |child| child.id);
    let measures = series(tx, records_of(id), row.started_on).await?;
    let index = Index::from_code(&rule.index).unwrap_or(Index::Haz);
    let visits: Vec<_> = measures
        .get(&id)
        .into_iter()
        .flatten()
        .filter_map(|one| Some((one.measured_on, one.z(index)?)))
        .collect();
    if has_graduated(rule, &visits) {
        return Ok(());
    }
    let (index, z, count, days) = (&rule.index, rule.at_least_z, rule.visits, rule.days_apart);
    Err(Problem::conflict(text(
        format!(
            "Belum memenuhi aturan: {index} sekurangnya {z} pada {count} kunjungan berturut-turut berjarak {days} hari."
        ),
        format!(
            "The rule is not met: {index} of at least {z} at {count} visits in a row, {days} days apart."
        ),
    )))
}
