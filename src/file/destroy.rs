//! Destroying files: given up in the transaction that ends their use, so that from then on nobody is given them, and taken out of
//! the store when that has been committed; what a crash leaves, the sweep takes.

use chrono::{DateTime, Utc};
use entity::evidence_file::{Column, Entity};
use entity::{evidence, foster_delivery_file};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, Statement,
};

use super::take::unavailable;
use crate::db;
use crate::problem::Problem;
use crate::services::Services;

/// Gives files up, whatever they serve.
pub(super) async fn doom(
    tx: &DatabaseTransaction,
    sha256: &[String],
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    give_up(tx, sha256, at, Condition::all()).await
}

/// Gives files up that serve nothing any more.
///
/// # Errors
/// The database.
pub async fn doom_unused(
    tx: &DatabaseTransaction,
    sha256: &[String],
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let documents = Query::select()
        .column(evidence::Column::Sha256)
        .from(evidence::Entity)
        .and_where(evidence::Column::Sha256.is_in(sha256.iter().map(String::as_str)))
        .to_owned();
    let proofs = Query::select()
        .column(foster_delivery_file::Column::Sha256)
        .from(foster_delivery_file::Entity)
        .and_where(foster_delivery_file::Column::Sha256.is_in(sha256.iter().map(String::as_str)))
        .and_where(foster_delivery_file::Column::DestroyedAt.is_null())
        .to_owned();
    let unused = Condition::all()
        .add(Column::Sha256.not_in_subquery(documents))
        .add(Column::Sha256.not_in_subquery(proofs));
    give_up(tx, sha256, at, unused).await
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to files whose uses were found in scope"
)]
async fn give_up(
    tx: &DatabaseTransaction,
    sha256: &[String],
    at: DateTime<Utc>,
    condition: Condition,
) -> Result<(), DbErr> {
    if sha256.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::DestroyedAt, Expr::value(at))
        .col_expr(Column::ContentText, Expr::value(Option::<String>::None))
        .filter(Column::Sha256.is_in(sha256.iter().map(String::as_str)))
        .filter(Column::DestroyedAt.is_null())
        .filter(condition)
        .exec(tx)
        .await
        .map(drop)
}

/// Takes out of the store what has been given up since a time. What the store does not do now, the sweep does.
pub async fn destroy_since(services: &Services, since: DateTime<Utc>) {
    if let Err(error) = try_destroy_since(services, since).await {
        tracing::warn!("files that were given up are left to the sweep: {error}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what was given up is destroyed, wherever it was"
)]
async fn try_destroy_since(services: &Services, since: DateTime<Utc>) -> Result<(), Problem> {
    let given_up: Vec<String> = Entity::find()
        .filter(Column::DestroyedAt.gte(since))
        .select_only()
        .column(Column::Sha256)
        .into_tuple()
        .all(services.db.reader())
        .await?;
    for sha256 in given_up {
        destroy(services, &sha256).await?;
    }
    Ok(())
}

/// Takes the bytes of a file out of the store if it is given up still. Its row is held meanwhile: who sends the same bytes again
/// waits, and finds that they are gone.
pub(super) async fn destroy(services: &Services, sha256: &str) -> Result<bool, Problem> {
    db::rehearse(&services.db, async |tx| {
        let sql = "update evidence_file set destroyed_at = destroyed_at where sha256 = $1 and destroyed_at is not null";
        let backend = tx.get_database_backend();
        let held = Statement::from_sql_and_values(backend, sql, [sha256.into()]);
        if tx.execute_raw(held).await?.rows_affected() == 0 {
            return Ok(false);
        }
        let gone = services.files.delete(sha256).await;
        gone.map(|()| true).map_err(|error| unavailable(&error))
    })
    .await
}
