//! Reading, registering and replacing foster parents; every version is kept.

use entity::foster_parent::Model;
use entity::id::FosterParentId;
use entity::kind::FosterParentState;
use sea_orm::QueryFilter;

use super::input::{FosterParentCreate, FosterParentUpdate};
use super::model::{FosterParent, FosterParentFilter};
use super::query::{keys, matching, visible};
use super::store::{self, add, check, claim, find, path, save, serve, shown, single};
use crate::auth::permission::{ReadFoster, WriteFoster};
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::{self, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page};
use crate::problem::{Fault, Problem};
use crate::reference::{
    Author, ReferenceRevision, ReferenceRevisionFilter, Subject, list_revisions,
};
use crate::region::normalise;
use crate::reply::Reply;
use crate::text::text;

/// A page of foster parents.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadFoster>,
    listing: Listing<FosterParentFilter>,
) -> Result<Page<FosterParent>, Problem> {
    let keys = keys(listing.page.sort.as_deref())?;
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = visible(caller.scope()).filter(matching(&listing.filter));
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    Ok(Page {
        items: shown(caller.reader(), page.items).await?,
        page: page.page,
    })
}

/// A foster parent.
///
/// # Errors
/// None of this id in the caller's region; the database.
pub async fn read(caller: &Authorized<ReadFoster>, id: FosterParentId) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let parent = single(caller.reader(), row).await?;
    Reply::versioned(parent.version, &parent)
}

/// The versions of a foster parent.
///
/// # Errors
/// None of this id in the caller's region; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ReadFoster>,
    id: FosterParentId,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), caller.scope(), id).await)?;
    list_revisions(caller, Subject::FosterParent, &id.to_string(), listing).await
}

/// Registers a foster parent.
///
/// # Errors
/// A region outside the caller's, an unknown kind, agency or region; a name that is taken; the database.
pub async fn create(
    caller: &Authorized<WriteFoster>,
    new: FosterParentCreate,
) -> Result<Reply, Problem> {
    let (stamp, author) = (Stamp::of(caller), Author::of(caller, None));
    let id = FosterParentId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            check(tx, caller.scope(), &new, None, stamp.at.date_naive()).await?;
            let row = Model {
                id,
                region_code: new.region_code,
                kind_code: new.kind,
                search_name: searchable(&new.name),
                name: new.name,
                agency_id: new.agency_id,
                capacity_children: new.capacity_children,
                note: new.note,
                contact_key: None,
                contact_sealed: None,
                state: FosterParentState::Registered,
                state_since: stamp.at,
                state_reason: None,
                verified_at: None,
                verified_by: None,
                registered_by: stamp.by,
                version: 1,
                created_at: stamp.at,
                updated_at: stamp.at,
            };
            let parent = add(tx, row, &new.serves, &author).await?;
            let change = Change::new("foster_parent.create", "foster_parent", id)
                .in_region(parent.region_code.clone());
            Ok((change, Reply::created(path(id), parent.version, &parent)?))
        })
        .await
}

/// Replaces a foster parent. Whoever takes on another kind or name, or serves elsewhere, has to be verified anew.
///
/// # Errors
/// None of this id in the caller's region, a version that is not the present one, what [`create`] refuses, another region, a
/// capacity below the children that it has; the database.
pub async fn update(
    caller: &Authorized<WriteFoster>,
    id: FosterParentId,
    if_match: &IfMatch,
    update: FosterParentUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split();
    let author = Author::of(caller, Some(reason));
    caller
        .write(async |tx| {
            let stored = claim(tx, caller.scope(), id, if_match).await?;
            check(
                tx,
                caller.scope(),
                &new,
                Some(&stored),
                author.at.date_naive(),
            )
            .await?;
            let before = store::single(tx, stored.clone()).await?;
            // The row is this transaction's: nobody can be given a child meanwhile.
            let has = before.children_count + before.mothers_count;
            if i64::from(new.capacity_children) < has {
                return Err(too_few(has));
            }
            let other = stored.kind_code != new.kind
                || stored.name != new.name
                || new.serves.iter().any(|code| !before.serves.contains(code));
            let anew = other && stored.state == FosterParentState::Verified;
            let row = Model {
                kind_code: new.kind,
                search_name: searchable(&new.name),
                name: new.name,
                agency_id: new.agency_id,
                capacity_children: new.capacity_children,
                note: new.note,
                state: if anew {
                    FosterParentState::Registered
                } else {
                    stored.state
                },
                state_since: if anew { author.at } else { stored.state_since },
                registered_by: if anew {
                    Stamp::of(caller).by
                } else {
                    stored.registered_by
                },
                updated_at: author.at,
                ..stored
            };
            serve(tx, id, &new.serves).await?;
            let parent = save(tx, row, &author).await?;
            let change = Change::new("foster_parent.update", "foster_parent", id)
                .in_region(parent.region_code.clone())
                .because(author.reason.clone())
                .with(serde_json::json!({ "version": parent.version }));
            Ok((change, Reply::versioned(parent.version, &parent)?))
        })
        .await
}

/// A name without what people write differently; at most so long that an index can hold it.
fn searchable(name: &str) -> String {
    normalise(name).chars().take(200).collect()
}

fn too_few(has: i64) -> Problem {
    Problem::invalid(vec![Fault::body(
        "/capacity_children",
        "out_of_range",
        text(
            format!("kurang dari {has} penerima yang sudah diasuh atau diusulkan"),
            format!("is less than the {has} whom it has or is proposed for"),
        ),
    )])
}
