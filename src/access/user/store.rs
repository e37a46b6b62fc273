//! The rows of accounts; whoever calls has checked who may.

use chrono::{DateTime, Utc};
use entity::id::UserId;
use entity::kind::Role;
use entity::user_account::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set, TryInsertResult,
};

use crate::access::rules::is_username;
use crate::problem::Problem;
use crate::reply::version_tag;
use crate::secret::Secret;

/// An account to be added.
pub(in crate::access) struct NewUser {
    /// The id.
    pub(in crate::access) id: UserId,
    /// The name to sign in with.
    pub(in crate::access) username: String,
    /// The name for people.
    pub(in crate::access) display_name: String,
    /// The role.
    pub(in crate::access) role: Role,
    /// The region.
    pub(in crate::access) region_code: String,
    /// The hashed password.
    pub(in crate::access) password_hash: String,
    /// Whether the password is for once.
    pub(in crate::access) one_time: bool,
}

/// A password as it is kept, and as it is shown once if it was made here.
pub(in crate::access) struct Password {
    /// What is kept.
    pub(in crate::access) hash: String,
    /// What is shown.
    pub(in crate::access) shown: Option<Secret>,
}

impl Password {
    /// Hashes a password, or one made here if none is given.
    ///
    /// # Errors
    /// A failure of the hasher.
    pub(in crate::access) async fn new(given: Option<String>) -> Result<Self, Problem> {
        let (password, shown) = match given {
            Some(password) => (Secret::new(password), None),
            None => {
                let made = crate::auth::password::one_time();
                (made.clone(), Some(made))
            }
        };
        let hash = crate::auth::password::hash(password).await?;
        Ok(Self { hash, shown })
    }
}

/// Adds an account; `None` if the user name is taken.
///
/// # Errors
/// The database.
pub(in crate::access) async fn insert<C: ConnectionTrait>(
    tx: &C,
    new: NewUser,
    now: DateTime<Utc>,
) -> Result<Option<Model>, Problem> {
    let model = Model {
        id: new.id,
        username: new.username,
        display_name: new.display_name,
        role: new.role,
        region_code: new.region_code,
        password_hash: new.password_hash,
        must_change_password: new.one_time,
        disabled_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let row = ActiveModel {
        id: Set(model.id),
        username: Set(model.username.clone()),
        display_name: Set(model.display_name.clone()),
        role: Set(model.role),
        region_code: Set(model.region_code.clone()),
        password_hash: Set(model.password_hash.clone()),
        must_change_password: Set(model.must_change_password),
        disabled_at: Set(model.disabled_at),
        version: Set(model.version),
        created_at: Set(model.created_at),
        updated_at: Set(model.updated_at),
    };
    // Not an error to be translated: PostgreSQL would end the transaction, and the one that has the name is still to be read.
    let inserted = Entity::insert(row)
        .on_conflict_do_nothing_on([Column::Username])
        .exec_without_returning(tx)
        .await;
    match inserted {
        Ok(TryInsertResult::Inserted(rows)) if rows > 0 => Ok(Some(model)),
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The account of an id.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "of whoever has shown a token of it; no region scope applies"
)]
pub(in crate::access) async fn find<C: ConnectionTrait>(
    connection: &C,
    id: UserId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

/// The account of a user name; what cannot be one is not asked for.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "for sign-in and the command line; no region scope applies"
)]
pub(in crate::access) async fn find_by_name<C: ConnectionTrait>(
    connection: &C,
    username: &str,
) -> Result<Option<Model>, DbErr> {
    if !is_username(username) {
        return Ok(None);
    }
    Entity::find()
        .filter(Column::Username.eq(username))
        .one(connection)
        .await
}

/// Every account, by user name.
///
/// # Errors
/// The database.
#[expect(clippy::disallowed_methods, reason = "for the command line")]
pub(in crate::access) async fn all<C: ConnectionTrait>(
    connection: &C,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .order_by_asc(Column::Username)
        .all(connection)
        .await
}

/// Changes an account if it is still at the version that was read; the new row.
///
/// # Errors
/// Changed meanwhile; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the account that was read, and to its version"
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

/// Sets a password; `one_time` if it has to be replaced by the person.
///
/// # Errors
/// Changed meanwhile; the database.
pub(in crate::access) async fn set_password<C: ConnectionTrait>(
    tx: &C,
    row: &Model,
    hash: String,
    one_time: bool,
    now: DateTime<Utc>,
) -> Result<Model, Problem> {
    let change = ActiveModel {
        password_hash: Set(hash),
        must_change_password: Set(one_time),
        ..Default::default()
    };
    update(tx, row, change, now).await
}

/// Disables an account.
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
