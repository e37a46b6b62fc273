//! The rows of measurements: found by way of their child, with a revision for every state that they have had.

use std::collections::HashMap;

use entity::child;
use entity::child_measurement::{Column, Entity, Model};
use entity::child_measurement_revision as revision;
use entity::id::{ChildId, ChildMeasurementId};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, Select,
};
use serde_json::{Value, json};

use crate::auth::{RegionScope, Stamp};
use crate::db::UniqueKey;
use crate::problem::Problem;
use crate::text::text;

/// Rows a statement: SQLite binds at most 32,766 values.
pub const CHUNK: usize = 500;

/// A child is measured once a day.
pub const DAY: UniqueKey = UniqueKey {
    name: "uq_child_measurement",
    columns: "child_measurement.child_id, child_measurement.measured_on",
};

/// The path of a measurement.
pub fn path(id: ChildMeasurementId) -> String {
    format!("/api/v1/child-measurements/{id}")
}

/// Measurements of the children who live in the caller's region, wherever they lived when they were measured.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    let children = Query::select()
        .column(child::Column::Id)
        .from(child::Entity)
        .cond_where(scope.rows(child::Column::RegionCode))
        .to_owned();
    let within = (!scope.is_country()).then(|| Column::ChildId.in_subquery(children));
    Entity::find().filter(Condition::all().add_option(within))
}

/// Measurements of some children; who asks has found the children.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to children that who asks has found within the scope"
)]
pub fn of_children(children: &[ChildId]) -> Select<Entity> {
    Entity::find().filter(Column::ChildId.is_in(children.iter().copied()))
}

/// A measurement.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: ChildMeasurementId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// Whether a measurement can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let row = find(connection, scope, ChildMeasurementId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// What children were measured on which day, but for what was withdrawn: by what an import finds what it knows already.
///
/// # Errors
/// The database.
pub async fn by_day(
    connection: &impl ConnectionTrait,
    children: &[ChildId],
) -> Result<HashMap<(ChildId, chrono::NaiveDate), Model>, DbErr> {
    let mut found = HashMap::new();
    for chunk in children.chunks(CHUNK) {
        let rows = of_children(chunk).filter(Column::State.ne("withdrawn"));
        for row in rows.all(connection).await? {
            found.insert((row.child_id, row.measured_on), row);
        }
    }
    Ok(found)
}

/// Keeps what rows are now.
///
/// # Errors
/// The database.
pub async fn keep(
    tx: &DatabaseTransaction,
    rows: &[Model],
    action: &str,
    reason: Option<&str>,
    stamp: &Stamp,
) -> Result<(), DbErr> {
    for chunk in rows.chunks(CHUNK) {
        let revisions = chunk.iter().map(|row| {
            let kept = revision::Model {
                measurement_id: row.id,
                version: row.version,
                record: record(row).to_string(),
                action: action.to_owned(),
                reason: reason.map(str::to_owned),
                recorded_at: stamp.at,
                recorded_by: stamp.by.clone(),
                superseded_at: None,
                request_id: stamp.request_id,
            };
            kept.into_active_model()
        });
        revision::Entity::insert_many(revisions)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// What was before holds no more.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to rows whose next version this transaction writes"
)]
pub async fn supersede(
    tx: &DatabaseTransaction,
    rows: &[Model],
    stamp: &Stamp,
) -> Result<(), DbErr> {
    for chunk in rows.chunks(CHUNK) {
        let ids = chunk.iter().map(|row| row.id);
        revision::Entity::update_many()
            .col_expr(revision::Column::SupersededAt, Expr::value(stamp.at))
            .filter(revision::Column::MeasurementId.is_in(ids))
            .filter(revision::Column::SupersededAt.is_null())
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// The states of a measurement, the newest first; who asks has found it.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a measurement that who asks has found within the scope"
)]
pub async fn revisions(
    connection: &impl ConnectionTrait,
    id: ChildMeasurementId,
) -> Result<Vec<revision::Model>, DbErr> {
    revision::Entity::find()
        .filter(revision::Column::MeasurementId.eq(id))
        .order_by_desc(revision::Column::Version)
        .all(connection)
        .await
}

fn record(row: &Model) -> Value {
    json!({
        "child_id": row.child_id, "measured_on": row.measured_on, "age_days": row.age_days, "weight_g": row.weight_g,
        "height_tenth_mm": row.height_tenth_mm, "posture": row.posture, "head_tenth_mm": row.head_tenth_mm,
        "muac_tenth_mm": row.muac_tenth_mm, "oedema": row.oedema, "measurer": row.measurer, "device": row.device,
        "source": row.source_code, "waz": row.waz_hundredths, "haz": row.haz_hundredths, "whz": row.whz_hundredths,
        "baz": row.baz_hundredths, "hcz": row.hcz_hundredths, "acz": row.acz_hundredths, "had_tenth_mm": row.had_tenth_mm,
        "flags": row.flags, "standard_version": row.standard_version,
        "findings": serde_json::from_str::<Value>(&row.findings).unwrap_or_default(),
        "waived_reason": row.waived_reason, "waived_by": row.waived_by, "state": row.state,
    })
}

/// A day on which the child was measured already; where that one stands is not known here.
pub fn taken(error: DbErr) -> Problem {
    if DAY.is_taken(&error) {
        return Problem::conflict(text(
            "Anak itu sudah diukur pada tanggal tersebut.",
            "The child was measured on that day already.",
        ));
    }
    error.into()
}
