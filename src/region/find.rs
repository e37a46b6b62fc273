//! What other features ask of regions: one by its code, its children, names; and faults that say what is wrong with a code.

use std::collections::HashMap;

use chrono::Datelike;
use entity::kind::RegionLevel;
use entity::region::{Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::code::{Shape, shape};
use super::fault::code_fault;
use crate::auth::RegionScope;
use crate::period::Period;
use crate::problem::{Fault, Place, Problem};

/// Codes per statement: far below what either database takes.
const CODES_PER_STATEMENT: usize = 5_000;

/// Every region; they are public reference data, so no scope applies.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub(super) fn visible() -> Select<Entity> {
    Entity::find()
}

/// A region by its code, listed or not.
///
/// # Errors
/// The database.
pub async fn find(connection: &impl ConnectionTrait, code: &str) -> Result<Option<Model>, DbErr> {
    visible()
        .filter(Column::Code.eq(code))
        .one(connection)
        .await
}

/// Regions by their codes; those that do not exist are missing.
///
/// # Errors
/// The database.
pub async fn find_all(
    connection: &impl ConnectionTrait,
    codes: &[String],
) -> Result<HashMap<String, Model>, DbErr> {
    let mut found = HashMap::with_capacity(codes.len());
    for codes in codes.chunks(CODES_PER_STATEMENT) {
        let rows = visible()
            .filter(Column::Code.is_in(codes))
            .all(connection)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.code.clone(), row)));
    }
    Ok(found)
}

/// The present (or last) names of regions by their codes.
///
/// # Errors
/// The database.
pub async fn names(
    connection: &impl ConnectionTrait,
    codes: &[String],
) -> Result<HashMap<String, String>, DbErr> {
    let mut found = HashMap::with_capacity(codes.len());
    for codes in codes.chunks(CODES_PER_STATEMENT) {
        let rows: Vec<(String, String)> = visible()
            .select_only()
            .columns([Column::Code, Column::Name])
            .filter(Column::Code.is_in(codes))
            .into_tuple()
            .all(connection)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The regions directly below one, in the order of their codes; the listed ones only.
///
/// # Errors
/// The database.
pub async fn children(
    connection: &impl ConnectionTrait,
    parent: &str,
) -> Result<Vec<Model>, DbErr> {
    visible()
        .filter(Column::ParentCode.eq(parent))
        .filter(Column::ListedUntil.is_null())
        .order_by_asc(Column::Code)
        .all(connection)
        .await
}

/// The regions directly below one that were listed in a period, in the order of their codes.
///
/// # Errors
/// The database.
pub async fn children_in(
    connection: &impl ConnectionTrait,
    parent: &str,
    period: Period,
) -> Result<Vec<Model>, DbErr> {
    let mut rows = visible()
        .filter(Column::ParentCode.eq(parent))
        .order_by_asc(Column::Code)
        .all(connection)
        .await?;
    rows.retain(|region| listed_in(region, period));
    Ok(rows)
}

/// The listed regencies and cities of a caller's region, or of one province within it.
pub fn regencies(scope: &RegionScope, province: Option<&str>) -> Select<Entity> {
    visible()
        .filter(Column::Level.eq(RegionLevel::Regency))
        .filter(Column::ListedUntil.is_null())
        .filter(scope.rows(Column::Code))
        .filter(Condition::all().add_option(province.map(|code| Column::ParentCode.eq(code))))
}

/// The regencies and cities of a region that were listed in a period, in the order of their codes.
///
/// # Errors
/// The database.
pub async fn regencies_in(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    period: Period,
) -> Result<Vec<Model>, DbErr> {
    let mut rows = visible()
        .filter(Column::Level.eq(RegionLevel::Regency))
        .filter(scope.rows(Column::Code))
        .order_by_asc(Column::Code)
        .all(connection)
        .await?;
    rows.retain(|region| listed_in(region, period));
    Ok(rows)
}

/// The codes and names of the villages of a region that were listed in a period, in the order of their codes.
///
/// # Errors
/// The database.
pub async fn villages_in(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    period: Period,
) -> Result<Vec<(String, String)>, DbErr> {
    let rows = visible()
        .filter(Column::Level.eq(RegionLevel::Village))
        .filter(scope.rows(Column::Code))
        .order_by_asc(Column::Code)
        .all(connection)
        .await?;
    let listed = rows.into_iter().filter(|row| listed_in(row, period));
    Ok(listed.map(|row| (row.code, row.name)).collect())
}

/// The region of a caller that a parameter names.
///
/// # Errors
/// 422 if the text is no code (a bare number says what it could be), 404 if no region has it or it lies outside the
/// caller's; the database.
pub async fn asked(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    parameter: &str,
    code: &str,
) -> Result<Model, Problem> {
    match check_code(connection, code, Place::Parameter(parameter.to_owned())).await? {
        Ok(region) if scope.contains(&region.code) => Ok(region),
        Err(fault) if fault.code != "unknown_region" => Err(Problem::invalid(vec![fault])),
        Ok(_) | Err(_) => Err(Problem::not_found()),
    }
}

/// Whether a region was listed in a period: by the year, since the dates are those of decrees.
pub fn listed_in(region: &Model, period: Period) -> bool {
    let year = period.year();
    region.listed_from.is_none_or(|from| from.year() <= year)
        && region.listed_until.is_none_or(|until| until.year() >= year)
}

/// The region that a text names, or what is wrong with the text: no code at all, a bare number (`6402` could be
/// 64.02 or BPS's number of 64.07), or a code that no region has.
///
/// # Errors
/// The database; faults are in the value.
pub async fn check_code(
    connection: &impl ConnectionTrait,
    code: &str,
    place: Place,
) -> Result<Result<Model, Fault>, DbErr> {
    if shape(code) == Shape::Code
        && let Some(region) = find(connection, code).await?
    {
        return Ok(Ok(region));
    }
    Ok(Err(code_fault(place, code)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use entity::kind::RegionLevel;

    fn region(code: &str, name: &str, from: Option<i32>, until: Option<i32>) -> Model {
        let day = |year: Option<i32>| year.and_then(|y| NaiveDate::from_ymd_opt(y, 6, 1));
        Model {
            code: code.to_owned(),
            name: name.to_owned(),
            search_name: String::new(),
            level: RegionLevel::Regency,
            parent_code: None,
            kind: "kabupaten".to_owned(),
            bps_code: None,
            listed_from: day(from),
            listed_until: day(until),
        }
    }

    #[test]
    fn listing_counts_by_the_year() {
        let cases = [
            (None, None, "2010", true),
            (Some(2022), None, "2021", false),
            (Some(2022), None, "2022-02", true),
            (None, Some(2022), "2022-12", true),
            (None, Some(2022), "2023", false),
            (Some(2017), Some(2020), "2018-S1", true),
        ];
        for (from, until, period, listed) in cases {
            let region = region("64.02", "", from, until);
            assert_eq!(
                listed_in(&region, period.parse().unwrap()),
                listed,
                "{from:?} {until:?} {period}"
            );
        }
    }
}
