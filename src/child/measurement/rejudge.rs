//! Judging a child's measurements again, when its sex or its day of birth was corrected, or when they become another
//! record's.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::child;
use entity::child_measurement::{Column, Model};
use entity::kind::MeasurementState;
use sea_orm::{ColumnTrait, DatabaseTransaction, QueryFilter};
use serde_json::json;

use super::judge::judge;
use super::measured::{Measured, Subject};
use super::record::{measured, replace};
use super::store::of_children;
use crate::auth::Stamp;
use crate::problem::Problem;

/// All that was not withdrawn of a child.
///
/// # Errors
/// The database.
pub async fn standing(
    tx: &DatabaseTransaction,
    child: &child::Model,
) -> Result<Vec<Model>, Problem> {
    let rows = of_children(&[child.id]).filter(Column::State.ne(MeasurementState::Withdrawn));
    Ok(rows.all(tx).await?)
}

/// Judges all measurements of a child again by what its record says now; gives how many.
///
/// # Errors
/// The database.
pub async fn rejudge(
    tx: &DatabaseTransaction,
    child: &child::Model,
    stamp: &Stamp,
    reason: &str,
) -> Result<usize, Problem> {
    let rows = standing(tx, child).await?;
    let beside: Vec<Measured> = rows.iter().map(measured).collect();
    let rows = judged_as(child, rows, &beside, stamp);
    replace(tx, &rows, "judge", Some(reason), stamp).await?;
    Ok(rows.len())
}

/// Makes measurements those of a child, but for days on which it was measured itself; gives those that were moved.
///
/// # Errors
/// The database.
pub async fn hand_over(
    tx: &DatabaseTransaction,
    rows: Vec<Model>,
    to: &child::Model,
    action: &str,
    stamp: &Stamp,
    reason: &str,
) -> Result<Vec<Model>, Problem> {
    let own = standing(tx, to).await?;
    let days: HashSet<NaiveDate> = own.iter().map(|row| row.measured_on).collect();
    let free = |row: &Model| !days.contains(&row.measured_on);
    let moved: Vec<Model> = rows.into_iter().filter(free).collect();
    let beside: Vec<Measured> = own.iter().chain(&moved).map(measured).collect();
    let moved = judged_as(to, moved, &beside, stamp);
    replace(tx, &moved, action, Some(reason), stamp).await?;
    Ok(moved)
}

fn judged_as(
    child: &child::Model,
    rows: Vec<Model>,
    beside: &[Measured],
    stamp: &Stamp,
) -> Vec<Model> {
    let of = Subject {
        sex: child.sex,
        birth_date: child.birth_date,
    };
    let today = stamp.at.date_naive();
    let again = |row: Model| {
        let judged = judge(of, &measured(&row), beside, today);
        let [waz, haz, whz, bmi_z, hcz, acz] = judged.z;
        Model {
            child_id: child.id,
            age_days: judged.age_days,
            waz_hundredths: waz,
            haz_hundredths: haz,
            whz_hundredths: whz,
            baz_hundredths: bmi_z,
            hcz_hundredths: hcz,
            acz_hundredths: acz,
            had_tenth_mm: judged.had_tenth_mm,
            flags: judged.flags,
            standard_version: growth::standard_version().to_owned(),
            findings: json!(judged.findings).to_string(),
            state: judged.state,
            version: row.version + 1,
            updated_at: stamp.at,
            ..row
        }
    };
    rows.into_iter().map(again).collect()
}
