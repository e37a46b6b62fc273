//! Many reports kept at once, by the same few statements however many.

use std::collections::HashMap;

use entity::id::ActionReportId;
use entity::{action_report, action_report_revision};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, Iterable, QueryFilter,
};

use super::store::{revision, visible};
use crate::auth::{RegionScope, Stamp};
use crate::problem::Problem;
use crate::text::text;

/// Reports per statement: far below what either database takes.
const REPORTS_PER_STATEMENT: usize = 500;

/// The reports of some regions in some seasons, by season, region and action.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    seasons: &[&str],
    regions: &[&str],
) -> Result<HashMap<[String; 3], action_report::Model>, Problem> {
    use action_report::Column;
    let these = Condition::all()
        .add(Column::SeasonCode.is_in(seasons.iter().copied()))
        .add(Column::RegionCode.is_in(regions.iter().copied()));
    let rows = visible(scope).filter(these).all(connection).await?;
    let keyed = rows.into_iter().map(|row| {
        let key = [&row.season_code, &row.region_code, &row.action_code].map(Clone::clone);
        (key, row)
    });
    Ok(keyed.collect())
}

/// Keeps reports that were begun, or written further: those of version 1, and the next versions of others, which must have
/// been found in scope.
///
/// # Errors
/// A report that was begun or changed meanwhile; the database.
pub async fn keep(
    tx: &DatabaseTransaction,
    rows: &[action_report::Model],
    reason: &str,
    stamp: &Stamp,
) -> Result<(), Problem> {
    for rows in rows.chunks(REPORTS_PER_STATEMENT) {
        let (new, next): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.version == 1);
        put(tx, &new, once()).await?;
        put(tx, &next, next_version_only()).await?;
        supersede(tx, &next, stamp).await?;
        let revisions = rows.iter().map(|row| {
            let revision = if row.version == 1 {
                revision(row, "create", None, stamp)
            } else {
                revision(row, "edit", Some(reason.to_owned()), stamp)
            };
            revision.into_active_model().reset_all()
        });
        action_report_revision::Entity::insert_many(revisions)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

async fn put(
    tx: &DatabaseTransaction,
    rows: &[&action_report::Model],
    on_conflict: OnConflict,
) -> Result<(), Problem> {
    if rows.is_empty() {
        return Ok(());
    }
    let models = rows
        .iter()
        .map(|row| (*row).clone().into_active_model().reset_all());
    let written = action_report::Entity::insert_many(models)
        .on_conflict(on_conflict)
        .exec_without_returning(tx)
        .await?;
    if usize::try_from(written).is_ok_and(|written| written == rows.len()) {
        return Ok(());
    }
    Err(Problem::conflict(text(
        "Laporan berubah selama impor; ulangi.",
        "A report changed during the import; try again.",
    )))
}

/// A region has one report of an action in a season.
fn once() -> OnConflict {
    use action_report::Column;
    OnConflict::columns([Column::SeasonCode, Column::RegionCode, Column::ActionCode])
        .do_nothing()
        .to_owned()
}

/// A row that has moved on since it was read is not overwritten.
fn next_version_only() -> OnConflict {
    use action_report::Column;
    let changeable = Column::iter().filter(|c| !matches!(c, Column::Id | Column::CreatedAt));
    let excluded: SimpleExpr = Expr::cust("excluded.version - 1");
    OnConflict::column(Column::Id)
        .update_columns(changeable)
        .action_and_where(Expr::col((action_report::Entity, Column::Version)).eq(excluded))
        .to_owned()
}

#[expect(
    clippy::disallowed_methods,
    reason = "closes the revisions of rows that were found in scope"
)]
async fn supersede(
    tx: &DatabaseTransaction,
    rows: &[&action_report::Model],
    stamp: &Stamp,
) -> Result<(), Problem> {
    use action_report_revision::Column;
    let ids: Vec<ActionReportId> = rows.iter().map(|row| row.id).collect();
    if !ids.is_empty() {
        action_report_revision::Entity::update_many()
            .col_expr(Column::SupersededAt, Expr::value(stamp.at))
            .filter(Column::ReportId.is_in(ids))
            .filter(Column::SupersededAt.is_null())
            .exec(tx)
            .await?;
    }
    Ok(())
}
