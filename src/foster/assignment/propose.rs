//! Proposing an assignment: everything that the programme's rule finds wrong is said at once.

use entity::foster_assignment::Model;
use entity::foster_parent;
use entity::id::FosterAssignmentId;
use entity::kind::{AssignmentState, FosterParentState};
use sea_orm::DatabaseTransaction;

use super::eligible::{Recipient, find_recipient, of_recipient};
use super::holding::{Wanted, hold, room};
use super::input::FosterAssignmentCreate;
use super::promises::{of_promises, promised};
use super::store::{insert, path};
use super::view::single;
use crate::auth::permission::WriteFoster;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::Change;
use crate::foster::days::length;
use crate::foster::parent;
use crate::foster::programme::definition::FosterProgrammeDefinition;
use crate::foster::programme::store::present;
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;

/// Proposes that a foster parent looks after a child or an expectant mother.
///
/// # Errors
/// A child, mother, foster parent, programme or agency that is unknown or outside the caller's region; whatever the
/// programme's rule finds wrong, all at once; no room; the database.
pub async fn propose(
    caller: &Authorized<WriteFoster>,
    new: FosterAssignmentCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let id = FosterAssignmentId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let first = look_up(tx, caller.scope(), &new).await?;
            let receiver = first.recipient.receiver();
            hold(tx, receiver, first.parent.id).await?;
            // Held, and looked at again: another may have moved, changed or filled one of both meanwhile.
            let found = look_up(tx, caller.scope(), &new).await?;
            let parent = &found.parent;
            let mut faults = of_parties(&new, &found);
            faults.extend(of_recipient(&new, &found.recipient, &found.programme, tx).await?);
            faults.extend(of_promises(&new, &found.programme));
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let wanted = Wanted {
                receiver,
                parent,
                from: new.planned_from,
                to: new.planned_to,
                aid_kinds: new.commitments.iter().map(|c| c.aid_kind.as_str()).collect(),
                instead_of: None,
            };
            room(tx, &wanted).await?;
            let row = row(id, &new, &found, &stamp);
            insert(tx, &row, &promised(id, &new), "propose", None, &stamp).await?;
            let change = Change::new("foster_assignment.propose", "foster_assignment", id)
                .in_region(row.region_code.clone())
                .with(serde_json::json!({
                    "child": row.child_id, "mother": row.mother_id, "foster_parent": parent.id, "programme": row.programme_code,
                }));
            let shown = single(tx, row, stamp.at.date_naive()).await?;
            Ok((change, Reply::created(path(id), shown.version, &shown)?))
        })
        .await
}

/// Who and what a proposal names.
struct Found {
    recipient: Recipient,
    parent: foster_parent::Model,
    version: i64,
    programme: FosterProgrammeDefinition,
    region_fits: bool,
}

async fn look_up(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &FosterAssignmentCreate,
) -> Result<Found, Problem> {
    let (recipient, mut faults) = find_recipient(tx, scope, new).await?;
    let parent = parent::store::find(tx, scope, new.foster_parent_id).await?;
    let programme = present(tx, &new.programme).await?;
    let mut unknown = |pointer: &'static str, id: &'static str, en: &'static str| {
        faults.push(Fault::body(pointer, "unknown_value", text(id, en)));
    };
    if parent.is_none() {
        let (id, en) = (
            "bukan orang tua asuh dalam wilayah Anda",
            "is no foster parent within your region",
        );
        unknown("/foster_parent_id", id, en);
    }
    if programme.is_none() {
        let (id, en) = ("program itu tidak ada", "there is no such programme");
        unknown("/programme", id, en);
    }
    if let Some(agency) = new.executor_agency_id
        && !parent::store::agency_within(tx, scope, agency).await?
    {
        let (id, en) = (
            "bukan instansi dalam wilayah Anda",
            "is no agency within your region",
        );
        unknown("/executor_agency_id", id, en);
    }
    let (Some(recipient), Some(parent), Some((version, programme)), true) =
        (recipient, parent, programme, faults.is_empty())
    else {
        return Err(Problem::invalid(faults));
    };
    let serves = parent::store::single(tx, parent.clone()).await?.serves;
    let region_fits = serves_region(&serves, recipient.region_code());
    Ok(Found {
        recipient,
        parent,
        version,
        programme,
        region_fits,
    })
}

/// Whether one of the regions in which somebody serves holds a region.
pub fn serves_region(serves: &[String], region: &str) -> bool {
    let holds = |code: &String| RegionScope::new(code.as_str()).contains(region);
    serves.iter().any(holds)
}

/// What is wrong with foster parent and time.
fn of_parties(new: &FosterAssignmentCreate, found: &Found) -> Vec<Fault> {
    let (programme, parent) = (&found.programme, &found.parent);
    let mut faults = Vec::new();
    let mut fault = |pointer: &'static str, code: &'static str, id: String, en: String| {
        faults.push(Fault::body(pointer, code, text(id, en)));
    };
    let days = length(new.planned_from, new.planned_to);
    if !programme.begins_on(new.planned_from) {
        let (id, en) = (
            "program tidak berlaku pada hari itu",
            "the programme does not hold on that day",
        );
        fault("/planned_from", "out_of_range", id.into(), en.into());
    }
    if days < programme.minimum_days {
        let least = programme.minimum_days;
        fault(
            "/planned_to",
            "out_of_range",
            format!("lebih pendek dari {least} hari"),
            format!("is shorter than {least} days"),
        );
    }
    if parent.state != FosterParentState::Verified {
        let (id, en) = ("belum diverifikasi", "has not been verified");
        fault("/foster_parent_id", "not_verified", id.into(), en.into());
    }
    if !programme.giver_kinds.contains(&parent.kind_code) {
        let (id, en) = (
            "jenisnya tidak termasuk pemberi dalam program",
            "is of a kind that does not give in the programme",
        );
        fault("/foster_parent_id", "not_eligible", id.into(), en.into());
    }
    if !found.region_fits {
        let (id, en) = (
            "tidak melayani wilayah penerima",
            "does not serve where who receives lives",
        );
        fault("/foster_parent_id", "not_serving", id.into(), en.into());
    }
    faults
}

fn row(
    id: FosterAssignmentId,
    new: &FosterAssignmentCreate,
    found: &Found,
    stamp: &Stamp,
) -> Model {
    Model {
        id,
        foster_parent_id: found.parent.id,
        child_id: new.child_id,
        mother_id: new.mother_id,
        region_code: found.recipient.region_code().to_owned(),
        programme_code: new.programme.clone(),
        programme_version: found.version,
        planned_from: new.planned_from,
        planned_to: new.planned_to,
        executor_agency_id: new.executor_agency_id,
        executor: new.executor.clone(),
        state: AssignmentState::Proposed,
        state_since: stamp.at,
        started_on: None,
        ended_on: None,
        follows: new.follows,
        proposed_by: stamp.by.clone(),
        version: 1,
        created_at: stamp.at,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
    }
}
