//! Which records of a region might be one child. Found anew each time: identities lie sealed, so no index can hold them.

use std::cmp::Reverse;

use entity::id::ChildId;

use super::model::{DuplicateFilter, SuspectedPair};
use crate::auth::permission::ApproveChildren;
use crate::auth::{Authorized, RegionScope};
use crate::child::candidates::Candidates;
use crate::child::matching::Verdict;
use crate::http::Listing;
use crate::page::{CursorSeal, Page, PageInfo, Position, parse_sort};
use crate::problem::{Fault, Place, Problem};
use crate::region;

/// The place of a pair in the list.
type Key = (Reverse<u8>, ChildId, ChildId);

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
    let code = listing.filter.region_code.as_str();
    let found = region::find(caller.reader(), code).await?;
    let inside = found.filter(|found| {
        caller.scope().contains(&found.code) && found.code.matches('.').count() > 0
    });
    if inside.is_none() {
        let place = Place::Parameter("region_code".to_owned());
        let fault: Fault = region::code_fault(place, code);
        return Err(Problem::invalid(vec![fault]));
    }
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let position = listing
        .page
        .cursor
        .as_deref()
        .map(|cursor| seal.open(cursor));
    let from = position.transpose()?;
    let region = RegionScope::new(code);
    let known = Candidates::load(caller.reader(), &caller.services().vault, &region, None).await?;
    let mut pairs: Vec<SuspectedPair> = known.pairs().map(pair).collect();
    pairs.sort_by_key(key);
    if !fields.first().is_none_or(|field| field.descending) {
        pairs.reverse();
    }
    Ok(cut(pairs, from.as_ref(), &listing, &seal))
}

fn pair(
    (first, second, likeness): (
        &entity::child::Model,
        &entity::child::Model,
        crate::child::matching::Likeness,
    ),
) -> SuspectedPair {
    SuspectedPair {
        first_id: first.id,
        first_code: first.code.clone(),
        second_id: second.id,
        second_code: second.code.clone(),
        certain: likeness.verdict == Verdict::Match,
        score: likeness.score,
        grounds: likeness.grounds,
    }
}

fn key(pair: &SuspectedPair) -> Key {
    (Reverse(pair.score), pair.first_id, pair.second_id)
}

/// The page of a whole list that lies at a position: behind the pair that it names, or before it.
fn cut(
    pairs: Vec<SuspectedPair>,
    from: Option<&Position>,
    listing: &Listing<DuplicateFilter>,
    seal: &CursorSeal,
) -> Page<SuspectedPair> {
    let named = |pair: &SuspectedPair| {
        vec![
            Some(pair.first_id.to_string()),
            Some(pair.second_id.to_string()),
        ]
    };
    let limit = usize::try_from(listing.page.limit).unwrap_or(usize::MAX);
    let total = pairs.len();
    let at = from.and_then(|from| pairs.iter().position(|pair| named(pair) == from.keys));
    let start = match (at, from) {
        (Some(at), Some(from)) if from.backwards => at.saturating_sub(limit),
        (Some(at), _) => at + 1,
        (None, _) => 0,
    };
    let end = match (at, from) {
        (Some(at), Some(from)) if from.backwards => at,
        _ => start.saturating_add(limit).min(total),
    };
    let place = |pair: Option<&SuspectedPair>, backwards| {
        pair.map(|pair| {
            seal.seal(&Position {
                keys: named(pair),
                backwards,
            })
        })
    };
    let items: Vec<SuspectedPair> = pairs.get(start..end).unwrap_or_default().to_vec();
    let page = PageInfo {
        next: if end < total {
            place(items.last(), false)
        } else {
            None
        },
        prev: if start > 0 {
            place(items.first(), true)
        } else {
            None
        },
        total: listing
            .page
            .count
            .then(|| u64::try_from(total).unwrap_or(u64::MAX)),
    };
    Page { items, page }
}
