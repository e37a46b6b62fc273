//! Who is to receive: found within the caller's region, and held against the rule of the programme.

use entity::kind::{ChildState, MotherState};
use entity::{child, expectant_mother};
use sea_orm::DatabaseTransaction;

use super::input::FosterAssignmentCreate;
use super::store;
use crate::auth::RegionScope;
use crate::foster::children::{self, records_of};
use crate::foster::days::completed_months;
use crate::foster::measures::standings;
use crate::foster::programme::definition::FosterProgrammeDefinition;
use crate::foster::programme::eligibility::{
    Ineligible, MotherIneligible, ineligible, ineligible_mother,
};
use crate::foster::receiver::Receiver;
use crate::foster::workflow::is_open;
use crate::mother;
use crate::problem::{Fault, Problem};
use crate::text::text;

/// Who is to receive.
pub enum Recipient {
    /// A child.
    Child(child::Model),
    /// An expectant mother.
    Mother(expectant_mother::Model),
}

impl Recipient {
    /// Which one.
    pub const fn receiver(&self) -> Receiver {
        match self {
            Self::Child(row) => Receiver::Child(row.id),
            Self::Mother(row) => Receiver::Mother(row.id),
        }
    }

    /// Where they live.
    pub fn region_code(&self) -> &str {
        match self {
            Self::Child(row) => &row.region_code,
            Self::Mother(row) => &row.region_code,
        }
    }
}

/// Who is to receive, and the assignment that theirs follows; else what is unknown of them.
///
/// # Errors
/// The database.
pub async fn find_recipient(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &FosterAssignmentCreate,
) -> Result<(Option<Recipient>, Vec<Fault>), Problem> {
    let mut faults = Vec::new();
    let recipient = if let Some(id) = new.mother_id {
        let row = mother::find(tx, scope, id).await?;
        let row = row.filter(|row| row.state == MotherState::Active);
        if row.is_none() {
            let detail = text(
                "bukan ibu hamil dalam wilayah Anda",
                "is no expectant mother within your region",
            );
            faults.push(Fault::body("/mother_id", "unknown_value", detail));
        }
        row.map(Recipient::Mother)
    } else {
        let row = match new.child_id {
            Some(id) => children::find(tx, scope, id).await?,
            None => None,
        };
        let row = row.filter(|row| row.state == ChildState::Active);
        if row.is_none() {
            let detail = text(
                "bukan anak dalam wilayah Anda yang masih dipantau",
                "is no child within your region that is looked after",
            );
            faults.push(Fault::body("/child_id", "unknown_value", detail));
        }
        row.map(Recipient::Child)
    };
    faults.extend(of_follows(tx, scope, new).await?);
    Ok((recipient, faults))
}

/// A child's assignment goes on from an ended one of its mother, whose record names the child.
async fn of_follows(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &FosterAssignmentCreate,
) -> Result<Option<Fault>, Problem> {
    let Some(id) = new.follows else {
        return Ok(None);
    };
    let before = store::find(tx, scope, id).await?;
    let mother = match before.as_ref().and_then(|row| row.mother_id) {
        Some(id) => mother::find(tx, scope, id).await?,
        None => None,
    };
    if mother.is_none_or(|mother| mother.child_id.is_none() || mother.child_id != new.child_id) {
        let detail = text(
            "bukan pengasuhan ibu dari anak ini",
            "is no assignment of this child's mother",
        );
        return Ok(Some(Fault::body("/follows", "unknown_value", detail)));
    }
    if before.is_some_and(|row| is_open(row.state)) {
        let detail = text("belum diakhiri", "has not ended");
        return Ok(Some(Fault::body("/follows", "still_open", detail)));
    }
    Ok(None)
}

/// What is wrong with who is to receive, by the rule of the programme.
///
/// # Errors
/// The database.
pub async fn of_recipient(
    new: &FosterAssignmentCreate,
    recipient: &Recipient,
    programme: &FosterProgrammeDefinition,
    tx: &DatabaseTransaction,
) -> Result<Vec<Fault>, Problem> {
    match recipient {
        Recipient::Child(child) => of_child(new, child, programme, tx).await,
        Recipient::Mother(mother) => Ok(of_mother(new, mother, programme)),
    }
}

async fn of_child(
    new: &FosterAssignmentCreate,
    child: &child::Model,
    programme: &FosterProgrammeDefinition,
    tx: &DatabaseTransaction,
) -> Result<Vec<Fault>, Problem> {
    let standings = standings(tx, records_of(child.id)).await?;
    let standing = standings.get(&child.id).copied().unwrap_or_default();
    let needs = standing.needs(child.risk_status);
    let age = completed_months(child.birth_date, new.planned_from);
    let receiver = &programme.receiver;
    let (from, to) = (receiver.age_from_months, receiver.age_to_months);
    let wanted = receiver.needs.join(", ");
    let fault = |reason| match reason {
        Ineligible::Age => Fault::body(
            "/child_id",
            "age_not_eligible",
            text(
                format!("usianya tidak antara {from} dan {to} bulan"),
                format!("is not between {from} and {to} months old"),
            ),
        ),
        Ineligible::Need => Fault::body(
            "/child_id",
            "need_not_eligible",
            text(
                format!("menurut pengukuran terakhir tidak memenuhi: {wanted}"),
                format!("is none of these by its last measurement: {wanted}"),
            ),
        ),
    };
    let reasons = ineligible(receiver, age, &needs);
    Ok(reasons.into_iter().map(fault).collect())
}

fn of_mother(
    new: &FosterAssignmentCreate,
    row: &expectant_mother::Model,
    programme: &FosterProgrammeDefinition,
) -> Vec<Fault> {
    let needs = mother::needs_of(row);
    let expecting = new.planned_from <= row.due_on;
    let wanted = programme.receiver.mother_needs.join(", ");
    let fault = |reason| {
        let (code, detail) = match reason {
            MotherIneligible::Programme => (
                "not_eligible",
                text(
                    "program ini bukan untuk ibu hamil",
                    "the programme is not for expectant mothers",
                ),
            ),
            MotherIneligible::NotExpecting => (
                "not_expecting",
                text(
                    "hari pertama melewati hari perkiraan lahir",
                    "the first day lies after the day on which the child is due",
                ),
            ),
            MotherIneligible::Need => (
                "need_not_eligible",
                text(
                    format!("tidak memenuhi: {wanted}"),
                    format!("is none of these: {wanted}"),
                ),
            ),
        };
        Fault::body("/mother_id", code, detail)
    };
    let reasons = ineligible_mother(&programme.receiver, expecting, &needs);
    reasons.into_iter().map(fault).collect()
}
