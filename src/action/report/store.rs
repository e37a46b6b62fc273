//! The rows of reports: the report as it is, and a revision for every state that it has had.

use std::collections::HashMap;

use entity::id::ActionReportId;
use entity::{action_report, action_report_revision};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::content::ReportContent;
use crate::action::evidence::decide::has_handed_in;
use crate::auth::{RegionScope, Stamp};
use crate::problem::Problem;
use crate::reply::version_tag;

/// The path of a report.
pub fn path(id: ActionReportId) -> String {
    format!("/api/v1/action-reports/{id}")
}

/// Reports of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<action_report::Entity> {
    action_report::Entity::find().filter(scope.rows(action_report::Column::RegionCode))
}

/// Every state that the reports of the caller's region have had.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that history starts from"
)]
pub fn visible_history(scope: &RegionScope) -> Select<action_report_revision::Entity> {
    action_report_revision::Entity::find()
        .filter(scope.rows(action_report_revision::Column::RegionCode))
}

/// A report of a region's, if there is one.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: ActionReportId,
) -> Result<Option<action_report::Model>, DbErr> {
    visible(scope)
        .filter(action_report::Column::Id.eq(id))
        .one(connection)
        .await
}

/// A report of a region's, held until the end of the transaction: of a step, a decision on a document and a document that
/// arrives, one comes after the other. SQLite has one writer anyway.
///
/// # Errors
/// The database.
pub async fn held(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: ActionReportId,
) -> Result<Option<action_report::Model>, DbErr> {
    visible(scope)
        .filter(action_report::Column::Id.eq(id))
        .lock_exclusive()
        .one(tx)
        .await
}

/// The version of a report, if it can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let row = find(connection, scope, ActionReportId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// What a report says.
///
/// # Errors
/// A row that holds none.
pub fn content(text: &str) -> Result<ReportContent, Problem> {
    serde_json::from_str(text).map_err(|e| Problem::internal(&e))
}

/// Whether somebody wrote or handed in a state of a report, or one of its documents.
///
/// # Errors
/// The database.
pub async fn is_author(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: ActionReportId,
    name: &str,
) -> Result<bool, DbErr> {
    use action_report_revision::Column;
    let found = visible_history(scope)
        .filter(Column::ReportId.eq(id))
        .filter(Column::RecordedBy.eq(name))
        .filter(Column::Action.is_in(["create", "edit", "submit"]))
        .select_only()
        .column(Column::Version)
        .into_tuple::<i64>()
        .one(connection)
        .await?;
    Ok(found.is_some() || has_handed_in(connection, scope, id, name).await?)
}

/// Why reports were returned or opened again the last time.
///
/// # Errors
/// The database.
pub async fn reasons(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    ids: Vec<ActionReportId>,
) -> Result<HashMap<ActionReportId, Option<String>>, DbErr> {
    use action_report_revision::Column;
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(ActionReportId, Option<String>)> = visible_history(scope)
        .filter(Column::ReportId.is_in(ids))
        .filter(Column::Action.is_in(["return", "reopen"]))
        .order_by_asc(Column::Version)
        .select_only()
        .columns([Column::ReportId, Column::Reason])
        .into_tuple()
        .all(connection)
        .await?;
    // The last one is read last.
    Ok(rows.into_iter().collect())
}

/// The states of a report, the first one first.
///
/// # Errors
/// The database.
pub async fn history(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: ActionReportId,
) -> Result<Vec<action_report_revision::Model>, DbErr> {
    use action_report_revision::Column;
    visible_history(scope)
        .filter(Column::ReportId.eq(id))
        .order_by_asc(Column::Version)
        .all(connection)
        .await
}

/// Keeps a new report and its first state; false if the region has one of this action in this season already.
///
/// # Errors
/// The database.
pub async fn insert(
    tx: &DatabaseTransaction,
    row: &action_report::Model,
    stamp: &Stamp,
) -> Result<bool, Problem> {
    use action_report::Column;
    // Not an error to the database, since PostgreSQL would then not say where the one stands that is in the way.
    let claim = [Column::SeasonCode, Column::RegionCode, Column::ActionCode];
    let claim = sea_orm::sea_query::OnConflict::columns(claim)
        .do_nothing()
        .to_owned();
    let inserted = action_report::Entity::insert(row.clone().into_active_model())
        .on_conflict(claim)
        .exec_without_returning(tx)
        .await?;
    if inserted == 0 {
        return Ok(false);
    }
    keep(tx, row, "create", None, stamp).await?;
    Ok(true)
}

/// Keeps the next state of a report. A row that has moved on since it was read is not overwritten.
///
/// # Errors
/// A row that changed meanwhile; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the version of a row that was found in scope"
)]
pub async fn save(
    tx: &DatabaseTransaction,
    row: &action_report::Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let set = row.clone().into_active_model().reset_all();
    let done = action_report::Entity::update_many()
        .set(set)
        .filter(action_report::Column::Id.eq(row.id))
        .filter(action_report::Column::Version.eq(row.version - 1))
        .exec(tx)
        .await?;
    if done.rows_affected != 1 {
        return Err(Problem::stale(&version_tag(row.version)));
    }
    use action_report_revision::Column;
    action_report_revision::Entity::update_many()
        .col_expr(Column::SupersededAt, Expr::value(stamp.at))
        .filter(Column::ReportId.eq(row.id))
        .filter(Column::SupersededAt.is_null())
        .exec(tx)
        .await?;
    keep(tx, row, action, reason, stamp).await
}

async fn keep(
    tx: &DatabaseTransaction,
    row: &action_report::Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> Result<(), Problem> {
    action_report_revision::Entity::insert(
        revision(row, action, reason, stamp).into_active_model(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// A state of a report as it is kept among those that it has had.
pub(super) fn revision(
    row: &action_report::Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> action_report_revision::Model {
    action_report_revision::Model {
        report_id: row.id,
        version: row.version,
        season_code: row.season_code.clone(),
        action_code: row.action_code.clone(),
        region_code: row.region_code.clone(),
        state: row.state,
        content: row.content.clone(),
        submitted_at: row.submitted_at,
        action: action.to_owned(),
        reason,
        recorded_at: stamp.at,
        recorded_by: stamp.by.clone(),
        superseded_at: None,
        request_id: stamp.request_id,
    }
}
