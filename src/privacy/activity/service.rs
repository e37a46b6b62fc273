//! Keeping the register of processing activities.

use entity::id::ProcessingActivityId;
use entity::processing_activity::{Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::input::{ProcessingActivityCreate, ProcessingActivityUpdate};
use super::model::{ProcessingActivity, ProcessingActivityFilter};
use super::store::{find, path, taken, visible};
use crate::auth::Authorized;
use crate::auth::permission::ManagePrivacy;
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::privacy::place;
use crate::problem::{Fault, Problem};
use crate::reference::{
    Author, ReferenceRevision, ReferenceRevisionFilter, Subject, claim_version, keep_version,
    list_revisions,
};
use crate::reply::Reply;
use crate::text::text;

/// A page of processing activities.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ManagePrivacy>,
    listing: Listing<ProcessingActivityFilter>,
) -> Result<Page<ProcessingActivity>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("region_code");
    let fields = parse_sort(sort, &["region_code"]).map_err(|f| Problem::invalid(vec![f]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let keys = [
        Key::new(
            Column::RegionCode,
            KeyType::Text,
            descending,
            |row: &Model| row.region_code.clone(),
        ),
        Key::new(Column::Name, KeyType::Text, descending, |row: &Model| {
            row.name.clone()
        }),
    ];
    let held = listing.filter.valid_on.map(|day| {
        Condition::all().add(Column::ValidFrom.lte(day)).add(
            Condition::any()
                .add(Column::ValidTo.is_null())
                .add(Column::ValidTo.gte(day)),
        )
    });
    let query = visible(caller.scope()).filter(Condition::all().add_option(held));
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(Into::into).collect(),
        page: page.page,
    })
}

/// A processing activity.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn read(
    caller: &Authorized<ManagePrivacy>,
    id: ProcessingActivityId,
) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    Reply::versioned(row.version, &ProcessingActivity::from(row))
}

/// Every version of a processing activity.
///
/// # Errors
/// Not there, or outside the caller's region; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ManagePrivacy>,
    id: ProcessingActivityId,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), caller.scope(), id).await)?;
    list_revisions(
        caller,
        Subject::ProcessingActivity,
        &id.to_string(),
        listing,
    )
    .await
}

/// Registers a processing activity.
///
/// # Errors
/// A region outside the caller's; an end before its begin; a name that is taken; the database.
pub async fn create(
    caller: &Authorized<ManagePrivacy>,
    new: ProcessingActivityCreate,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    let id = ProcessingActivityId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let mut faults =
                Vec::from_iter(place::fault(tx, caller.scope(), &new.region_code).await?);
            faults.extend(order_fault(&new));
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let row = new.row(id, 1, author.at, author.at);
            let inserted = Entity::insert(row.clone().into_active_model())
                .exec_without_returning(tx)
                .await;
            inserted.map_err(taken)?;
            let shown = ProcessingActivity::from(row);
            keep_version(tx, Subject::ProcessingActivity, id, 1, &shown, &author).await?;
            let change = Change::new("processing_activity.create", "processing_activity", id)
                .in_region(shown.region_code.clone());
            Ok((change, Reply::created(path(id), 1, &shown)?))
        })
        .await
}

/// Replaces a processing activity.
///
/// # Errors
/// Not there, changed since; another region; what [`create`] refuses; the database.
pub async fn update(
    caller: &Authorized<ManagePrivacy>,
    id: ProcessingActivityId,
    if_match: &IfMatch,
    update: ProcessingActivityUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split();
    let author = Author::of(caller, Some(reason));
    caller
        .write(async |tx| {
            let key = Condition::all()
                .add(Column::Id.eq(id))
                .add(caller.scope().rows(Column::RegionCode));
            claim_version::<Entity>(tx, key, Column::Version, if_match).await?;
            let stored = one(find(tx, caller.scope(), id).await)?;
            let mut faults = Vec::from_iter(order_fault(&new));
            if new.region_code != stored.region_code {
                let detail = text("tidak dapat diubah", "cannot be changed");
                faults.push(Fault::body("/region_code", "fixed", detail));
            }
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let row = new.row(id, stored.version, stored.created_at, author.at);
            let updated = row.clone().into_active_model().reset_all().update(tx).await;
            updated.map_err(taken)?;
            let shown = ProcessingActivity::from(row);
            let subject = Subject::ProcessingActivity;
            keep_version(tx, subject, id, shown.version, &shown, &author).await?;
            let change = Change::new("processing_activity.update", "processing_activity", id)
                .in_region(shown.region_code.clone())
                .because(author.reason.clone())
                .with(serde_json::json!({ "version": shown.version }));
            Ok((change, Reply::versioned(shown.version, &shown)?))
        })
        .await
}

fn order_fault(new: &ProcessingActivityCreate) -> Option<Fault> {
    let detail = text("sebelum valid_from", "is before valid_from");
    new.valid_to
        .filter(|to| *to < new.valid_from)
        .map(|_| Fault::body("/valid_to", "out_of_range", detail))
}
