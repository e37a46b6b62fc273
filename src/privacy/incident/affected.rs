//! The children and mothers of the caller's region whose data was touched within an incident's window.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::id::{ChildId, ExpectantMotherId, PrivacyIncidentId};
use uuid::Uuid;

use super::model::{AffectedChild, AffectedFilter, AffectedMother};
use super::store::find;
use super::touched::{AllTouched, Touched, Whose, touched};
use crate::auth::Authorized;
use crate::auth::permission::ManagePrivacy;
use crate::child::children_by_ids;
use crate::db::keyset::one;
use crate::http::Listing;
use crate::mother::mothers_by_ids;
use crate::page::{CursorSeal, Page, PageInfo, Position, parse_sort};
use crate::problem::Problem;

/// A line of a list: whose data, and by whom.
#[derive(Debug, Clone)]
struct Line {
    id: Uuid,
    code: String,
    region_code: String,
    by: String,
    touched: Touched,
    span: (DateTime<Utc>, DateTime<Utc>),
}

/// A page of the children whose data was touched.
///
/// # Errors
/// Not there, or outside the caller's region; a wrong cursor or sort; the database.
pub async fn children(
    caller: &Authorized<ManagePrivacy>,
    id: PrivacyIncidentId,
    listing: &Listing<AffectedFilter>,
) -> Result<Page<AffectedChild>, Problem> {
    let page = affected(caller, id, listing, Whose::Children).await?;
    let shown = |line: Line| AffectedChild {
        child_id: ChildId(line.id),
        code: line.code,
        region_code: line.region_code,
        by: line.by,
        actions: line.touched.actions.into_iter().collect(),
        times: line.touched.times,
        first_at: line.span.0,
        last_at: line.span.1,
    };
    Ok(Page {
        items: page.items.into_iter().map(shown).collect(),
        page: page.page,
    })
}

/// A page of the expectant mothers whose data was touched.
///
/// # Errors
/// Not there, or outside the caller's region; a wrong cursor or sort; the database.
pub async fn mothers(
    caller: &Authorized<ManagePrivacy>,
    id: PrivacyIncidentId,
    listing: &Listing<AffectedFilter>,
) -> Result<Page<AffectedMother>, Problem> {
    let page = affected(caller, id, listing, Whose::Mothers).await?;
    let shown = |line: Line| AffectedMother {
        mother_id: ExpectantMotherId(line.id),
        code: line.code,
        region_code: line.region_code,
        by: line.by,
        actions: line.touched.actions.into_iter().collect(),
        times: line.touched.times,
        first_at: line.span.0,
        last_at: line.span.1,
    };
    Ok(Page {
        items: page.items.into_iter().map(shown).collect(),
        page: page.page,
    })
}

async fn affected(
    caller: &Authorized<ManagePrivacy>,
    id: PrivacyIncidentId,
    listing: &Listing<AffectedFilter>,
    whose: Whose,
) -> Result<Page<Line>, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let name = match whose {
        Whose::Children => "child_id",
        Whose::Mothers => "mother_id",
    };
    let sort = listing.page.sort.as_deref().unwrap_or(name);
    let fields = parse_sort(sort, &[name]).map_err(|f| Problem::invalid(vec![f]))?;
    let question = format!("{id}|{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let position = listing
        .page
        .cursor
        .as_deref()
        .map(|cursor| seal.open(cursor));
    let position = position.transpose()?;
    let window = (row.window_from, row.window_to);
    let all = touched(caller.reader(), whose, window).await?;
    let places = places(caller, &all, whose).await?;
    let mut found: Vec<Line> = all
        .into_iter()
        .filter_map(|((id, by), touched)| {
            let (code, region_code) = places.get(&id)?.clone();
            Some(Line {
                id,
                code,
                region_code,
                by,
                span: touched.span?,
                touched,
            })
        })
        .collect();
    if fields.first().is_some_and(|field| field.descending) {
        found.reverse();
    }
    Ok(cut(found, position.as_ref(), listing, &seal))
}

/// The codes and regions of those who live in the caller's region.
async fn places(
    caller: &Authorized<ManagePrivacy>,
    all: &AllTouched,
    whose: Whose,
) -> Result<HashMap<Uuid, (String, String)>, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    let mut ids: Vec<Uuid> = all.keys().map(|(id, _)| *id).collect();
    ids.dedup();
    Ok(match whose {
        Whose::Children => {
            let ids: Vec<ChildId> = ids.into_iter().map(ChildId).collect();
            let rows = children_by_ids(connection, scope, &ids).await?;
            rows.into_values()
                .map(|row| (row.id.0, (row.code, row.region_code)))
                .collect()
        }
        Whose::Mothers => {
            let ids: Vec<ExpectantMotherId> = ids.into_iter().map(ExpectantMotherId).collect();
            let rows = mothers_by_ids(connection, scope, &ids).await?;
            rows.into_values()
                .map(|row| (row.id.0, (row.code, row.region_code)))
                .collect()
        }
    })
}

/// The page of the whole list that lies at a position: behind the row that it names, or before it.
fn cut(
    found: Vec<Line>,
    from: Option<&Position>,
    listing: &Listing<AffectedFilter>,
    seal: &CursorSeal,
) -> Page<Line> {
    let named = |row: &Line| vec![Some(row.id.to_string()), Some(row.by.clone())];
    let limit = usize::try_from(listing.page.limit).unwrap_or(usize::MAX);
    let total = found.len();
    let at = from.and_then(|from| found.iter().position(|row| named(row) == from.keys));
    let backwards = from.is_some_and(|from| from.backwards);
    let (start, end) = match at {
        Some(at) if backwards => (at.saturating_sub(limit), at),
        Some(at) => (at + 1, (at + 1).saturating_add(limit).min(total)),
        None => (0, limit.min(total)),
    };
    let place = |row: Option<&Line>, backwards| {
        row.map(|row| {
            seal.seal(&Position {
                keys: named(row),
                backwards,
            })
        })
    };
    let items: Vec<Line> = found.get(start..end).unwrap_or_default().to_vec();
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
