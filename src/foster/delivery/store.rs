//! The rows of deliveries, with a revision for every version.

use entity::foster_delivery::{Column, Entity, Model};
use entity::foster_delivery_revision;
use entity::id::{FosterAssignmentId, FosterDeliveryId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::file::store::count;
use super::model::FosterDelivery;
use crate::auth::Stamp;
use crate::problem::Problem;
use crate::reply::version_tag;

/// Deliveries of an assignment that was found in scope.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to an assignment that who asks has found within the scope"
)]
fn of(assignment: FosterAssignmentId) -> Select<Entity> {
    Entity::find().filter(Column::AssignmentId.eq(assignment))
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to a delivery of an assignment that who asks has found within the scope"
)]
fn revisions_of(id: FosterDeliveryId) -> Select<foster_delivery_revision::Entity> {
    foster_delivery_revision::Entity::find()
        .filter(foster_delivery_revision::Column::DeliveryId.eq(id))
}

/// The path of a delivery.
pub fn path(assignment: FosterAssignmentId, id: FosterDeliveryId) -> String {
    format!("/api/v1/foster-assignments/{assignment}/deliveries/{id}")
}

/// A delivery of an assignment.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    assignment: FosterAssignmentId,
    id: FosterDeliveryId,
) -> Result<Option<Model>, DbErr> {
    of(assignment)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// The deliveries of an assignment, the first one first.
///
/// # Errors
/// The database.
pub async fn all(
    connection: &impl ConnectionTrait,
    assignment: FosterAssignmentId,
) -> Result<Vec<Model>, DbErr> {
    of(assignment)
        .order_by_asc(Column::DeliveredOn)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// What a delivery was, the first version first.
///
/// # Errors
/// The database.
pub async fn history(
    connection: &impl ConnectionTrait,
    id: FosterDeliveryId,
) -> Result<Vec<foster_delivery_revision::Model>, DbErr> {
    revisions_of(id)
        .order_by_asc(foster_delivery_revision::Column::Version)
        .all(connection)
        .await
}

/// Whether somebody recorded or corrected a delivery, or what proves it.
///
/// # Errors
/// The database.
pub async fn is_author(
    connection: &impl ConnectionTrait,
    id: FosterDeliveryId,
    by: &str,
) -> Result<bool, DbErr> {
    use foster_delivery_revision::Column;
    let found = revisions_of(id)
        .filter(Column::RecordedBy.eq(by))
        .filter(Column::Action.is_in(["record", "correct", "attach", "detach"]))
        .select_only()
        .column(Column::Version)
        .into_tuple::<i64>()
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// Holds a delivery until the end of the transaction, so that of many who add to it one comes after the other. SQLite has one
/// writer; on PostgreSQL the row is locked.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a delivery of an assignment that was found in scope, and changes nothing"
)]
pub async fn hold(
    tx: &DatabaseTransaction,
    assignment: FosterAssignmentId,
    id: FosterDeliveryId,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version))
        .filter(Column::AssignmentId.eq(assignment))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// A delivery with how many files prove it.
///
/// # Errors
/// The database.
pub async fn shown(connection: &impl ConnectionTrait, row: Model) -> Result<FosterDelivery, DbErr> {
    let files_count = count(connection, row.id).await?;
    Ok(FosterDelivery::new(row, files_count))
}

/// Keeps a new delivery, and gives it as it is shown.
///
/// # Errors
/// The database.
pub async fn insert(
    tx: &DatabaseTransaction,
    row: &Model,
    stamp: &Stamp,
) -> Result<FosterDelivery, Problem> {
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await?;
    keep(tx, row, "record", None, stamp).await
}

/// Keeps the next version of a delivery, and gives it as it is shown. A row that has moved on since it was read is not
/// overwritten.
///
/// # Errors
/// A row that changed meanwhile; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the version of a row that was found in scope"
)]
pub async fn save(
    tx: &DatabaseTransaction,
    row: &Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> Result<FosterDelivery, Problem> {
    let done = Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(row.version - 1))
        .exec(tx)
        .await?;
    if done.rows_affected != 1 {
        return Err(Problem::stale(&version_tag(row.version)));
    }
    use foster_delivery_revision::Column as Kept;
    foster_delivery_revision::Entity::update_many()
        .col_expr(Kept::SupersededAt, Expr::value(stamp.at))
        .filter(Kept::DeliveryId.eq(row.id))
        .filter(Kept::SupersededAt.is_null())
        .exec(tx)
        .await?;
    keep(tx, row, action, reason, stamp).await
}

async fn keep(
    tx: &DatabaseTransaction,
    row: &Model,
    action: &str,
    reason: Option<String>,
    stamp: &Stamp,
) -> Result<FosterDelivery, Problem> {
    let shown = shown(tx, row.clone()).await?;
    let record = serde_json::to_string(&shown);
    let revision = foster_delivery_revision::Model {
        delivery_id: row.id,
        version: row.version,
        record: record.map_err(|e| Problem::internal(&e))?,
        action: action.to_owned(),
        reason,
        recorded_at: stamp.at,
        recorded_by: stamp.by.clone(),
        superseded_at: None,
        request_id: stamp.request_id,
    };
    foster_delivery_revision::Entity::insert(revision.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(shown)
}
