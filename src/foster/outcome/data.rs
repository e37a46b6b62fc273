//! The measurements that outcomes are computed from: of children in care, and of children in nobody's care over the same time.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::child_measurement::{self, Column};
use entity::id::ChildId;
use entity::kind::MeasurementState;
use entity::{child, foster_assignment};
use growth::Index;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::pair::Point;
use crate::auth::RegionScope;

/// What was measured of a child, in the order of the days, and where it lived at the last of them.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// Where.
    pub region_code: String,
    /// By which standard the z-scores were computed; `None` if by several.
    pub standard: Option<String>,
    /// The measurements.
    pub points: Vec<Point>,
}

#[derive(FromQueryResult)]
struct Row {
    child_id: ChildId,
    region_code: String,
    measured_on: NaiveDate,
    age_days: i32,
    waz_hundredths: Option<i32>,
    haz_hundredths: Option<i32>,
    whz_hundredths: Option<i32>,
    had_tenth_mm: Option<i32>,
    standard_version: String,
}

/// The measurements of the children that a subquery names.
///
/// # Errors
/// The database.
pub async fn of_children(
    connection: &impl ConnectionTrait,
    children: SelectStatement,
) -> Result<HashMap<ChildId, Series>, DbErr> {
    let of = Condition::all().add(Column::ChildId.in_subquery(children));
    load(connection, of).await
}

/// The measurements between two days of the children of a region, whoever looks after them.
///
/// # Errors
/// The database.
pub async fn of_region(
    connection: &impl ConnectionTrait,
    region: &RegionScope,
    days: (NaiveDate, NaiveDate),
) -> Result<HashMap<ChildId, Series>, DbErr> {
    load(connection, measured_in(region, days)).await
}

fn measured_in(region: &RegionScope, (from, to): (NaiveDate, NaiveDate)) -> Condition {
    Condition::all()
        .add(region.rows((child_measurement::Entity, Column::RegionCode)))
        .add(Column::MeasuredOn.between(from, to))
        .add(Column::HazHundredths.is_not_null())
}

/// Since when somebody looked after children of a region who were measured between two days, by the record that goes on where
/// two were put together; those whose care never began are not there.
///
/// # Errors
/// The database.
pub async fn first_care(
    connection: &impl ConnectionTrait,
    region: &RegionScope,
    days: (NaiveDate, NaiveDate),
) -> Result<HashMap<ChildId, NaiveDate>, DbErr> {
    #[derive(FromQueryResult)]
    struct Line {
        present: ChildId,
        first: NaiveDate,
    }
    let present = Func::coalesce([
        Expr::col((child::Entity, child::Column::MergedInto)),
        Expr::col((child::Entity, child::Column::Id)),
    ]);
    let of = Expr::col((
        foster_assignment::Entity,
        foster_assignment::Column::ChildId,
    ));
    let started = Expr::col((
        foster_assignment::Entity,
        foster_assignment::Column::StartedOn,
    ));
    let measured = Query::select()
        .column((child_measurement::Entity, Column::ChildId))
        .from(child_measurement::Entity)
        .cond_where(measured_in(region, days))
        .to_owned();
    let query = Query::select()
        .expr_as(present.clone(), "present")
        .expr_as(started.clone().min(), "first")
        .from(foster_assignment::Entity)
        .inner_join(
            child::Entity,
            Expr::col((child::Entity, child::Column::Id)).eq(of),
        )
        .and_where(started.is_not_null())
        .and_where(Expr::expr(present.clone()).in_subquery(measured))
        .add_group_by([present.into()])
        .to_owned();
    let statement = connection.get_database_backend().build(&query);
    let lines = Line::find_by_statement(statement).all(connection).await?;
    Ok(lines
        .into_iter()
        .map(|line| (line.present, line.first))
        .collect())
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound by each caller to children that were found in scope, or to a region within it"
)]
fn measurements() -> Select<child_measurement::Entity> {
    child_measurement::Entity::find()
}

async fn load(
    connection: &impl ConnectionTrait,
    of: Condition,
) -> Result<HashMap<ChildId, Series>, DbErr> {
    let rows = measurements()
        .filter(of)
        .filter(Column::State.eq(MeasurementState::Valid))
        .select_only()
        .columns([
            Column::ChildId,
            Column::RegionCode,
            Column::MeasuredOn,
            Column::AgeDays,
            Column::WazHundredths,
            Column::HazHundredths,
            Column::WhzHundredths,
            Column::HadTenthMm,
            Column::StandardVersion,
        ])
        .order_by_asc(Column::ChildId)
        .order_by_asc(Column::MeasuredOn)
        .into_model::<Row>()
        .all(connection)
        .await?;
    let mut all: HashMap<ChildId, Series> = HashMap::new();
    for row in rows {
        let series = all.entry(row.child_id).or_default();
        let first = series.points.is_empty();
        let same = first || series.standard.as_ref() == Some(&row.standard_version);
        series.standard = same.then_some(row.standard_version);
        series.region_code = row.region_code;
        let haz = plausible(Index::Haz, row.haz_hundredths);
        series.points.push(Point {
            on: row.measured_on,
            age_days: row.age_days,
            haz,
            waz: plausible(Index::Waz, row.waz_hundredths),
            whz: plausible(Index::Whz, row.whz_hundredths),
            // Of a height that cannot be right the difference cannot be either.
            had: row.had_tenth_mm.filter(|_| haz.is_some()),
        });
    }
    Ok(all)
}

/// A z-score within WHO's limits.
fn plausible(index: Index, z: Option<i32>) -> Option<i32> {
    let (low, high) = index.limits();
    z.filter(|z| (low.hundredths()..=high.hundredths()).contains(z))
}
