//! What other features have regions told: each thing once, and no longer when it is settled.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::NotificationId;
use entity::notification::{Column, Entity, Model};
use entity::notification_rule;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use super::store::visible;
use crate::auth::RegionScope;
use crate::auth::scope::COUNTRY;
use crate::clock::Clock;
use crate::problem::Problem;

/// Rows and ids per statement: far below what either database takes.
const ROWS: usize = 500;

/// What a notification is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The kind of thing, as `action_report`.
    pub kind: &'static str,
    /// Which one.
    pub id: String,
}

/// Something that a region is to be told.
///
/// It is kept for the region and not for accounts: an account that is added or moves finds what concerns its region, one that
/// leaves takes nothing along, and nothing has to be written anew. What an account has read is kept beside it, per account.
#[derive(Debug, Clone)]
pub struct News {
    /// Its kind, which says whom in the region it concerns.
    pub kind: &'static str,
    /// What it is about.
    pub subject: Subject,
    /// Which region.
    pub region_code: String,
    /// What tells it from the next of its kind about the same: when it was due, since when it stands so.
    pub occasion_at: DateTime<Utc>,
    /// What its text is filled with; no personal values.
    pub params: serde_json::Value,
}

/// By how many days each kind goes by rules that hold on a day; a kind without such a rule is not written.
///
/// # Errors
/// The database.
#[expect(clippy::disallowed_methods, reason = "rules belong to no region")]
pub async fn days(
    connection: &impl ConnectionTrait,
    on: NaiveDate,
) -> Result<HashMap<String, i32>, Problem> {
    use notification_rule::Column;
    let open = Condition::any()
        .add(Column::ValidTo.is_null())
        .add(Column::ValidTo.gte(on));
    let rules = notification_rule::Entity::find()
        .filter(Column::ValidFrom.lte(on))
        .filter(open)
        .order_by_asc(Column::ValidFrom);
    // Of several that hold, the last one to begin.
    let rules = rules.all(connection).await?;
    Ok(rules
        .into_iter()
        .map(|rule| (rule.kind_code, rule.days))
        .collect())
}

/// Writes what has not been written, and lets what is settled stand again; gives how many. The unique key decides, whoever
/// else writes the same.
///
/// # Errors
/// The database.
pub async fn tell(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    news: Vec<News>,
) -> Result<u64, Problem> {
    let now = clock.now();
    let row = |one: &News| Model {
        id: NotificationId(clock.new_id()),
        kind_code: one.kind.to_owned(),
        subject_kind: one.subject.kind.to_owned(),
        subject_id: one.subject.id.clone(),
        region_code: one.region_code.clone(),
        occasion_at: one.occasion_at,
        params: one.params.to_string(),
        created_at: now,
        settled_at: None,
    };
    let settled = Expr::col((Entity, Column::SettledAt)).is_not_null();
    let mut written = 0;
    for some in news.chunks(ROWS) {
        let key = [
            Column::SubjectKind,
            Column::SubjectId,
            Column::RegionCode,
            Column::KindCode,
            Column::OccasionAt,
        ];
        let rows = some.iter().map(|one| row(one).into_active_model());
        written += Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns(key)
                    .update_column(Column::SettledAt)
                    .action_and_where(settled.clone())
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok(written)
}

/// Settles all about a subject: what it says is so no longer, whoever has read it. Gives how many were not settled.
///
/// # Errors
/// The database.
pub async fn settle(
    tx: &DatabaseTransaction,
    subject: &Subject,
    region_code: Option<&str>,
    at: DateTime<Utc>,
) -> Result<u64, Problem> {
    let about = Condition::all()
        .add(Column::SubjectKind.eq(subject.kind))
        .add(Column::SubjectId.eq(subject.id.as_str()))
        .add_option(region_code.map(|code| Column::RegionCode.eq(code)));
    mark(tx, about, at).await
}

/// Settles notifications by their ids.
///
/// # Errors
/// The database.
pub async fn settle_all(
    tx: &DatabaseTransaction,
    ids: &[NotificationId],
    at: DateTime<Utc>,
) -> Result<u64, Problem> {
    let mut settled = 0;
    for some in ids.chunks(ROWS) {
        let these = Condition::all().add(Column::Id.is_in(some.iter().copied()));
        settled += mark(tx, these, at).await?;
    }
    Ok(settled)
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to a subject or to ids that the caller has found"
)]
async fn mark(
    tx: &DatabaseTransaction,
    which: Condition,
    at: DateTime<Utc>,
) -> Result<u64, Problem> {
    let done = Entity::update_many()
        .col_expr(Column::SettledAt, Expr::value(at))
        .filter(which)
        .filter(Column::SettledAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// What of some kinds is not settled, in all regions.
///
/// # Errors
/// The database.
pub async fn standing(
    connection: &impl ConnectionTrait,
    kinds: &[&str],
) -> Result<Vec<Model>, Problem> {
    let rows = visible(&RegionScope::new(COUNTRY))
        .filter(Column::KindCode.is_in(kinds.iter().copied()))
        .filter(Column::SettledAt.is_null());
    Ok(rows.all(connection).await?)
}
