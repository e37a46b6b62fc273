//! A region and all that lies below it, listed or not, with every spelling on record: for who reads names by the thousand.

use std::collections::HashMap;

use entity::region::{Column, Model};
use entity::region_alias;
use sea_orm::{ConnectionTrait, DbErr, QueryFilter, QueryOrder};

use super::condition::visible_aliases;
use super::find::visible;
use crate::auth::RegionScope;

/// A region with its spellings, normalised; its own name is the first.
pub struct Spelt {
    /// The region.
    pub region: Model,
    /// Its spellings.
    pub spellings: Vec<String>,
}

/// A region and what lies below it, in the order of codes.
///
/// # Errors
/// The database.
pub async fn spelt_below(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Vec<Spelt>, DbErr> {
    let within = RegionScope::new(code);
    let rows = visible()
        .filter(within.rows(Column::Code))
        .order_by_asc(Column::Code)
        .all(connection)
        .await?;
    let aliases = visible_aliases()
        .filter(within.rows(region_alias::Column::RegionCode))
        .all(connection)
        .await?;
    let mut others: HashMap<String, Vec<String>> = HashMap::new();
    for alias in aliases {
        others
            .entry(alias.region_code)
            .or_default()
            .push(alias.search_name);
    }
    let spelt = rows.into_iter().map(|region| {
        let mut spellings = vec![region.search_name.clone()];
        spellings.extend(others.remove(&region.code).unwrap_or_default());
        Spelt { region, spellings }
    });
    Ok(spelt.collect())
}
