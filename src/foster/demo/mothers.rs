//! Expectant mothers of the demo, some of whom the company looks after. Nobody of them exists.

use chrono::NaiveDate;
use entity::expectant_mother;
use entity::id::FosterAssignmentId;
use entity::kind::{AmountPer, AssignmentState, RiskStatus};
use sea_orm::DatabaseTransaction;

use super::care::{deliver, row, take_steps};
use super::children::ago_of;
use super::parents::Giver;
use super::people::expecting;
use super::plan::{Care, Place};
use crate::auth::Stamp;
use crate::foster::assignment::input::{FosterAssignmentCreate, FosterCommitmentInput};
use crate::foster::assignment::promises::promised;
use crate::foster::assignment::store as assignments;
use crate::foster::programme::store::present;
use crate::mother::{NewMother, agree_to_disclosure, enroll};
use crate::problem::Problem;
use crate::services::Services;

/// In how many days a child is due, and what was measured: the upper arm in millimetres, haemoglobin in grams a litre.
const MOTHERS: [(i32, i32, i32); 8] = [
    (40, 221, 104),
    (75, 228, 118),
    (110, 232, 99),
    (130, 251, 121),
    (150, 226, 108),
    (170, 263, 115),
    (190, 244, 102),
    (215, 230, 112),
];
/// How many of them, the first ones, the company looks after.
const IN_CARE: usize = 3;
/// By which programme.
const PROGRAMME: &str = "GENTING";

/// Writes them down with their assignments; gives how many mothers.
///
/// # Errors
/// The database.
pub(super) async fn add(
    tx: &DatabaseTransaction,
    services: &Services,
    stamp: &Stamp,
    (place, villages): (&Place, &[(String, String)]),
    givers: &[Giver],
) -> Result<usize, Problem> {
    let today = stamp.at.date_naive();
    let new = MOTHERS.iter().zip(1..).zip(villages.iter().cycle());
    let new = new.map(
        |(((due, muac, haemoglobin), number), (village, _))| NewMother {
            region_code: village.clone(),
            due_on: ago_of(today, -due),
            risk_status: RiskStatus::AtRisk,
            muac: Some((*muac, ago_of(today, 65))),
            haemoglobin: Some((*haemoglobin, ago_of(today, 65))),
            identity: expecting(place, number),
        },
    );
    let clock = services.clock.as_ref();
    let rows = enroll(tx, &services.vault, clock, stamp, new.collect()).await?;
    let (Some(giver), Some((version, _))) = (givers.first(), present(tx, PROGRAMME).await?) else {
        return Ok(rows.len());
    };
    let care = Care {
        child: 0,
        giver: 0,
        programme: PROGRAMME,
        state: AssignmentState::Active,
        planned: (60, -119),
        started: Some(60),
        ended: None,
        delivered: vec![56, 26],
        agreed: true,
    };
    let in_care: Vec<_> = rows.iter().take(IN_CARE).collect();
    for mother in &in_care {
        let new = proposal(mother, giver, &care, today);
        let id = FosterAssignmentId(clock.new_id());
        let row = row(id, &mother.region_code, &new, version, stamp);
        assignments::insert(tx, &row, &promised(id, &new), "propose", None, stamp).await?;
        take_steps(tx, row, &care, stamp).await?;
        deliver(tx, services, stamp, (id, &new), &care).await?;
    }
    let ids = in_care.iter().map(|mother| mother.id);
    let given_on = ago_of(today, 62);
    agree_to_disclosure(tx, clock, stamp, ids, ("PERSETUJUAN-CONTOH-1", given_on)).await?;
    Ok(rows.len())
}

fn proposal(
    mother: &expectant_mother::Model,
    giver: &Giver,
    care: &Care,
    today: NaiveDate,
) -> FosterAssignmentCreate {
    let food = FosterCommitmentInput {
        aid_kind: "food".to_owned(),
        quantity: Some(30),
        amount_idr: 450_000,
        per: AmountPer::Month,
        funding_source: giver.funding.to_owned(),
    };
    FosterAssignmentCreate {
        foster_parent_id: giver.id,
        child_id: None,
        mother_id: Some(mother.id),
        follows: None,
        programme: PROGRAMME.to_owned(),
        planned_from: ago_of(today, care.planned.0),
        planned_to: ago_of(today, care.planned.1),
        commitments: vec![food],
        executor_agency_id: None,
        executor: Some("Kader contoh (buatan)".to_owned()),
    }
}
