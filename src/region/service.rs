//! The list of regions, and one region with all that is known of it.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::region::{Column, Model};
use entity::{region_alias, region_name};
use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::code::ancestors;
use super::condition::{matching, visible_aliases, visible_names};
use super::find::{check_code, find_all, visible};
use super::model::{Region, RegionNamePeriod, RegionReference, RegionSummary};
use super::params::RegionFilter;
use crate::auth::Authorized;
use crate::auth::permission::ReadRegions;
use crate::db::keyset::{self, Key, KeyType};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, SortField, parse_sort};
use crate::problem::{Fault, Place, Problem};

/// The oldest decree whose codes are kept; what never changed since stands in no row of its own.
const OLDEST_DECREE: &str = "Permendagri 56/2015";

/// A page of regions.
///
/// # Errors
/// A code that is none in a filter; a wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadRegions>,
    listing: Listing<RegionFilter>,
) -> Result<Page<RegionSummary>, Problem> {
    let connection = caller.reader();
    let mut faults = Vec::new();
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code", "name"]).unwrap_or_else(|fault| {
        faults.push(fault);
        Vec::new()
    });
    faults.extend(code_faults(connection, &listing.filter).await?);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = visible().filter(matching(&listing.filter));
    let mut page = keyset::page(connection, query, &keys(&fields), &listing.page, &seal).await?;
    if let Some(day) = listing.filter.as_of {
        rename(connection, &mut page.items, day).await?;
    }
    Ok(Page {
        items: page.items.into_iter().map(RegionSummary::from).collect(),
        page: page.page,
    })
}

async fn code_faults(
    connection: &impl ConnectionTrait,
    filter: &RegionFilter,
) -> Result<Vec<Fault>, DbErr> {
    let mut faults = Vec::new();
    for (name, code) in [("parent", &filter.parent), ("within", &filter.within)] {
        if let Some(code) = code {
            let place = Place::Parameter(name.to_owned());
            faults.extend(check_code(connection, code, place).await?.err());
        }
    }
    Ok(faults)
}

/// Names sort by their normalised form, on which there is an index; the code comes last, since it is unique.
fn keys(fields: &[SortField]) -> Vec<Key<Model>> {
    let code = |descending| {
        Key::new(Column::Code, KeyType::Text, descending, |row: &Model| {
            row.code.clone()
        })
    };
    let mut keys = Vec::new();
    let mut descending = false;
    for field in fields {
        descending = field.descending;
        if field.name == "code" {
            break;
        }
        keys.push(Key::new(
            Column::SearchName,
            KeyType::Text,
            descending,
            |row: &Model| row.search_name.clone(),
        ));
    }
    keys.push(code(descending));
    keys
}

/// Gives the regions the names that they had on a day.
async fn rename(
    connection: &impl ConnectionTrait,
    regions: &mut [Model],
    day: NaiveDate,
) -> Result<(), DbErr> {
    let codes = regions.iter().map(|region| region.code.as_str());
    let on_the_day = Condition::all()
        .add(
            region_name::Column::ListedFrom
                .is_null()
                .or(region_name::Column::ListedFrom.lte(day)),
        )
        .add(
            region_name::Column::ListedUntil
                .is_null()
                .or(region_name::Column::ListedUntil.gt(day)),
        );
    let names: Vec<(String, String)> = visible_names()
        .select_only()
        .columns([region_name::Column::RegionCode, region_name::Column::Name])
        .filter(region_name::Column::RegionCode.is_in(codes))
        .filter(on_the_day)
        .into_tuple()
        .all(connection)
        .await?;
    let mut names: HashMap<String, String> = names.into_iter().collect();
    for region in regions {
        if let Some(name) = names.remove(&region.code) {
            region.name = name;
        }
    }
    Ok(())
}

/// The region that a path names.
///
/// # Errors
/// 422 when the text is no code, 404 when no region has it; the database.
pub(super) async fn of_path(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Model, Problem> {
    let place = Place::Parameter("code".to_owned());
    match check_code(connection, code, place).await? {
        Ok(region) => Ok(region),
        Err(fault) if fault.code == "unknown_region" => Err(Problem::not_found()),
        Err(fault) => Err(Problem::invalid(vec![fault])),
    }
}

/// A region with what it lies in, its spellings and its names.
///
/// # Errors
/// 422 when the text is no code, 404 when no region has it; the database.
pub async fn read(caller: &Authorized<ReadRegions>, code: &str) -> Result<Region, Problem> {
    let connection = caller.reader();
    let region = of_path(connection, code).await?;
    let above = ancestors(code);
    let mut found = find_all(connection, &above).await?;
    let aliases = visible_aliases()
        .filter(region_alias::Column::RegionCode.eq(code))
        .order_by_asc(region_alias::Column::SearchName)
        .all(connection)
        .await?;
    Ok(Region {
        names: name_periods(connection, &region).await?,
        region: region.into(),
        ancestors: above
            .iter()
            .filter_map(|code| found.remove(code).map(RegionReference::from))
            .collect(),
        aliases: aliases.into_iter().map(Into::into).collect(),
    })
}

/// The names of a region, the oldest first; what never changed has had its name since the oldest decree.
pub(super) async fn name_periods(
    connection: &impl ConnectionTrait,
    region: &Model,
) -> Result<Vec<RegionNamePeriod>, DbErr> {
    let rows = visible_names()
        .filter(region_name::Column::RegionCode.eq(&region.code))
        .order_by_asc(region_name::Column::Seq)
        .all(connection)
        .await?;
    if rows.is_empty() {
        return Ok(vec![RegionNamePeriod {
            name: region.name.clone(),
            decree: OLDEST_DECREE.to_owned(),
            listed_from: None,
            listed_until: None,
        }]);
    }
    Ok(rows.into_iter().map(RegionNamePeriod::from).collect())
}
