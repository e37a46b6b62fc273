//! What becomes of an expectant mother: a birth, a loss, a move, a death; and that she is here again.

use entity::expectant_mother::Model;
use entity::foster_assignment;
use entity::id::ExpectantMotherId;
use entity::kind::{ChildState, MotherState, RegionLevel};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction};

use super::change::{for_change, save, stepped};
use super::input::MotherStateChange;
use super::model::ExpectantMother;
use super::store::is_mother_of_another;
use crate::auth::permission::WriteChildren;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::child::{find_child, follow};
use crate::db::Change;
use crate::http::IfMatch;
use crate::problem::{Fault, Place, Problem};
use crate::region;
use crate::reply::Reply;
use crate::text::text;

/// The assignments of a mother.
pub fn of_mother(id: ExpectantMotherId) -> Condition {
    Condition::all().add(foster_assignment::Column::MotherId.eq(id))
}

/// Records what became of a mother. One who moves with a destination belongs to that region from now on, and what a foster
/// parent gives her goes on there.
///
/// # Errors
/// Not there, changed since; what cannot be; the database.
pub async fn change(
    caller: &Authorized<WriteChildren>,
    id: ExpectantMotherId,
    if_match: &IfMatch,
    new: MotherStateChange,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            let faults = faults(tx, caller.scope(), &row, &new, &stamp).await?;
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let (was, to) = (row.region_code.clone(), new.to_region_code.clone());
            if row.state == new.to_state && row.child_id == new.child_id && to.is_none() {
                return Err(Problem::conflict(text(
                    "Status ini sudah tercatat.",
                    "This state is on record already.",
                )));
            }
            let next = Model {
                state: new.to_state,
                state_since: new.effective_on,
                child_id: new.child_id,
                region_code: to.clone().unwrap_or_else(|| was.clone()),
                ..stepped(row, &stamp)
            };
            let why = Some(new.reason.clone());
            save(tx, &next, "state", why, &stamp).await?;
            let clock = caller.services().clock.as_ref();
            let followed = follow(tx, clock, of_mother(id), &next.region_code, &stamp).await?;
            let change = Change::new("mother.state", "mother", id)
                .in_region(was)
                .because(new.reason)
                .with(serde_json::json!({
                    "to_state": next.state, "to_region_code": to, "version": next.version,
                    "foster_assignments_followed": followed,
                }));
            let version = next.version;
            let shown = ExpectantMother::new(next, stamp.at.date_naive());
            Ok((change, Reply::versioned(version, &shown)?.private()))
        })
        .await
}

async fn faults(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    row: &Model,
    new: &MotherStateChange,
    stamp: &Stamp,
) -> Result<Vec<Fault>, Problem> {
    let mut faults = Vec::new();
    let mut fault =
        |pointer: &'static str, code: &'static str, id: &'static str, en: &'static str| {
            faults.push(Fault::body(pointer, code, text(id, en)));
        };
    if new.effective_on > stamp.at.date_naive() {
        let (id, en) = ("tidak boleh sesudah hari ini", "must not be after today");
        fault("/effective_on", "in_the_future", id, en);
    } else if super::risk::week(row.due_on, new.effective_on) < 0 {
        let (id, en) = ("sebelum kehamilan", "is before the pregnancy");
        fault("/effective_on", "out_of_range", id, en);
    }
    let (id, en) = ("tidak berlaku di sini", "does not apply here");
    if new.to_region_code.is_some() && new.to_state != MotherState::Moved {
        fault("/to_region_code", "not_applicable", id, en);
    }
    if let Some(child) = new.child_id {
        let found = find_child(tx, scope, child).await?;
        if new.to_state != MotherState::Delivered {
            fault("/child_id", "not_applicable", id, en);
        } else if found.is_none_or(|child| child.state == ChildState::Merged) {
            let (id, en) = (
                "bukan anak dalam wilayah Anda",
                "is no child within your region",
            );
            fault("/child_id", "unknown_value", id, en);
        } else if is_mother_of_another(tx, child, row.id).await? {
            let (id, en) = (
                "sudah dicatat sebagai anak ibu lain",
                "is on record as the child of another mother",
            );
            fault("/child_id", "taken", id, en);
        }
    }
    if let (Some(code), MotherState::Moved) = (new.to_region_code.as_deref(), new.to_state) {
        let found = region::find(tx, code).await?;
        let lives = |level| matches!(level, RegionLevel::District | RegionLevel::Village);
        if !found.is_some_and(|found| lives(found.level)) {
            let place = Place::Pointer("/to_region_code".to_owned());
            faults.push(region::code_fault(place, code));
        }
    }
    Ok(faults)
}
