//! Which foster parent an account acts for: a link in the database, made by an officer; nothing of a request says it.

use entity::foster_parent_account::{Column, Entity, Model};
use entity::id::{FosterParentId, UserId};
use entity::kind::{FosterParentState, Role};
use entity::{foster_parent, user_account};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, Select,
};

use super::store::{claim, save, single};
use crate::auth::permission::DecideFoster;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::{Change, UniqueKey};
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reference::Author;
use crate::reply::Reply;
use crate::text::text;

const ACCOUNT: UniqueKey = UniqueKey {
    name: "foster_parent_account_pkey",
    columns: "foster_parent_account.user_id",
};

/// The foster parent for which an account acts, if it is verified.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the account of the caller"
)]
pub async fn of_account(
    connection: &impl ConnectionTrait,
    user: uuid::Uuid,
) -> Result<Option<FosterParentId>, DbErr> {
    let verified = Query::select()
        .column(foster_parent::Column::Id)
        .from(foster_parent::Entity)
        .and_where(foster_parent::Column::State.eq(FosterParentState::Verified))
        .to_owned();
    Entity::find()
        .filter(Column::UserId.eq(UserId(user)))
        .filter(Column::FosterParentId.in_subquery(verified))
        .select_only()
        .column(Column::FosterParentId)
        .into_tuple()
        .one(connection)
        .await
}

/// Lets an account act for a foster parent.
///
/// # Errors
/// None of this id in the caller's region; changed since; no account of a foster parent, or one whose region does not hold
/// all in which this one serves; an account that acts for another; the database.
pub async fn link(
    caller: &Authorized<DecideFoster>,
    id: FosterParentId,
    if_match: &IfMatch,
    user: UserId,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let author = Author::of(caller, None);
    caller
        .write(async |tx| {
            let mut row = claim(tx, caller.scope(), id, if_match).await?;
            let serves = single(tx, row.clone()).await?.serves;
            let account = account(tx, caller.scope(), user).await?;
            let reaches = |account: &user_account::Model| {
                let scope = RegionScope::new(account.region_code.as_str());
                serves.iter().all(|code| scope.contains(code))
            };
            if !account.is_some_and(|account| reaches(&account)) {
                return Err(unfit());
            }
            act_for(tx, id, user, &stamp).await?;
            row.updated_at = stamp.at;
            let parent = save(tx, row, &author).await?;
            let change = Change::new("foster_parent.link_account", "foster_parent", id)
                .in_region(parent.region_code.clone())
                .with(serde_json::json!({ "user_id": user }));
            Ok((change, Reply::versioned(parent.version, &parent)?))
        })
        .await
}

/// Writes down that an account acts for a foster parent.
///
/// # Errors
/// An account that acts for another; the database.
pub async fn act_for(
    tx: &DatabaseTransaction,
    id: FosterParentId,
    user: UserId,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let link = Model {
        user_id: user,
        foster_parent_id: id,
        linked_at: stamp.at,
        linked_by: stamp.by.clone(),
    };
    let inserted = Entity::insert(link.into_active_model())
        .exec_without_returning(tx)
        .await;
    inserted.map(drop).map_err(|error| {
        if ACCOUNT.is_taken(&error) {
            return Problem::conflict(text(
                "Akun itu sudah mewakili orang tua asuh.",
                "That account acts for a foster parent already.",
            ));
        }
        error.into()
    })
}

/// Lets an account act no longer; from the next request on it sees nothing of the foster parent's children.
///
/// # Errors
/// None of this id in the caller's region; changed since; an account that does not act for it; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a foster parent whose next version this transaction holds"
)]
pub async fn unlink(
    caller: &Authorized<DecideFoster>,
    id: FosterParentId,
    if_match: &IfMatch,
    user: UserId,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    caller
        .write(async |tx| {
            let mut row = claim(tx, caller.scope(), id, if_match).await?;
            let gone = Entity::delete_many()
                .filter(Column::UserId.eq(user))
                .filter(Column::FosterParentId.eq(id))
                .exec(tx)
                .await?;
            if gone.rows_affected == 0 {
                return Err(unfit());
            }
            row.updated_at = author.at;
            let parent = save(tx, row, &author).await?;
            let change = Change::new("foster_parent.unlink_account", "foster_parent", id)
                .in_region(parent.region_code.clone())
                .with(serde_json::json!({ "user_id": user }));
            Ok((change, Reply::versioned(parent.version, &parent)?))
        })
        .await
}

/// The accounts of foster parents of a region.
#[expect(clippy::disallowed_methods, reason = "bound to the scope")]
fn accounts(scope: &RegionScope) -> Select<user_account::Entity> {
    user_account::Entity::find()
        .filter(scope.rows(user_account::Column::RegionCode))
        .filter(user_account::Column::Role.eq(Role::FosterParent))
        .filter(user_account::Column::DisabledAt.is_null())
}

async fn account(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    user: UserId,
) -> Result<Option<user_account::Model>, DbErr> {
    let of = accounts(scope).filter(user_account::Column::Id.eq(user));
    of.one(tx).await
}

/// The account of this name, if it is one of a foster parent of a region.
///
/// # Errors
/// The database.
pub async fn named(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    username: &str,
) -> Result<Option<UserId>, DbErr> {
    let of = accounts(scope).filter(user_account::Column::Username.eq(username));
    Ok(of.one(tx).await?.map(|account| account.id))
}

fn unfit() -> Problem {
    Problem::invalid(vec![Fault::body(
        "/user_id",
        "unknown_value",
        text(
            "bukan akun orang tua asuh dalam wilayah Anda yang mencakup semua wilayah layanannya",
            "is no foster parent's account within your region that covers all regions in which it serves",
        ),
    )])
}
