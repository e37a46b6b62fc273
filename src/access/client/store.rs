//! The rows of systems' registrations; whoever calls has checked who may.

use chrono::{DateTime, Utc};
use entity::api_client::{ActiveModel, Column, Entity, Model};
use entity::id::ClientId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Set,
};

use crate::auth::Permission;
use crate::problem::Problem;
use crate::reply::version_tag;
use crate::secret::{Secret, hash, random_token};

/// What a system may never hold: it would make accounts or registrations without a person.
const FOR_PEOPLE: [Permission; 2] = [Permission::ManageUsers, Permission::ManageClients];

/// Whether a system may hold a permission at all.
pub(in crate::access) fn is_for_systems(scope: Permission) -> bool {
    !FOR_PEOPLE.contains(&scope)
}

/// Permissions as they are kept.
pub(in crate::access) fn scope_text(scopes: &[Permission]) -> String {
    let names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    names.join(" ")
}

/// A secret of 256 bits and what is kept of it.
pub(in crate::access) fn new_secret() -> (Secret, Vec<u8>) {
    let secret = random_token();
    let kept = hash(secret.as_bytes());
    (Secret::new(secret), kept)
}

/// A registration to be added.
pub(in crate::access) struct NewClient {
    /// The id.
    pub(in crate::access) id: ClientId,
    /// The name for people.
    pub(in crate::access) name: String,
    /// What it may ask for.
    pub(in crate::access) scopes: Vec<Permission>,
    /// The region.
    pub(in crate::access) region_code: String,
    /// The hash of its secret.
    pub(in crate::access) secret_hash: Vec<u8>,
}

/// Adds a registration; its public id is made here.
///
/// # Errors
/// The database.
pub(in crate::access) async fn insert<C: ConnectionTrait>(
    tx: &C,
    new: NewClient,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let random = crate::secret::random_bytes::<8>();
    let public_id: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let row = ActiveModel {
        id: Set(new.id),
        name: Set(new.name),
        client_id: Set(format!("system-{public_id}")),
        secret_hash: Set(new.secret_hash),
        scopes: Set(scope_text(&new.scopes)),
        region_code: Set(new.region_code),
        disabled_at: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    row.insert(tx).await
}

/// The registration of an id.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "of whoever has shown a token of it; no region scope applies"
)]
pub(in crate::access) async fn find<C: ConnectionTrait>(
    connection: &C,
    id: ClientId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

/// The registration of a public id; what cannot be one is not asked for.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "for client credentials and the command line; no region scope applies"
)]
pub(in crate::access) async fn find_by_client_id<C: ConnectionTrait>(
    connection: &C,
    client_id: &str,
) -> Result<Option<Model>, DbErr> {
    if client_id.len() > 100 || !client_id.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(None);
    }
    Entity::find()
        .filter(Column::ClientId.eq(client_id))
        .one(connection)
        .await
}

/// Every registration, by public id.
///
/// # Errors
/// The database.
#[expect(clippy::disallowed_methods, reason = "for the command line")]
pub(in crate::access) async fn all<C: ConnectionTrait>(
    connection: &C,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .order_by_asc(Column::ClientId)
        .all(connection)
        .await
}

/// Changes a registration if it is still at the version that was read; the new row.
///
/// # Errors
/// Changed meanwhile; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the registration that was read, and to its version"
)]
pub(in crate::access) async fn update<C: ConnectionTrait>(
    tx: &C,
    row: &Model,
    change: ActiveModel,
    now: DateTime<Utc>,
) -> Result<Model, Problem> {
    let change = ActiveModel {
        version: Set(row.version + 1),
        updated_at: Set(now),
        ..change
    };
    let done = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(row.version))
        .exec(tx)
        .await?;
    let present = find(tx, row.id).await?.ok_or_else(Problem::not_found)?;
    if done.rows_affected == 1 {
        Ok(present)
    } else {
        Err(Problem::stale(&version_tag(present.version)))
    }
}

/// Disables a registration.
///
/// # Errors
/// Changed meanwhile; the database.
pub(in crate::access) async fn disable<C: ConnectionTrait>(
    tx: &C,
    row: &Model,
    now: DateTime<Utc>,
) -> Result<Model, Problem> {
    let change = ActiveModel {
        disabled_at: Set(Some(now)),
        ..Default::default()
    };
    update(tx, row, change, now).await
}

/// Replaces the secret.
///
/// # Errors
/// Changed meanwhile; the database.
pub(in crate::access) async fn set_secret<C: ConnectionTrait>(
    tx: &C,
    row: &Model,
    secret_hash: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Model, Problem> {
    let change = ActiveModel {
        secret_hash: Set(secret_hash),
        ..Default::default()
    };
    update(tx, row, change, now).await
}
