//! Reading and writing the measurements of a child.

use chrono::NaiveDate;
use entity::child_measurement::{Column, Model};
use entity::id::{ChildId, ChildMeasurementId};
use entity::kind::ChildState;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};

use super::check::faults;
use super::input::ChildMeasurementCreate;
use super::model::{ChildMeasurement, ChildMeasurementFilter, ChildMeasurementRevisions};
use super::record::record;
use super::store::{self, of_children, path};
use crate::auth::permission::{ReadChildren, WriteChildren};
use crate::auth::{Authorized, Stamp};
use crate::child::change::merged;
use crate::child::store::find as find_child;
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::{Kind, Problem};
use crate::reference;
use crate::reply::Reply;
use crate::text::text;

/// A page of a child's measurements.
///
/// # Errors
/// No such child in the caller's region; a wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadChildren>,
    child: ChildId,
    listing: Listing<ChildMeasurementFilter>,
) -> Result<Page<ChildMeasurement>, Problem> {
    let child = one(find_child(caller.reader(), caller.scope(), child).await)?;
    let sort = listing.page.sort.as_deref().unwrap_or("-measured_on");
    let fields = parse_sort(sort, &["measured_on"]).map_err(|f| Problem::invalid(vec![f]))?;
    let descending = fields.first().is_none_or(|field| field.descending);
    let keys = [
        Key::new(
            Column::MeasuredOn,
            KeyType::Date,
            descending,
            |row: &Model| row.measured_on.to_string(),
        ),
        Key::new(Column::Id, KeyType::Uuid, descending, |row: &Model| {
            row.id.to_string()
        }),
    ];
    let filter = listing.filter;
    let condition = Condition::all()
        .add_option(filter.state.map(|state| Column::State.eq(state)))
        .add_option(filter.measured_from.map(|day| Column::MeasuredOn.gte(day)))
        .add_option(filter.measured_to.map(|day| Column::MeasuredOn.lte(day)));
    let question = format!(
        "{}|{}|{}",
        child.id,
        listing.question,
        caller.scope().code()
    );
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = of_children(&[child.id]).filter(condition);
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    let language = caller.context().language;
    let show = |row| ChildMeasurement::new(row, language);
    Ok(Page {
        items: page.items.into_iter().map(show).collect(),
        page: page.page,
    })
}

/// A measurement.
///
/// # Errors
/// Not there, or of a child outside the caller's region; the database.
pub async fn read(
    caller: &Authorized<ReadChildren>,
    id: ChildMeasurementId,
) -> Result<Reply, Problem> {
    let row = one(store::find(caller.reader(), caller.scope(), id).await)?;
    answer(caller, row)
}

/// Every version of a measurement.
///
/// # Errors
/// Not there, or of a child outside the caller's region; the database.
pub async fn revisions(
    caller: &Authorized<ReadChildren>,
    id: ChildMeasurementId,
) -> Result<Reply, Problem> {
    let row = one(store::find(caller.reader(), caller.scope(), id).await)?;
    let items = store::revisions(caller.reader(), row.id).await?;
    let items = items.into_iter().map(Into::into).collect();
    Ok(Reply::content(&ChildMeasurementRevisions { items })?.private())
}

/// Writes a measurement down.
///
/// # Errors
/// No such child in the caller's region, or a merged record; what cannot be; a day on which it was measured already; the
/// database.
pub async fn create(
    caller: &Authorized<WriteChildren>,
    child: ChildId,
    new: ChildMeasurementCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let (clock, day) = (caller.services().clock.as_ref(), new.measured_on);
    let done = caller
        .write(async |tx| {
            let child = one(find_child(tx, caller.scope(), child).await)?;
            if child.state == ChildState::Merged {
                return Err(merged(child.merged_into));
            }
            let catalogue = reference::catalogue(tx).await?;
            let faults = faults(&child, &new, &catalogue, stamp.at.date_naive())?;
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let written = record(tx, clock, &stamp, vec![new.of(&child)]).await?;
            let row = written.into_iter().next().ok_or_else(Problem::not_found)?;
            let change = Change::new("child_measurement.create", "child", child.id)
                .in_region(child.region_code)
                .with(serde_json::json!({ "measurement": row.id, "measured_on": row.measured_on }));
            let (id, version) = (row.id, row.version);
            let shown = ChildMeasurement::new(row, caller.context().language);
            Ok((change, Reply::created(path(id), version, &shown)?.private()))
        })
        .await;
    match done {
        // Where the other one stands is looked up outside of the transaction, which PostgreSQL has ended.
        Err(problem) if matches!(problem.kind(), Kind::Conflict) => {
            let there = on_day(caller.reader(), child, day).await?;
            Err(there.map_or(problem, |row| measured_already(&row)))
        }
        done => done,
    }
}

/// The measurement of a child on a day, but for what was withdrawn; who asks has found the child.
///
/// # Errors
/// The database.
pub async fn on_day(
    connection: &impl ConnectionTrait,
    child: ChildId,
    day: NaiveDate,
) -> Result<Option<Model>, DbErr> {
    of_children(&[child])
        .filter(Column::MeasuredOn.eq(day))
        .filter(Column::State.ne("withdrawn"))
        .one(connection)
        .await
}

/// The problem of a day on which a child was measured already.
pub fn measured_already(there: &Model) -> Problem {
    Problem::already_exists(
        path(there.id),
        text(
            "Anak itu sudah diukur pada tanggal tersebut; koreksi dengan PUT.",
            "The child was measured on that day already; correct it by PUT.",
        ),
    )
}

/// A row as an answer.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn answer<P>(caller: &Authorized<P>, row: Model) -> Result<Reply, Problem> {
    let version = row.version;
    let shown = ChildMeasurement::new(row, caller.context().language);
    Ok(Reply::versioned(version, &shown)?.private())
}
