//! What became of a code: its names, and which codes may have gone before it and come after it.

use chrono::NaiveDate;
use entity::kind::RegionLevel;
use entity::region::{Column, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};

use super::code::regency;
use super::find::{names, visible};
use super::model::{RegionHistory, RegionReference};
use super::search::{bare, normalise};
use super::service::{name_periods, of_path};
use crate::auth::Authorized;
use crate::auth::permission::ReadRegions;
use crate::problem::Problem;

/// The history of a code.
///
/// # Errors
/// 422 when the text is no code, 404 when no region has it; the database.
pub async fn read(caller: &Authorized<ReadRegions>, code: &str) -> Result<RegionHistory, Problem> {
    let connection = caller.reader();
    let region = of_path(connection, code).await?;
    let predecessors = match region.listed_from {
        Some(day) => moved(connection, &region, Column::ListedUntil, day).await?,
        None => Vec::new(),
    };
    let successors = match region.listed_until {
        Some(day) => moved(connection, &region, Column::ListedFrom, day).await?,
        None => Vec::new(),
    };
    Ok(RegionHistory {
        names: name_periods(connection, &region).await?,
        code: region.code,
        name: region.name,
        listed_from: region.listed_from,
        listed_until: region.listed_until,
        predecessors,
        successors,
    })
}

/// Regions of the same level and name whose listing began or ended on the day, in the same regency; if there are none,
/// those in a regency of the same name, since whole regencies got new codes when provinces were divided.
async fn moved(
    connection: &impl ConnectionTrait,
    region: &Model,
    changed: Column,
    day: NaiveDate,
) -> Result<Vec<RegionReference>, DbErr> {
    let found = visible()
        .filter(Column::SearchName.is_in(spellings(region)))
        .filter(Column::Level.eq(region.level))
        .filter(Column::Code.ne(&region.code))
        .filter(changed.eq(day))
        .order_by_asc(Column::Code)
        .all(connection)
        .await?;
    let home = regency(&region.code);
    let same: Vec<&Model> = found
        .iter()
        .filter(|other| regency(&other.code) == home)
        .collect();
    if !same.is_empty() {
        return Ok(same.into_iter().cloned().map(Into::into).collect());
    }
    let mut codes: Vec<String> = found
        .iter()
        .chain([region])
        .filter_map(|other| regency(&other.code).map(str::to_owned))
        .collect();
    codes.sort();
    codes.dedup();
    let regencies = names(connection, &codes).await?;
    let home_of = |other: &Model| {
        let name = regency(&other.code).and_then(|code| regencies.get(code))?;
        Some(bare(&normalise(name), RegionLevel::Regency).to_owned())
    };
    let home = home_of(region);
    Ok(found
        .into_iter()
        .filter(|other| home_of(other) == home)
        .map(Into::into)
        .collect())
}

/// The normalised name; of a regency in each spelling of decrees, which write `KAB. SORONG` or `Kabupaten Sorong`.
fn spellings(region: &Model) -> Vec<String> {
    match region.search_name.strip_prefix("kab") {
        Some(_) if region.level == RegionLevel::Regency => {
            let name = bare(&region.search_name, region.level);
            vec![format!("kabupaten{name}"), format!("kab{name}")]
        }
        _ => vec![region.search_name.clone()],
    }
}
