//! The rows of imports: found within a scope, written by a few statements whatever their number.

use entity::eppgbm_import::{Column, Entity, Model};
use entity::eppgbm_import_row::{self, Model as Row};
use entity::id::EppgbmImportId;
use entity::kind::ImportState;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, Select,
};

use crate::auth::RegionScope;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::version_tag;
use crate::text::text;

/// Rows a statement: SQLite binds at most 32,766 values.
const CHUNK: usize = 1_000;

/// Imports of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// An import.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: EppgbmImportId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// Whether an import can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let row = find(connection, scope, EppgbmImportId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// The import that a change is about: seen as it is, and still open.
///
/// # Errors
/// Not there; changed since; settled already.
pub async fn for_change(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: EppgbmImportId,
    if_match: &IfMatch,
) -> Result<Model, Problem> {
    let row = one(find(tx, scope, id).await)?;
    if !if_match.accepts(row.version) {
        return Err(Problem::stale(&version_tag(row.version)));
    }
    if row.state != ImportState::Ready {
        let state = row.state.as_str();
        return Err(Problem::conflict(text(
            format!("Impor ini sudah selesai (`{state}`)."),
            format!("This import is settled (`{state}`)."),
        )));
    }
    Ok(row)
}

/// The rows of an import that was found, as far as they are asked for.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to an import that was found within the scope"
)]
pub fn rows_of(import: &Model) -> Select<eppgbm_import_row::Entity> {
    eppgbm_import_row::Entity::find().filter(eppgbm_import_row::Column::ImportId.eq(import.id))
}

/// All rows of an import, in the order of the file.
///
/// # Errors
/// The database.
pub async fn all_rows(
    connection: &impl ConnectionTrait,
    import: &Model,
) -> Result<Vec<Row>, DbErr> {
    rows_of(import)
        .order_by_asc(eppgbm_import_row::Column::Line)
        .all(connection)
        .await
}

/// Adds an import.
///
/// # Errors
/// The database.
pub async fn add(tx: &DatabaseTransaction, import: &Model) -> Result<(), DbErr> {
    Entity::insert(import.clone().into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// Puts the next version of an import in the place of the one that was read.
///
/// # Errors
/// It has changed since; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "an import that was found within the scope, at the version that was read"
)]
pub async fn replace(tx: &DatabaseTransaction, next: &Model) -> Result<(), Problem> {
    let replaced = Entity::update_many()
        .set(next.clone().into_active_model().reset_all())
        .filter(Column::Id.eq(next.id))
        .filter(Column::Version.eq(next.version - 1))
        .exec(tx)
        .await?;
    if replaced.rows_affected == 1 {
        Ok(())
    } else {
        Err(Problem::stale(&version_tag(next.version)))
    }
}

/// Adds rows, or puts them in the place of those of the same lines; what is sealed of these stays.
///
/// # Errors
/// The database.
pub async fn put_rows(tx: &DatabaseTransaction, rows: Vec<Row>) -> Result<(), DbErr> {
    use eppgbm_import_row::Column::{
        Candidates, ChildId, Counted, Decision, ImportId, Line, Notes, Outcome, RepeatsLine,
    };
    let in_place = OnConflict::columns([ImportId, Line])
        .update_columns([
            Outcome,
            Counted,
            ChildId,
            RepeatsLine,
            Candidates,
            Notes,
            Decision,
        ])
        .to_owned();
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        eppgbm_import_row::Entity::insert_many(chunk)
            .on_conflict(in_place.clone())
            .exec_without_returning(tx)
            .await?;
    }
}

/// Takes away what is sealed of the rows of an import.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to an import that was found within the scope"
)]
pub async fn forget(tx: &DatabaseTransaction, import: EppgbmImportId) -> Result<(), DbErr> {
    eppgbm_import_row::Entity::update_many()
        .col_expr(
            eppgbm_import_row::Column::Sealed,
            Expr::value(None::<Vec<u8>>),
        )
        .filter(eppgbm_import_row::Column::ImportId.eq(import))
        .exec(tx)
        .await
        .map(drop)
}
