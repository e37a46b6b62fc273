//! The children and mothers of the caller's region whose data was touched within an incident's window.

use std::collections::BTreeSet;

use entity::id::{ChildId, ExpectantMotherId, PrivacyIncidentId};
use uuid::Uuid;

use super::model::{AffectedChild, AffectedFilter, AffectedMother};
use super::store::find;
use super::touched::{Start, Touched, Whose, Window, total, touched};
use crate::auth::Authorized;
use crate::auth::permission::ManagePrivacy;
use crate::db::keyset::one;
use crate::http::Listing;
use crate::page::{CursorSeal, Page, PageInfo, Position, parse_sort};
use crate::problem::Problem;

/// A page of the children whose data was touched, by child and by whom.
///
/// # Errors
/// Not there, or outside the caller's region; a wrong cursor or sort; the database.
pub async fn children(
    caller: &Authorized<ManagePrivacy>,
    id: PrivacyIncidentId,
    listing: &Listing<AffectedFilter>,
) -> Result<Page<AffectedChild>, Problem> {
    let page = affected(caller, id, listing, Whose::Children).await?;
    let shown = |row: Touched| AffectedChild {
        actions: actions(&row),
        times: times(&row),
        child_id: ChildId(row.whose),
        code: row.code,
        region_code: row.region_code,
        by: row.by_whom,
        first_at: row.first_at,
        last_at: row.last_at,
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
    let shown = |row: Touched| AffectedMother {
        actions: actions(&row),
        times: times(&row),
        mother_id: ExpectantMotherId(row.whose),
        code: row.code,
        region_code: row.region_code,
        by: row.by_whom,
        first_at: row.first_at,
        last_at: row.last_at,
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
) -> Result<Page<Touched>, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let name = match whose {
        Whose::Children => "child_id",
        Whose::Mothers => "mother_id",
    };
    let sort = listing.page.sort.as_deref().unwrap_or(name);
    let fields = parse_sort(sort, &[name]).map_err(|f| Problem::invalid(vec![f]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let question = format!("{id}|{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let position = listing.page.cursor.as_deref();
    let position = position.map(|cursor| seal.open(cursor)).transpose()?;
    let window = Window {
        from: row.window_from,
        to: row.window_to,
        whose,
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
    Ok(Page { items: found, page })
}

/// Whose and by whom, which a cursor of ours names.
fn named(position: &Position) -> Option<(Uuid, &str)> {
    let [Some(whose), Some(by)] = position.keys.as_slice() else {
        return None;
    };
    Some((whose.parse().ok()?, by))
}

fn place(row: &Touched, backwards: bool) -> Position {
    Position {
        keys: vec![Some(row.whose.to_string()), Some(row.by_whom.clone())],
        backwards,
    }
}

fn actions(row: &Touched) -> Vec<String> {
    let actions: BTreeSet<&str> = row.actions.split(',').collect();
    actions.into_iter().map(str::to_owned).collect()
}

fn times(row: &Touched) -> u32 {
    u32::try_from(row.times).unwrap_or(u32::MAX)
}
