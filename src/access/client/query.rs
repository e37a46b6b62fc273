//! Reading registrations within the caller's region.

use entity::api_client::{Column, Entity, Model};
use entity::id::ClientId;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Select};

use super::model::{ApiClient, ApiClientFilter};
use crate::auth::permission::ManageClients;
use crate::auth::{Authorized, RegionScope};
use crate::db::keyset::{self, Key, KeyType};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::Problem;
use crate::reply::Reply;

type Caller = Authorized<ManageClients>;

/// Registrations of the region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub(super) fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// One of them.
///
/// # Errors
/// Not there, or outside the region; the database.
pub(super) async fn find<C: ConnectionTrait>(
    connection: &C,
    scope: &RegionScope,
    id: ClientId,
) -> Result<Model, Problem> {
    let found = visible(scope).filter(Column::Id.eq(id)).one(connection);
    keyset::one(found.await)
}

/// Whether a registration can be seen from a region.
///
/// # Errors
/// The database.
pub(in crate::access) async fn visible_version<C: ConnectionTrait>(
    connection: &C,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse().map(ClientId) else {
        return Ok(None);
    };
    let found = visible(scope).filter(Column::Id.eq(id)).one(connection);
    Ok(found.await?.map(|row| row.version))
}

/// A page of registrations.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub(super) async fn list(
    caller: &Caller,
    listing: Listing<ApiClientFilter>,
) -> Result<Page<ApiClient>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("id");
    let fields =
        parse_sort(sort, &["id", "client_id"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let keys: Vec<Key<Model>> = fields
        .iter()
        .map(|field| match field.name {
            "client_id" => Key::new(
                Column::ClientId,
                KeyType::Text,
                field.descending,
                |row: &Model| row.client_id.clone(),
            ),
            _ => Key::new(
                Column::Id,
                KeyType::Uuid,
                field.descending,
                |row: &Model| row.id.to_string(),
            ),
        })
        .collect();
    let filter = listing.filter;
    let disabled = filter.disabled.map(|disabled| {
        if disabled {
            Column::DisabledAt.is_not_null()
        } else {
            Column::DisabledAt.is_null()
        }
    });
    let condition = Condition::all()
        .add_option(filter.name.map(|v| Column::Name.eq(v)))
        .add_option(filter.client_id.map(|v| Column::ClientId.eq(v)))
        .add_option(filter.region_code.map(|v| Column::RegionCode.eq(v)))
        .add_option(disabled);
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = visible(caller.scope()).filter(condition);
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(ApiClient::from).collect(),
        page: page.page,
    })
}

/// One registration.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub(super) async fn read(caller: &Caller, id: ClientId) -> Result<Reply, Problem> {
    let row = find(caller.reader(), caller.scope(), id).await?;
    Reply::versioned(row.version, &ApiClient::from(row))
}
