//! The rows of notifications, of their kinds, and of who has read which.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::id::NotificationId;
use entity::notification::{Column, Entity, Model};
use entity::{notification_kind, notification_read};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, Select,
};
use uuid::Uuid;

use super::model::Notification;
use super::render::fill;
use crate::auth::{Actor, RegionScope};
use crate::problem::Problem;
use crate::text::Language;

/// Notifications of a region and of those below.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// 0 if a notification is of a region of the scope: it has no versions.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let found = visible(scope).filter(Column::Id.eq(NotificationId(id)));
    Ok(found.one(connection).await?.map(|_| 0))
}

/// The kinds that concern somebody, by their permissions.
pub type Kinds = HashMap<String, notification_kind::Model>;

/// The kinds that concern a caller.
///
/// # Errors
/// The database.
#[expect(clippy::disallowed_methods, reason = "kinds belong to no region")]
pub async fn kinds(connection: &impl ConnectionTrait, actor: &Actor) -> Result<Kinds, DbErr> {
    let all = notification_kind::Entity::find().all(connection).await?;
    let concerns = |kind: &notification_kind::Model| {
        kind.audience
            .parse()
            .is_ok_and(|permission| actor.may(permission))
    };
    let mine = all.into_iter().filter(concerns);
    Ok(mine.map(|kind| (kind.code.clone(), kind)).collect())
}

/// What concerns a caller: of their own region, not of those below, and of kinds for which they hold the permission.
pub fn of_caller(scope: &RegionScope, kinds: &Kinds) -> Condition {
    let codes = kinds.keys().map(String::as_str);
    Condition::all()
        .add(Column::RegionCode.eq(scope.code()))
        .add(Column::KindCode.is_in(codes))
}

/// Neither settled nor read by an account.
pub fn unread(account: Uuid) -> Condition {
    use notification_read::Column as Read;
    let table = notification_read::Entity;
    let read = Query::select()
        .expr(Expr::val(1))
        .from(table)
        .and_where(Expr::col((table, Read::AccountId)).eq(account))
        .and_where(Expr::col((table, Read::NotificationId)).equals((Entity, Column::Id)))
        .to_owned();
    Condition::all()
        .add(Column::SettledAt.is_null())
        .add(Expr::exists(read).not())
}

/// Rows as notifications, with what the account has read of them: one query, however many.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the account of the caller"
)]
pub async fn shown(
    connection: &impl ConnectionTrait,
    account: Uuid,
    language: Language,
    kinds: &Kinds,
    rows: Vec<Model>,
) -> Result<Vec<Notification>, Problem> {
    use notification_read::Column as Read;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let read: HashMap<NotificationId, DateTime<Utc>> = notification_read::Entity::find()
        .filter(Read::AccountId.eq(account))
        .filter(Read::NotificationId.is_in(rows.iter().map(|row| row.id)))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.notification_id, row.read_at))
        .collect();
    let show = |row: Model| {
        let kind = kinds
            .get(&row.kind_code)
            .ok_or_else(|| Problem::internal(&"a notification without its kind"))?;
        let (title, text) = match language {
            Language::Indonesian => (&kind.title_id, &kind.text_id),
            Language::English => (&kind.title_en, &kind.text_en),
        };
        let params = serde_json::from_str(&row.params).map_err(|e| Problem::internal(&e))?;
        Ok(Notification {
            title: title.clone(),
            text: fill(text, &params, language),
            read_at: read.get(&row.id).copied(),
            id: row.id,
            kind: row.kind_code,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            region_code: row.region_code,
            occasion_at: row.occasion_at,
            params,
            created_at: row.created_at,
            settled_at: row.settled_at,
        })
    };
    rows.into_iter().map(show).collect()
}

/// Marks notifications as read by an account; those that it has read keep their time.
///
/// # Errors
/// The database.
pub async fn mark(
    tx: &DatabaseTransaction,
    account: Uuid,
    ids: impl IntoIterator<Item = NotificationId>,
    at: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let row = |notification_id| notification_read::Model {
        account_id: account,
        notification_id,
        read_at: at,
    };
    let rows = ids.into_iter().map(|id| row(id).into_active_model());
    let key = [
        notification_read::Column::AccountId,
        notification_read::Column::NotificationId,
    ];
    notification_read::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
}
