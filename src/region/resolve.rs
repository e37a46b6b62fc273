//! From a name that somebody wrote to the regions that it may mean.

use std::collections::{HashMap, HashSet};

use entity::kind::RegionLevel;
use entity::region::{Column, Model};
use entity::region_alias;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};

use super::code::subtree;
use super::condition::{aliased, below, listed, visible_aliases};
use super::find::{check_code, names, visible};
use super::model::{RegionCandidate, RegionMatch, RegionResolution};
use super::params::RegionNameQuery;
use super::search::{Form, forms, likeness, rounded};
use crate::auth::Authorized;
use crate::auth::permission::ReadRegions;
use crate::problem::{Place, Problem};

/// The most candidates that are only alike.
const MOST_ALIKE: usize = 10;

/// The score of another spelling.
const ALIAS_SCORE: f64 = 0.95;

/// A region that was found, how, and how sure that is.
type Found = (Model, RegionMatch, f64);

/// The regions that a name may mean: those of exactly this name and those with this spelling, or, where there are none,
/// those whose name is much like it.
///
/// # Errors
/// A code that is none in `within`; the database.
pub async fn resolve(
    caller: &Authorized<ReadRegions>,
    query: RegionNameQuery,
) -> Result<RegionResolution, Problem> {
    let connection = caller.reader();
    if let Some(code) = &query.within {
        let place = Place::Parameter("within".to_owned());
        check_code(connection, code, place)
            .await?
            .map_err(|fault| Problem::invalid(vec![fault]))?;
    }
    let forms = forms(&query.name);
    let mut found = named(connection, &query, &forms).await?;
    if found.is_empty() {
        found = alike(connection, &query, &forms).await?;
    }
    let total = found.len();
    found.truncate(query.limit);
    let items = candidates(connection, found).await?;
    Ok(RegionResolution { items, total })
}

/// What is listed, in the subtree and of the level that were asked for.
fn asked(query: &RegionNameQuery) -> Condition {
    Condition::all()
        .add(listed(None))
        .add_option(query.within.as_deref().and_then(below))
        .add_option(query.level.map(|level| Column::Level.eq(level)))
}

async fn named(
    connection: &impl ConnectionTrait,
    query: &RegionNameQuery,
    forms: &[Form],
) -> Result<Vec<Found>, DbErr> {
    let spellings: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
    let meant = |region: &Model, name: Option<&str>| {
        forms.iter().any(|form| {
            form.level.is_none_or(|level| level == region.level)
                && name.is_none_or(|name| name == form.name)
        })
    };
    let exact = visible()
        .filter(asked(query))
        .filter(Column::SearchName.is_in(spellings.iter().copied()))
        .all(connection)
        .await?;
    let with_alias =
        aliased(Expr::col(region_alias::Column::SearchName).is_in(spellings.iter().copied()));
    let other = visible()
        .filter(asked(query))
        .filter(Column::Code.in_subquery(with_alias))
        .all(connection)
        .await?;
    let mut found: Vec<Found> = exact
        .into_iter()
        .filter(|region| meant(region, Some(&region.search_name)))
        .map(|region| (region, RegionMatch::Exact, 1.0))
        .collect();
    let codes: HashSet<String> = found.iter().map(|(r, ..)| r.code.clone()).collect();
    found.extend(
        other
            .into_iter()
            .filter(|region| !codes.contains(&region.code) && meant(region, None))
            .map(|region| (region, RegionMatch::Alias, ALIAS_SCORE)),
    );
    found.sort_by(|(a, am, _), (b, bm, _)| (am, &a.code).cmp(&(bm, &b.code)));
    Ok(found)
}

/// Names much like it: of everything in a subtree, in the whole country of regencies and provinces alone.
async fn alike(
    connection: &impl ConnectionTrait,
    query: &RegionNameQuery,
    forms: &[Form],
) -> Result<Vec<Found>, DbErr> {
    let range = query.within.as_deref().and_then(subtree);
    let regions = visible().filter(asked(query));
    let mut aliases = visible_aliases();
    let regions = match &range {
        Some((from, to)) => {
            aliases = aliases
                .filter(region_alias::Column::RegionCode.gte(from))
                .filter(region_alias::Column::RegionCode.lt(to));
            regions
        }
        None => regions.filter(Column::Level.is_in([RegionLevel::Province, RegionLevel::Regency])),
    };
    let mut spellings: HashMap<String, Vec<String>> = HashMap::new();
    for alias in aliases.all(connection).await? {
        spellings
            .entry(alias.region_code)
            .or_default()
            .push(alias.search_name);
    }
    let mut found: Vec<Found> = regions
        .all(connection)
        .await?
        .into_iter()
        .filter_map(|region| {
            let others = spellings.get(&region.code).map_or(&[][..], Vec::as_slice);
            let score = others
                .iter()
                .chain([&region.search_name])
                .filter_map(|name| likeness(forms, name, region.level))
                .max_by(f64::total_cmp)?;
            Some((region, RegionMatch::Fuzzy, rounded(score)))
        })
        .collect();
    found.sort_by(|(a, _, x), (b, _, y)| y.total_cmp(x).then_with(|| a.code.cmp(&b.code)));
    found.truncate(MOST_ALIKE);
    Ok(found)
}

async fn candidates(
    connection: &impl ConnectionTrait,
    found: Vec<Found>,
) -> Result<Vec<RegionCandidate>, DbErr> {
    let mut parents: Vec<String> = found
        .iter()
        .filter_map(|(region, ..)| region.parent_code.clone())
        .collect();
    parents.sort();
    parents.dedup();
    let parents = names(connection, &parents).await?;
    Ok(found
        .into_iter()
        .map(|(region, r#match, score)| RegionCandidate {
            parent_name: region
                .parent_code
                .as_ref()
                .and_then(|code| parents.get(code).cloned()),
            region_code: region.code,
            name: region.name,
            level: region.level,
            parent_code: region.parent_code,
            score,
            r#match,
        })
        .collect())
}
