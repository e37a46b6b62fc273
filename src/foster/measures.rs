//! What was measured of children: the last z-score of each index, and the series since a day. Only what counts, and no
//! z-score that WHO holds for a mistake.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::child_measurement::{Column, Entity};
use entity::id::ChildId;
use entity::kind::MeasurementState;
use growth::Index;
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::standing::{GrowthStanding, INDICES};

/// A measurement, as far as it says something of growth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Measure {
    /// Of which child.
    pub child_id: ChildId,
    /// On which day.
    pub measured_on: NaiveDate,
    /// In grams.
    pub weight_g: Option<i32>,
    /// Whether the child had oedema, so that its weight says nothing.
    pub oedema: bool,
    /// Weight-for-age, in hundredths.
    pub waz_hundredths: Option<i32>,
    /// Length- or height-for-age.
    pub haz_hundredths: Option<i32>,
    /// Weight-for-length or -height.
    pub whz_hundredths: Option<i32>,
}

impl Measure {
    /// The z-score of an index, if it can be right.
    pub fn z(&self, index: Index) -> Option<i32> {
        let z = match index {
            Index::Haz => self.haz_hundredths,
            Index::Waz => self.waz_hundredths,
            Index::Whz => self.whz_hundredths,
            Index::Baz | Index::Hcz | Index::Acz => None,
        };
        let (low, high) = index.limits();
        z.filter(|z| (low.hundredths()..=high.hundredths()).contains(z))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound by each caller to children that were found in scope"
)]
fn counting(of: SelectStatement) -> Select<Entity> {
    Entity::find()
        .filter(Column::ChildId.in_subquery(of))
        .filter(Column::State.eq(MeasurementState::Valid))
        .select_only()
        .columns([
            Column::ChildId,
            Column::MeasuredOn,
            Column::WeightG,
            Column::Oedema,
            Column::WazHundredths,
            Column::HazHundredths,
            Column::WhzHundredths,
        ])
}

const fn column(index: Index) -> Column {
    match index {
        Index::Haz => Column::HazHundredths,
        Index::Whz => Column::WhzHundredths,
        Index::Waz | Index::Baz | Index::Hcz | Index::Acz => Column::WazHundredths,
    }
}

/// The last z-scores of the children that a subquery names: of a child that is weighed more often than measured, the height
/// of an earlier visit still counts.
///
/// # Errors
/// The database.
pub async fn standings(
    connection: &impl ConnectionTrait,
    of: SelectStatement,
) -> Result<HashMap<ChildId, GrowthStanding>, DbErr> {
    let last = INDICES
        .into_iter()
        .fold(Condition::any(), |any, index| any.add(is_last(index)));
    let rows = counting(of)
        .filter(last)
        .order_by_asc(Column::ChildId)
        .order_by_asc(Column::MeasuredOn)
        .into_model::<Measure>()
        .all(connection)
        .await?;
    let mut standings: HashMap<ChildId, GrowthStanding> = HashMap::new();
    for row in rows {
        let standing = standings.entry(row.child_id).or_default();
        let dated = |index| row.z(index).map(|z| (z, row.measured_on));
        standing.haz = dated(Index::Haz).or(standing.haz);
        standing.waz = dated(Index::Waz).or(standing.waz);
        standing.whz = dated(Index::Whz).or(standing.whz);
    }
    Ok(standings)
}

/// Has a z-score of an index that can be right, and no later measurement has one.
fn is_last(index: Index) -> Condition {
    let (low, high) = index.limits();
    let (low, high) = (low.hundredths(), high.hundredths());
    let later = Alias::new("later");
    let of_later = |column: Column| Expr::col((later.clone(), column));
    let exists = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, later.clone())
        .and_where(of_later(Column::ChildId).equals((Entity, Column::ChildId)))
        .and_where(of_later(Column::MeasuredOn).gt(Expr::col((Entity, Column::MeasuredOn))))
        .and_where(of_later(Column::State).eq(MeasurementState::Valid.as_str()))
        .and_where(of_later(column(index)).between(low, high))
        .to_owned();
    Condition::all()
        .add(column(index).between(low, high))
        .add(Expr::exists(exists).not())
}

/// The measurements of the children that a subquery names since a day, in order.
///
/// # Errors
/// The database.
pub async fn series(
    connection: &impl ConnectionTrait,
    of: SelectStatement,
    since: Option<NaiveDate>,
) -> Result<HashMap<ChildId, Vec<Measure>>, DbErr> {
    let rows = counting(of)
        .filter(Condition::all().add_option(since.map(|day| Column::MeasuredOn.gte(day))))
        .order_by_asc(Column::ChildId)
        .order_by_asc(Column::MeasuredOn)
        .into_model::<Measure>()
        .all(connection)
        .await?;
    let mut series: HashMap<ChildId, Vec<Measure>> = HashMap::new();
    for row in rows {
        series.entry(row.child_id).or_default().push(row);
    }
    Ok(series)
}
