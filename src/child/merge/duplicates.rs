//! The records of a region that might be one child, page by page.

use std::cmp::Reverse;
use std::collections::HashMap;

use entity::child::Column;
use entity::id::ChildId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QuerySelect};

use super::lookalikes::{Pair, Place, pairs};
use super::model::{DuplicateFilter, SuspectedPair};
use crate::auth::permission::ApproveChildren;
use crate::auth::{Authorized, RegionScope};
use crate::child::store::visible;
use crate::http::Listing;
use crate::page::{CursorSeal, Page, PageInfo, Position, parse_sort};
use crate::problem::{self, Fault, Problem};
use crate::region;

/// A page of suspected pairs, the likeliest first.
///
/// # Errors
/// A region that is none of the caller's; a wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ApproveChildren>,
    listing: Listing<DuplicateFilter>,
) -> Result<Page<SuspectedPair>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("-score");
    let fields = parse_sort(sort, &["score"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_none_or(|field| field.descending);
    let code = listing.filter.region_code.as_str();
    let found = region::find(caller.reader(), code).await?;
    let inside = found.filter(|found| {
        caller.scope().contains(&found.code) && found.code.matches('.').count() > 0
    });
    if inside.is_none() {
        let place = problem::Place::Parameter("region_code".to_owned());
        let fault: Fault = region::code_fault(place, code);
        return Err(Problem::invalid(vec![fault]));
    }
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let position = listing.page.cursor.as_deref();
    let position = position.map(|cursor| seal.open(cursor)).transpose()?;
    let region = RegionScope::new(code);
    let all = pairs(caller.services(), &region).await?;
    let limit = usize::try_from(listing.page.limit).unwrap_or(usize::MAX);
    let (start, end) = cut(&all, position.as_ref(), descending, limit);
    let mut items: Vec<&Pair> = all.get(start..end).unwrap_or_default().iter().collect();
    let (mut before, mut after) = (start > 0, end < all.len());
    if !descending {
        items.reverse();
        (before, after) = (after, before);
    }
    let at = |pair: Option<&&Pair>, there: bool, backwards| {
        let pair = pair.filter(|_| there)?;
        Some(seal.seal(&position_of(pair, backwards)))
    };
    let page = PageInfo {
        next: at(items.last(), after, false),
        prev: at(items.first(), before, true),
        total: listing
            .page
            .count
            .then(|| u64::try_from(all.len()).unwrap_or(u64::MAX)),
    };
    let codes = codes(caller.reader(), &region, &items).await?;
    let shown = items.into_iter().filter_map(|pair| shown(pair, &codes));
    Ok(Page {
        items: shown.collect(),
        page,
    })
}

/// From where to where a page goes, of pairs by their place: those beyond a place, towards the end or towards the start.
fn cut(all: &[Pair], from: Option<&Position>, descending: bool, limit: usize) -> (usize, usize) {
    let towards_end = descending != from.is_some_and(|from| from.backwards);
    let (low, high) = match from.and_then(place) {
        Some(place) => (
            all.partition_point(|pair| pair.place() < place),
            all.partition_point(|pair| pair.place() <= place),
        ),
        None => (all.len(), 0),
    };
    if towards_end {
        (high, high.saturating_add(limit).min(all.len()))
    } else {
        (low.saturating_sub(limit), low)
    }
}

fn position_of(pair: &Pair, backwards: bool) -> Position {
    let keys = [
        pair.likeness.score.to_string(),
        pair.first.to_string(),
        pair.second.to_string(),
    ];
    Position {
        keys: keys.map(Some).to_vec(),
        backwards,
    }
}

fn place(position: &Position) -> Option<Place> {
    let [Some(score), Some(first), Some(second)] = position.keys.as_slice() else {
        return None;
    };
    Some((
        Reverse(score.parse().ok()?),
        ChildId(first.parse().ok()?),
        ChildId(second.parse().ok()?),
    ))
}

/// The codes of the children of a page who live in the region still.
async fn codes(
    connection: &impl ConnectionTrait,
    region: &RegionScope,
    pairs: &[&Pair],
) -> Result<HashMap<ChildId, String>, DbErr> {
    let ids = pairs.iter().flat_map(|pair| [pair.first, pair.second]);
    let codes: Vec<(ChildId, String)> = visible(region)
        .filter(Column::Id.is_in(ids))
        .select_only()
        .columns([Column::Id, Column::Code])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(codes.into_iter().collect())
}

fn shown(pair: &Pair, codes: &HashMap<ChildId, String>) -> Option<SuspectedPair> {
    Some(SuspectedPair {
        first_id: pair.first,
        first_code: codes.get(&pair.first)?.clone(),
        second_id: pair.second,
        second_code: codes.get(&pair.second)?.clone(),
        certain: pair.is_certain(),
        score: pair.likeness.score,
        grounds: pair.likeness.grounds.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::child::matching::{Likeness, Verdict};

    fn pair(score: u8, first: u128) -> Pair {
        Pair {
            first: ChildId(uuid::Uuid::from_u128(first)),
            second: ChildId(uuid::Uuid::from_u128(100)),
            likeness: Likeness {
                verdict: Verdict::Possible,
                score,
                grounds: Vec::new(),
            },
        }
    }

    #[test]
    fn pages_meet_in_both_orders_and_both_ways() {
        let mut all: Vec<Pair> = [(90, 1), (80, 2), (90, 3), (70, 4), (80, 5)]
            .map(|(score, first)| pair(score, first))
            .to_vec();
        all.sort_unstable_by_key(Pair::place);
        let at = |index: usize, backwards| position_of(&all[index], backwards);
        for (from, descending, expected) in [
            (None, true, (0, 2)),
            (Some(at(1, false)), true, (2, 4)),
            (Some(at(4, false)), true, (5, 5)),
            (Some(at(2, true)), true, (0, 2)),
            (None, false, (3, 5)),
            (Some(at(3, false)), false, (1, 3)),
            (Some(at(1, true)), false, (2, 4)),
        ] {
            assert_eq!(cut(&all, from.as_ref(), descending, 2), expected);
        }
        // A pair that is there no more has its place all the same.
        let gone = position_of(&pair(85, 9), false);
        assert_eq!(cut(&all, Some(&gone), true, 2), (2, 4));
    }
}
