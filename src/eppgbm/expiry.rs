//! Imports that nobody settles are given up after a month: what they hold of children is not kept for its own sake.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use entity::eppgbm_import::{Column, Entity};
use entity::eppgbm_import_row;
use entity::id::EppgbmImportId;
use entity::kind::ImportState;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::store::visible;
use crate::auth::RegionScope;
use crate::auth::scope::COUNTRY;
use crate::db::{self, Change};
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(3600);
/// How long an import may stay open.
const OPEN: TimeDelta = TimeDelta::days(30);
/// Imports that are given up at once.
const MOST: u64 = 500;

/// Gives up what has been open for a month; says how many.
///
/// # Errors
/// The database.
pub async fn expire(services: &Services) -> Result<usize, Problem> {
    let now = services.clock.now();
    let old: Vec<EppgbmImportId> = visible(&RegionScope::new(COUNTRY))
        .filter(Column::State.eq(ImportState::Ready))
        .filter(Column::UpdatedAt.lt(now - OPEN))
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(services.db.reader())
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    if old.is_empty() {
        return Ok(0);
    }
    let clock = services.clock.as_ref();
    let context = system_context(clock, "system");
    db::write(&services.db, clock, &context, async |tx| {
        let closed = close(tx, &old, now).await?;
        let ids: Vec<String> = old.iter().map(ToString::to_string).collect();
        let change = Change::new("eppgbm_import.expire", "eppgbm_import", context.request_id)
            .in_region(COUNTRY)
            .with(serde_json::json!({ "imports": ids }));
        Ok((change, closed))
    })
    .await
}

#[expect(
    clippy::disallowed_methods,
    reason = "the service itself, for all regions, by the ids that it has just found"
)]
async fn close(
    tx: &DatabaseTransaction,
    old: &[EppgbmImportId],
    now: chrono::DateTime<chrono::Utc>,
) -> Result<usize, DbErr> {
    eppgbm_import_row::Entity::update_many()
        .col_expr(
            eppgbm_import_row::Column::Sealed,
            Expr::value(None::<Vec<u8>>),
        )
        .filter(eppgbm_import_row::Column::ImportId.is_in(old.iter().copied()))
        .exec(tx)
        .await?;
    let closed = Entity::update_many()
        .col_expr(Column::State, Expr::value(ImportState::Discarded))
        .col_expr(Column::KeySealed, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .col_expr(Column::UpdatedBy, Expr::value("system:system"))
        .filter(Column::Id.is_in(old.iter().copied()))
        .filter(Column::State.eq(ImportState::Ready))
        .exec(tx)
        .await?;
    Ok(usize::try_from(closed.rows_affected).unwrap_or_default())
}

/// Does so now and every hour, for as long as it is let.
pub async fn run(services: Arc<Services>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match expire(&services).await {
            Ok(0) => {}
            Ok(closed) => tracing::info!(closed, "{closed} imports given up after a month"),
            Err(error) => tracing::warn!("giving up old imports will be tried again: {error}"),
        }
    }
}
