//! How many of the children there are a file covers: of those on record (D/S, the measured by the registered), and against the
//! claim that was published last, so that a figure of fewer children is seen before it is published.

use std::collections::{BTreeSet, HashMap};

use chrono::{Months, NaiveDate};
use entity::child;
use entity::eppgbm_import::Model;
use entity::kind::ChildState;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QuerySelect};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::commit::SOURCE;
use super::count::{RegionCount, above};
use super::summary::Summary;
use super::view::kept;
use crate::auth::RegionScope;
use crate::pct::Pct;
use crate::period::Period;
use crate::prevalence::{Reach, latest_reach};
use crate::problem::Problem;

/// From which age on a child is no longer counted, in months.
const UNTIL_MONTHS: u32 = 60;

/// How many children of a region a file covers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportCoverage {
    /// The region: a village, or a district or regency above it.
    #[schema(example = "64.74.01.1001")]
    pub region_code: String,
    /// Children below 60 months in the file (D).
    pub children_under5: i64,
    /// Children below 60 months on record there now, those of this file included once it is committed (S).
    pub registered: i64,
    /// D by S, percent; null where nobody is on record, or fewer than the file has.
    #[schema(required)]
    pub registered_pct: Option<Pct>,
    /// The latest published e-PPGBM stunting claim of an earlier month; null if there is none.
    #[schema(required)]
    pub published: Option<PublishedCoverage>,
}

/// How many children a published claim covers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublishedCoverage {
    /// The claim.
    pub record_id: Uuid,
    /// Its month.
    pub period: Period,
    /// How many children were measured; null if it does not say.
    #[schema(required)]
    pub children_measured: Option<i64>,
    /// The coverage that it states, percent.
    #[schema(required)]
    pub coverage_pct: Option<Pct>,
    /// The valid height-for-age of the file by the children measured then, percent: below 100 the new figure rests on fewer.
    #[schema(required)]
    pub measured_pct: Option<Pct>,
}

/// Of each village in the file, and of what lies above it within the import's region.
///
/// # Errors
/// The database; something kept that cannot be read.
pub async fn coverage(
    connection: &impl ConnectionTrait,
    import: &Model,
    on: NaiveDate,
) -> Result<Vec<ImportCoverage>, Problem> {
    let summary: Summary = kept(&import.summary)?;
    let scope = RegionScope::new(import.region_code.as_str());
    let before = summary.months.iter().filter(|month| month.counted > 0);
    let before = before.filter_map(|month| month.period.parse::<Period>().ok());
    let before = before.map(Period::starts_on).min().unwrap_or(on);
    let upper = above(&summary.villages);
    let regions = summary.villages.iter().chain(&upper);
    let counts: Vec<_> = regions
        .filter(|count| scope.contains(&count.region_code))
        .collect();
    let codes: Vec<String> = counts
        .iter()
        .map(|count| count.region_code.clone())
        .collect();
    let registered = registered(connection, &scope, &codes, on).await?;
    let published = latest_reach(connection, &scope, SOURCE, &codes, before).await?;
    let of = |count: &&RegionCount| {
        let code = count.region_code.as_str();
        let registered = registered.get(code).copied().unwrap_or_default();
        ImportCoverage {
            region_code: code.to_owned(),
            children_under5: count.children_under5,
            registered,
            registered_pct: share(count.children_under5, registered),
            published: published
                .get(code)
                .map(|reach| shown(reach, count.haz_valid)),
        }
    };
    let mut items: Vec<ImportCoverage> = counts.iter().map(of).collect();
    items.sort_by(|a, b| a.region_code.cmp(&b.region_code));
    Ok(items)
}

/// A share of at most the whole; of more children than there should be nothing can be said.
fn share(part: i64, whole: i64) -> Option<Pct> {
    Pct::share(part, whole).filter(|_| part <= whole)
}

fn shown(reach: &Reach, valid: i64) -> PublishedCoverage {
    PublishedCoverage {
        record_id: reach.record_id,
        period: reach.period,
        children_measured: reach.children_measured,
        coverage_pct: reach.coverage_pct,
        measured_pct: reach
            .children_measured
            .and_then(|measured| Pct::share(valid, measured)),
    }
}

/// The children below 60 months on record in each region and in those below it.
async fn registered(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    codes: &[String],
    on: NaiveDate,
) -> Result<HashMap<String, i64>, DbErr> {
    use child::Column;
    let born_after = on
        .checked_sub_months(Months::new(UNTIL_MONTHS))
        .unwrap_or(NaiveDate::MIN);
    let rows: Vec<(String, i64)> = crate::child::visible(scope)
        .filter(Column::State.eq(ChildState::Active))
        .filter(Column::BirthDate.gt(born_after))
        .filter(Column::BirthDate.lte(on))
        .select_only()
        .column(Column::RegionCode)
        .column_as(Column::Id.count(), "children")
        .group_by(Column::RegionCode)
        .into_tuple()
        .all(connection)
        .await?;
    let wanted: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    let mut sums: HashMap<String, i64> = HashMap::new();
    for (village, children) in rows {
        let mut code = village.as_str();
        loop {
            if wanted.contains(code) {
                *sums.entry(code.to_owned()).or_default() += children;
            }
            match code.rsplit_once('.') {
                Some((up, _)) => code = up,
                None => break,
            }
        }
    }
    Ok(sums)
}
