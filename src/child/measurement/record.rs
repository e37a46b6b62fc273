//! Writing measurements down: one, or a file of them, by a few statements whatever their number.

use std::collections::HashMap;

use entity::child;
use entity::child_measurement::{Column, Entity, Model};
use entity::id::{ChildId, ChildMeasurementId};
use entity::kind::MeasurementState;
use growth::standard_version;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::judge::{Judged, judge};
use super::measured::{Measured, Subject};
use super::store::{CHUNK, keep, of_children, supersede, taken};
use crate::auth::Stamp;
use crate::clock::Clock;
use crate::problem::Problem;
use crate::text::text;

/// A measurement to be written down.
#[derive(Debug, Clone)]
pub struct NewMeasurement {
    /// Of which child.
    pub child_id: ChildId,
    /// Its sex and day of birth.
    pub subject: Subject,
    /// Where it lives.
    pub region_code: String,
    /// What was measured.
    pub measured: Measured,
    /// Who measured: a role or an office, never a person's name.
    pub measurer: Option<String>,
    /// With what.
    pub device: Option<String>,
    /// The source that it comes from.
    pub source_code: String,
    /// The import that brought it.
    pub import_id: Option<Uuid>,
}

impl NewMeasurement {
    /// Of a child as it is now.
    pub fn of(child: &child::Model, measured: Measured, source_code: impl Into<String>) -> Self {
        Self {
            child_id: child.id,
            subject: Subject {
                sex: child.sex,
                birth_date: child.birth_date,
            },
            region_code: child.region_code.clone(),
            measured,
            measurer: None,
            device: None,
            source_code: source_code.into(),
            import_id: None,
        }
    }
}

/// Writes measurements down, each judged by the standard and beside the child's others, with its first revision. What is
/// impossible is kept as implausible; who does not want that asks `plausibility::errors` first. Who calls this has found the
/// children within the caller's region.
///
/// # Errors
/// A day on which a child was measured already; the database.
pub async fn record(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    stamp: &Stamp,
    new: Vec<NewMeasurement>,
) -> Result<Vec<Model>, Problem> {
    let children: Vec<ChildId> = new.iter().map(|new| new.child_id).collect();
    let mut others = known(tx, &children).await?;
    for new in &new {
        others.entry(new.child_id).or_default().push(new.measured);
    }
    let today = stamp.at.date_naive();
    let rows: Vec<Model> = new
        .into_iter()
        .map(|new| {
            let beside = others.get(&new.child_id).map_or(&[][..], Vec::as_slice);
            let judged = judge(new.subject, &new.measured, beside, today);
            row(ChildMeasurementId(clock.new_id()), new, judged, stamp)
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        let models = chunk
            .iter()
            .cloned()
            .map(IntoActiveModel::into_active_model);
        let inserted = Entity::insert_many(models).exec_without_returning(tx).await;
        inserted.map_err(taken)?;
    }
    keep(tx, &rows, "create", None, stamp).await?;
    Ok(rows)
}

/// Corrects measurements, each with what it is to be from now on; what they were stays among their revisions.
///
/// # Errors
/// One that has changed since it was read; a day on which the child was measured already; the database.
pub async fn correct(
    tx: &DatabaseTransaction,
    stamp: &Stamp,
    corrected: Vec<(Model, NewMeasurement)>,
    reason: &str,
) -> Result<Vec<Model>, Problem> {
    let children: Vec<ChildId> = corrected.iter().map(|(row, _)| row.child_id).collect();
    let mut others = known(tx, &children).await?;
    for (old, _) in &corrected {
        let beside = others.entry(old.child_id).or_default();
        beside.retain(|other| other.measured_on != old.measured_on);
    }
    for (_, new) in &corrected {
        others.entry(new.child_id).or_default().push(new.measured);
    }
    let today = stamp.at.date_naive();
    let rows: Vec<Model> = corrected
        .into_iter()
        .map(|(old, new)| {
            let beside = others.get(&new.child_id).map_or(&[][..], Vec::as_slice);
            let judged = judge(new.subject, &new.measured, beside, today);
            Model {
                version: old.version + 1,
                created_at: old.created_at,
                created_by: old.created_by,
                // Where the child lived then does not change with a correction.
                region_code: old.region_code,
                ..row(old.id, new, judged, stamp)
            }
        })
        .collect();
    replace(tx, &rows, "correct", Some(reason), stamp).await?;
    Ok(rows)
}

/// Puts the next version of rows in the place of the present one.
///
/// # Errors
/// One that is no longer the version before; a day that is taken; the database.
pub async fn replace(
    tx: &DatabaseTransaction,
    rows: &[Model],
    action: &str,
    reason: Option<&str>,
    stamp: &Stamp,
) -> Result<(), Problem> {
    for chunk in rows.chunks(CHUNK) {
        let models = chunk
            .iter()
            .cloned()
            .map(IntoActiveModel::into_active_model);
        let excluded = Expr::col((Alias::new("excluded"), Column::Version));
        let next = Expr::col((Entity, Column::Version)).add(1);
        let in_place = OnConflict::column(Column::Id)
            .update_columns(CHANGED)
            .action_and_where(excluded.eq(next))
            .to_owned();
        let replaced = Entity::insert_many(models)
            .on_conflict(in_place)
            .exec_without_returning(tx)
            .await;
        let replaced = replaced.map_err(taken)?;
        if replaced != u64::try_from(chunk.len()).unwrap_or(u64::MAX) {
            return Err(Problem::conflict(text(
                "Pengukuran itu diubah pada saat yang sama.",
                "The measurement was changed at the same moment.",
            )));
        }
    }
    supersede(tx, rows, stamp).await?;
    keep(tx, rows, action, reason, stamp).await?;
    Ok(())
}

/// Everything that can change.
const CHANGED: [Column; 27] = [
    Column::ChildId,
    Column::MeasuredOn,
    Column::AgeDays,
    Column::WeightG,
    Column::HeightTenthMm,
    Column::Posture,
    Column::HeadTenthMm,
    Column::MuacTenthMm,
    Column::Oedema,
    Column::Measurer,
    Column::Device,
    Column::SourceCode,
    Column::WazHundredths,
    Column::HazHundredths,
    Column::WhzHundredths,
    Column::BazHundredths,
    Column::HczHundredths,
    Column::AczHundredths,
    Column::HadTenthMm,
    Column::Flags,
    Column::StandardVersion,
    Column::Findings,
    Column::WaivedReason,
    Column::WaivedBy,
    Column::State,
    Column::Version,
    Column::UpdatedAt,
];

/// What else was measured of children, by child: what counts.
async fn known(
    tx: &DatabaseTransaction,
    children: &[ChildId],
) -> Result<HashMap<ChildId, Vec<Measured>>, Problem> {
    let mut known: HashMap<ChildId, Vec<Measured>> = HashMap::new();
    for chunk in children.chunks(CHUNK) {
        let rows = of_children(chunk)
            .filter(Column::State.eq(MeasurementState::Valid))
            .all(tx)
            .await?;
        for row in rows {
            known.entry(row.child_id).or_default().push(measured(&row));
        }
    }
    Ok(known)
}

/// What a row says was measured.
pub fn measured(row: &Model) -> Measured {
    Measured {
        measured_on: row.measured_on,
        weight_g: row.weight_g,
        height_tenth_mm: row.height_tenth_mm,
        posture: row.posture,
        head_tenth_mm: row.head_tenth_mm,
        muac_tenth_mm: row.muac_tenth_mm,
        oedema: row.oedema,
    }
}

fn row(id: ChildMeasurementId, new: NewMeasurement, judged: Judged, stamp: &Stamp) -> Model {
    let [waz, haz, whz, bmi_z, hcz, acz] = judged.z;
    Model {
        id,
        child_id: new.child_id,
        region_code: new.region_code,
        measured_on: new.measured.measured_on,
        age_days: judged.age_days,
        weight_g: new.measured.weight_g,
        height_tenth_mm: new.measured.height_tenth_mm,
        posture: new.measured.posture,
        head_tenth_mm: new.measured.head_tenth_mm,
        muac_tenth_mm: new.measured.muac_tenth_mm,
        oedema: new.measured.oedema,
        measurer: new.measurer,
        device: new.device,
        source_code: new.source_code,
        import_id: new.import_id,
        waz_hundredths: waz,
        haz_hundredths: haz,
        whz_hundredths: whz,
        baz_hundredths: bmi_z,
        hcz_hundredths: hcz,
        acz_hundredths: acz,
        had_tenth_mm: judged.had_tenth_mm,
        flags: judged.flags,
        standard_version: standard_version().to_owned(),
        findings: json!(judged.findings).to_string(),
        waived_reason: None,
        waived_by: None,
        state: judged.state,
        version: 1,
        created_at: stamp.at,
        created_by: stamp.by.clone(),
        updated_at: stamp.at,
    }
}
