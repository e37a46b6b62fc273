//! Which records of a region might be one child. Identities lie sealed, so no index can hold that: it is worked out, and kept with
//! the versions of which it was, without a name. When children are written down or change, only they are compared anew, with those
//! whose days of birth come near.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::child::Column;
use entity::id::ChildId;
use entity::kind::ChildState;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, FromQueryResult, QueryFilter, QuerySelect};
use tokio::sync::Semaphore;

use crate::auth::RegionScope;
use crate::child::candidates::Candidates;
use crate::child::matching::{Likeness, Verdict};
use crate::child::store::{aside, visible};
use crate::problem::Problem;
use crate::services::Services;

/// Beyond so many new ones all are compared with all, which costs less than each for itself.
const MANY: usize = 500;

/// One list is worked out at a time: others wait for it, and need not do it again.
static WORKING: Semaphore = Semaphore::const_new(1);

/// Two records, the older first, and how alike they are.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The older one.
    pub first: ChildId,
    /// The newer one.
    pub second: ChildId,
    /// How alike.
    pub likeness: Likeness,
}

/// The place of a pair in the list.
pub type Place = (Reverse<u8>, ChildId, ChildId);

impl Pair {
    /// Its place: the likeliest first.
    pub fn place(&self) -> Place {
        (Reverse(self.likeness.score), self.first, self.second)
    }

    /// Whether it is one child as good as certainly.
    pub fn is_certain(&self) -> bool {
        self.likeness.verdict == Verdict::Match
    }
}

/// What of a region's children tells whether one was written down or changed.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
struct Seen {
    children: i64,
    versions: Option<i64>,
    changed_at: Option<DateTime<Utc>>,
}

/// The pairs of a region, and of which versions.
struct Known {
    seen: Seen,
    versions: HashMap<ChildId, i64>,
    pairs: Arc<Vec<Pair>>,
}

/// The pairs of a region, by their place.
///
/// # Errors
/// The database.
pub async fn pairs(services: &Services, region: &RegionScope) -> Result<Arc<Vec<Pair>>, Problem> {
    let reader = services.db.reader();
    let is_of = |known: &Known, seen: &Seen| known.seen == *seen;
    let seen = look(reader, region).await?;
    let known = services.parsed.get::<Known>(region.code());
    if let Some(known) = known.filter(|known| is_of(known, &seen)) {
        return Ok(Arc::clone(&known.pairs));
    }
    let turn = WORKING.acquire().await;
    let _turn = turn.map_err(|error| Problem::internal(&error))?;
    let seen = look(reader, region).await?;
    let before = services.parsed.get::<Known>(region.code());
    if let Some(known) = before.as_ref().filter(|known| is_of(known, &seen)) {
        return Ok(Arc::clone(&known.pairs));
    }
    let known = Arc::new(anew(services, region, seen, before.as_deref()).await?);
    let pairs = Arc::clone(&known.pairs);
    services.parsed.keep(region.code().to_owned(), known);
    Ok(pairs)
}

async fn look(connection: &impl ConnectionTrait, region: &RegionScope) -> Result<Seen, DbErr> {
    let seen = visible(region)
        .select_only()
        .expr_as(Expr::cust("count(*)"), "children")
        .expr_as(Expr::cust("cast(sum(version) as bigint)"), "versions")
        .expr_as(Expr::cust("max(updated_at)"), "changed_at")
        .into_model::<Seen>()
        .one(connection)
        .await?;
    seen.ok_or_else(|| DbErr::RecordNotFound("children".to_owned()))
}

/// Compares those that are new or another version since.
async fn anew(
    services: &Services,
    region: &RegionScope,
    seen: Seen,
    before: Option<&Known>,
) -> Result<Known, DbErr> {
    let reader = services.db.reader();
    let rows: Vec<(ChildId, i64, NaiveDate)> = visible(region)
        .filter(Column::State.ne(ChildState::Merged))
        .filter(Column::ErasedAt.is_null())
        .select_only()
        .columns([Column::Id, Column::Version, Column::BirthDate])
        .into_tuple()
        .all(reader)
        .await?;
    let was = |id: &ChildId| before.and_then(|before| before.versions.get(id));
    let changed = rows.iter().filter(|(id, now, _)| was(id) != Some(now));
    let (among, days): (HashSet<ChildId>, Vec<NaiveDate>) =
        changed.map(|(id, _, born)| (*id, *born)).unzip();
    let versions: HashMap<ChildId, i64> = rows
        .iter()
        .map(|(id, version, _)| (*id, *version))
        .collect();
    let near = (among.len() <= MANY).then_some(days.as_slice());
    let candidates = if among.is_empty() {
        Candidates::default()
    } else {
        Candidates::load(reader, &services.vault, region, near).await?
    };
    let old = before.map(|before| Arc::clone(&before.pairs));
    aside(move || {
        let stands = |id: &ChildId| versions.contains_key(id) && !among.contains(id);
        let old = old.iter().flat_map(|old| old.iter());
        let kept = old.filter(|pair| stands(&pair.first) && stands(&pair.second));
        let mut pairs: Vec<Pair> = kept.cloned().collect();
        let new = candidates.pairs(&among);
        pairs.extend(new.map(|(first, second, likeness)| Pair {
            first,
            second,
            likeness,
        }));
        pairs.sort_unstable_by_key(Pair::place);
        Known {
            seen,
            versions,
            pairs: Arc::new(pairs),
        }
    })
    .await
}
