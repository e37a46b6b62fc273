//! The children of the caller's region whose data was touched within an incident's window.

use entity::id::{ChildId, PrivacyIncidentId};

use super::model::{AffectedChild, AffectedFilter};
use super::store::find;
use super::touched::touched;
use crate::auth::Authorized;
use crate::auth::permission::ManagePrivacy;
use crate::child::children_by_ids;
use crate::db::keyset::one;
use crate::http::Listing;
use crate::page::{CursorSeal, Page, PageInfo, Position, parse_sort};
use crate::problem::Problem;

/// A page of them, by child and by whom.
///
/// # Errors
/// Not there, or outside the caller's region; a wrong cursor or sort; the database.
pub async fn affected(
    caller: &Authorized<ManagePrivacy>,
    id: PrivacyIncidentId,
    listing: &Listing<AffectedFilter>,
) -> Result<Page<AffectedChild>, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let sort = listing.page.sort.as_deref().unwrap_or("child_id");
    let fields = parse_sort(sort, &["child_id"]).map_err(|f| Problem::invalid(vec![f]))?;
    let question = format!("{id}|{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let position = listing
        .page
        .cursor
        .as_deref()
        .map(|cursor| seal.open(cursor));
    let position = position.transpose()?;
    let all = touched(caller.reader(), row.window_from, row.window_to).await?;
    let mut ids: Vec<ChildId> = all.keys().map(|(child, _)| *child).collect();
    ids.dedup();
    let children = children_by_ids(caller.reader(), caller.scope(), &ids).await?;
    let mut found: Vec<AffectedChild> = all
        .into_iter()
        .filter_map(|((child, by), touched)| {
            let (first_at, last_at) = touched.span?;
            let row = children.get(&child)?;
            Some(AffectedChild {
                child_id: child,
                code: row.code.clone(),
                region_code: row.region_code.clone(),
                by,
                actions: touched.actions.into_iter().collect(),
                times: touched.times,
                first_at,
                last_at,
            })
        })
        .collect();
    if fields.first().is_some_and(|field| field.descending) {
        found.reverse();
    }
    Ok(cut(found, position.as_ref(), listing, &seal))
}

/// The page of the whole list that lies at a position: behind the row that it names, or before it.
fn cut(
    found: Vec<AffectedChild>,
    from: Option<&Position>,
    listing: &Listing<AffectedFilter>,
    seal: &CursorSeal,
) -> Page<AffectedChild> {
    let named = |row: &AffectedChild| vec![Some(row.child_id.to_string()), Some(row.by.clone())];
    let limit = usize::try_from(listing.page.limit).unwrap_or(usize::MAX);
    let total = found.len();
    let at = from.and_then(|from| found.iter().position(|row| named(row) == from.keys));
    let backwards = from.is_some_and(|from| from.backwards);
    let (start, end) = match at {
        Some(at) if backwards => (at.saturating_sub(limit), at),
        Some(at) => (at + 1, (at + 1).saturating_add(limit).min(total)),
        None => (0, limit.min(total)),
    };
    let place = |row: Option<&AffectedChild>, backwards| {
        row.map(|row| {
            seal.seal(&Position {
                keys: named(row),
                backwards,
            })
        })
    };
    let items: Vec<AffectedChild> = found.get(start..end).unwrap_or_default().to_vec();
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
