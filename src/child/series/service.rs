//! A child's growth from its measurements that count.

use std::collections::HashMap;

use entity::child;
use entity::child_measurement::{Column, Model};
use entity::id::{ChildId, ChildMeasurementId};
use entity::kind::MeasurementState;
use growth::chart::{ChartPoint, svg};
use growth::{GainVerdict, Index, Micro};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use super::gain::{Weighed, twice_not_gained, verdicts};
use super::model::{ChildGrowth, GrowthPoint, GrowthScore};
use crate::auth::Authorized;
use crate::auth::permission::ReadChildren;
use crate::child::measurement::judge::{assessment, sex};
use crate::child::measurement::measured::Subject;
use crate::child::measurement::model::flagged;
use crate::child::measurement::record::measured;
use crate::child::measurement::store::of_children;
use crate::child::store::find;
use crate::child::units::{age_months, hundredths, kg};
use crate::db::keyset::one;
use crate::problem::Problem;
use crate::reply::{Reply, content_tag};
use crate::text::Language;

/// The weight-for-age below which a child lies under the red line, in hundredths.
const RED_LINE: i32 = -300;

/// How a child grows.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn read(caller: &Authorized<ReadChildren>, id: ChildId) -> Result<Reply, Problem> {
    let (child, rows) = counted(caller, id).await?;
    let verdicts = gains(&child, &rows);
    let mut alerts = Vec::new();
    let in_order: Vec<Option<GainVerdict>> = rows
        .iter()
        .filter_map(|row| verdicts.get(&row.id).copied())
        .collect();
    if twice_not_gained(&in_order) {
        alerts.push("not_gained_twice");
    }
    let last_weight = rows.iter().rev().find_map(|row| row.waz_hundredths);
    if last_weight.is_some_and(|waz| waz < RED_LINE) {
        alerts.push("below_red_line");
    }
    if rows.last().is_some_and(|row| row.oedema) {
        alerts.push("oedema");
    }
    let language = caller.context().language;
    let points = rows.into_iter().map(|row| {
        let gain = verdicts.get(&row.id).copied().flatten();
        point(row, gain, language)
    });
    let growth = ChildGrowth {
        child_id: child.id,
        code: child.code,
        sex: child.sex,
        points: points.collect(),
        alerts,
    };
    Ok(Reply::content(&growth)?.private())
}

/// A child that may be seen, and its measurements that count, the first one first.
async fn counted(
    caller: &Authorized<ReadChildren>,
    id: ChildId,
) -> Result<(child::Model, Vec<Model>), Problem> {
    let child = one(find(caller.reader(), caller.scope(), id).await)?;
    let rows = of_children(&[child.id])
        .filter(Column::State.eq(MeasurementState::Valid))
        .order_by_asc(Column::MeasuredOn)
        .all(caller.reader())
        .await?;
    Ok((child, rows))
}

/// The verdicts on the gain by measurement; with oedema the weight says nothing.
fn gains(child: &child::Model, rows: &[Model]) -> HashMap<ChildMeasurementId, Option<GainVerdict>> {
    let weighed: Vec<(ChildMeasurementId, Weighed)> = rows
        .iter()
        .filter(|row| !row.oedema)
        .filter_map(|row| {
            let weighed = Weighed {
                on: row.measured_on,
                age_days: row.age_days,
                weight_g: row.weight_g?,
            };
            Some((row.id, weighed))
        })
        .collect();
    let series: Vec<Weighed> = weighed.iter().map(|(_, weighed)| *weighed).collect();
    let verdicts = verdicts(child.sex, &series);
    weighed
        .into_iter()
        .map(|(id, _)| id)
        .zip(verdicts)
        .collect()
}

fn point(row: Model, gain: Option<GainVerdict>, language: Language) -> GrowthPoint {
    let flags = row.flags;
    let score = |index, z: Option<i32>| z.map(|z| GrowthScore::new(index, z, flags, language));
    GrowthPoint {
        measurement_id: row.id,
        measured_on: row.measured_on,
        age_days: row.age_days,
        age_months: age_months(i64::from(row.age_days)),
        weight_kg: row.weight_g.map(kg),
        height_cm: row.height_tenth_mm.map(hundredths),
        posture: row.posture,
        waz: score(Index::Waz, row.waz_hundredths),
        haz: score(Index::Haz, row.haz_hundredths),
        whz: score(Index::Whz, row.whz_hundredths),
        baz: score(Index::Baz, row.baz_hundredths),
        height_difference_cm: row.had_tenth_mm.map(hundredths),
        gain: gain.map(Into::into),
        flags: flagged(flags),
        standard_version: row.standard_version,
    }
}

/// The chart of an index as SVG, without anything that tells who the child is.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn chart(
    caller: &Authorized<ReadChildren>,
    id: ChildId,
    index: Index,
) -> Result<Reply, Problem> {
    let (child, rows) = counted(caller, id).await?;
    let of = Subject {
        sex: child.sex,
        birth_date: child.birth_date,
    };
    let points: Vec<ChartPoint> = rows
        .iter()
        .filter_map(|row| charted(of, row, index))
        .collect();
    let body = svg(index, sex(child.sex), None, &points);
    let reply = Reply {
        status: 200,
        media_type: "image/svg+xml".to_owned(),
        location: None,
        etag: Some(content_tag(body.as_bytes())),
        headers: Vec::new(),
        body: body.into(),
        replayed: false,
    };
    Ok(reply.private())
}

/// Where a measurement stands on the chart: by age in months, or by length.
fn charted(of: Subject, row: &Model, index: Index) -> Option<ChartPoint> {
    let found = assessment(of, &measured(row), row.age_days);
    found.score(index)?;
    let height = found.height_used_cm.map(Micro::as_f64);
    let weight = row.weight_g.map(kg);
    let value = match index {
        Index::Waz | Index::Whz => weight?,
        Index::Haz => height?,
        Index::Baz => found.bmi?,
        Index::Hcz => row.head_tenth_mm.map(hundredths)?,
        Index::Acz => row.muac_tenth_mm.map(hundredths)?,
    };
    let at = if index == Index::Whz {
        height?
    } else {
        f64::from(row.age_days) / 30.4375
    };
    Some(ChartPoint { at, value })
}
