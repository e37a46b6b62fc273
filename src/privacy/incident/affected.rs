//! The children of the caller's region whose data was touched within an incident's window.

use std::collections::BTreeSet;

use entity::id::PrivacyIncidentId;
use uuid::Uuid;

use super::model::{AffectedChild, AffectedFilter};
use super::store::find;
use super::touched::{Start, Touched, Window, total, touched};
use crate::auth::Authorized;
use crate::auth::permission::ManagePrivacy;
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
    let descending = fields.first().is_some_and(|field| field.descending);
    let question = format!("{id}|{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let position = listing.page.cursor.as_deref();
    let position = position.map(|cursor| seal.open(cursor)).transpose()?;
    let window = Window {
        from: row.window_from,
        to: row.window_to,
        scope: caller.scope(),
    };
    let backwards = position.as_ref().is_some_and(|at| at.backwards);
    let start = Start {
        beyond: position.as_ref().and_then(named),
        upwards: descending == backwards,
        limit: listing.page.limit,
    };
    let mut found = touched(caller.reader(), &window, &start).await?;
    let total = match listing.page.count {
        true => Some(total(caller.reader(), &window).await?),
        false => None,
    };
    let more = u64::try_from(found.len()).unwrap_or(u64::MAX) > listing.page.limit;
    if more {
        found.pop();
    }
    if backwards {
        found.reverse();
    }
    let at = |row: Option<&Touched>, backwards| row.map(|row| seal.seal(&place(row, backwards)));
    let page = PageInfo {
        next: at(found.last().filter(|_| more || backwards), false),
        prev: at(
            found
                .first()
                .filter(|_| if backwards { more } else { position.is_some() }),
            true,
        ),
        total,
    };
    Ok(Page {
        items: found.into_iter().map(shown).collect(),
        page,
    })
}

/// The child and by whom, which a cursor of ours names.
fn named(position: &Position) -> Option<(Uuid, &str)> {
    let [Some(child), Some(by)] = position.keys.as_slice() else {
        return None;
    };
    Some((child.parse().ok()?, by))
}

fn place(row: &Touched, backwards: bool) -> Position {
    Position {
        keys: vec![Some(row.child_id.to_string()), Some(row.by_whom.clone())],
        backwards,
    }
}

fn shown(row: Touched) -> AffectedChild {
    let actions: BTreeSet<&str> = row.actions.split(',').collect();
    AffectedChild {
        child_id: row.child_id,
        code: row.code,
        region_code: row.region_code,
        by: row.by_whom,
        actions: actions.into_iter().map(str::to_owned).collect(),
        times: u32::try_from(row.times).unwrap_or(u32::MAX),
        first_at: row.first_at,
        last_at: row.last_at,
    }
}
