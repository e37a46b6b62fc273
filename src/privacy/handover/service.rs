//! Recording handovers, and reading them.

use entity::data_handover::{Column, Entity, Model};
use entity::id::DataHandoverId;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    Select,
};

use super::model::{DataHandover, DataHandoverCreate, DataHandoverFilter};
use crate::auth::permission::ManagePrivacy;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::privacy::place;
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;

/// Handovers of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: DataHandoverId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// Whether a handover can be seen from a region; it has no versions.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let row = find(connection, scope, DataHandoverId(id)).await?;
    Ok(row.map(|_| 0))
}

/// A page of handovers.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ManagePrivacy>,
    listing: Listing<DataHandoverFilter>,
) -> Result<Page<DataHandover>, Problem> {
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
        Key::new(Column::Id, KeyType::Uuid, descending, |row: &Model| {
            row.id.to_string()
        }),
    ];
    let within = listing.filter.within;
    let within = within.map(|code| RegionScope::new(code).rows(Column::RegionCode));
    let query = visible(caller.scope()).filter(Condition::all().add_option(within));
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(Into::into).collect(),
        page: page.page,
    })
}

/// A handover.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn read(
    caller: &Authorized<ManagePrivacy>,
    id: DataHandoverId,
) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    Reply::content(&DataHandover::from(row))
}

/// Records a handover.
///
/// # Errors
/// A region outside the caller's; a day to come; the database.
pub async fn create(
    caller: &Authorized<ManagePrivacy>,
    new: DataHandoverCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let id = DataHandoverId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let mut faults =
                Vec::from_iter(place::fault(tx, caller.scope(), &new.region_code).await?);
            if new.handed_over_on > stamp.at.date_naive() {
                let detail = text("tidak boleh sesudah hari ini", "must not be after today");
                faults.push(Fault::body("/handed_over_on", "in_the_future", detail));
            }
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let row = Model {
                id,
                region_code: new.region_code,
                dataset: new.dataset,
                period: new.period.to_string(),
                giver: new.giver,
                receiver: new.receiver,
                purpose: new.purpose,
                row_count: new.row_count,
                sha256: new.sha256,
                document_reference: new.document_reference,
                handed_over_on: new.handed_over_on,
                created_at: stamp.at,
                created_by: stamp.by.clone(),
            };
            Entity::insert(row.clone().into_active_model())
                .exec_without_returning(tx)
                .await?;
            let change = Change::new("data_handover.create", "data_handover", id)
                .in_region(row.region_code.clone())
                .with(serde_json::json!({ "rows": row.row_count, "sha256": row.sha256 }));
            let mut reply = Reply::content(&DataHandover::from(row))?;
            reply.status = 201;
            reply.location = Some(format!("/api/v1/data-handovers/{id}"));
            Ok((change, reply))
        })
        .await
}
