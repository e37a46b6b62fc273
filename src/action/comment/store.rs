//! The rows of comments.

use std::collections::HashMap;

use entity::action_comment::{Column, Entity, Model};
use entity::id::{ActionCommentId, ActionReportId};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::model::{CommentMention, ReportComment};
use crate::action::report::missing::MissingKind;
use crate::action::report::store as reports;
use crate::auth::RegionScope;
use crate::problem::Problem;
use crate::reply::version_tag;

/// Comments on reports of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// The path of a comment.
pub fn path(report: ActionReportId, id: ActionCommentId) -> String {
    format!("{}/comments/{id}", reports::path(report))
}

/// At the top, and not resolved.
pub fn open() -> Condition {
    Condition::all()
        .add(Column::ResolvedAt.is_null())
        .add(Column::InReplyTo.is_null())
}

/// A comment on a report.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    report: ActionReportId,
    id: ActionCommentId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .filter(Column::ReportId.eq(report))
        .one(connection)
        .await
}

/// How many comments on some reports are not resolved; none of those without.
///
/// # Errors
/// The database.
pub async fn unresolved(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    reports: &[ActionReportId],
) -> Result<HashMap<ActionReportId, u32>, DbErr> {
    // Nothing in a list is a condition that no index serves.
    if reports.is_empty() {
        return Ok(HashMap::new());
    }
    let counts: Vec<(ActionReportId, i64)> = visible(scope)
        .filter(Column::ReportId.is_in(reports.iter().copied()))
        .filter(open())
        .select_only()
        .column(Column::ReportId)
        .column_as(Column::Id.count(), "comments")
        .group_by(Column::ReportId)
        .into_tuple()
        .all(connection)
        .await?;
    let count = |(report, count)| (report, u32::try_from(count).unwrap_or(u32::MAX));
    Ok(counts.into_iter().map(count).collect())
}

/// The first comments on a report that are not resolved.
///
/// # Errors
/// The database.
pub async fn first_unresolved(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    report: ActionReportId,
    limit: u64,
) -> Result<Vec<ReportComment>, Problem> {
    let rows = visible(scope)
        .filter(Column::ReportId.eq(report))
        .filter(open())
        .order_by_asc(Column::SaidAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(shown).collect())
}

/// A row as the API shows it.
pub fn shown(row: Model) -> ReportComment {
    let Model {
        id,
        report_id,
        region_code: _,
        in_reply_to,
        evidence_id,
        mention_kind,
        mention_code,
        body,
        said_at,
        said_by,
        resolved_at,
        resolved_by,
        version,
    } = row;
    let mention = mention_kind.zip(mention_code);
    ReportComment {
        id,
        report_id,
        in_reply_to,
        evidence_id,
        mention: mention.map(|(kind, code)| CommentMention {
            kind: MissingKind::named(&kind),
            code,
        }),
        text: body,
        said_at,
        said_by,
        resolved_at,
        resolved_by,
        version,
    }
}

/// Keeps a comment.
///
/// # Errors
/// The database.
pub async fn insert(tx: &DatabaseTransaction, row: Model) -> Result<(), DbErr> {
    let inserted = Entity::insert(row.into_active_model());
    inserted.exec_without_returning(tx).await.map(drop)
}

/// Keeps the next state of a comment. A row that has moved on since it was read is not overwritten.
///
/// # Errors
/// A row that changed meanwhile; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the version of a row that was found in scope"
)]
pub async fn save(tx: &DatabaseTransaction, row: &Model) -> Result<(), Problem> {
    let done = Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(row.version - 1))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(Problem::stale(&version_tag(row.version)))
    }
}
