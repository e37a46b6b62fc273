//! The rows of proofs, and where else their bytes serve.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::foster_delivery_file::{Column, Entity, Model};
use entity::id::{FosterAssignmentId, FosterDeliveryFileId, FosterDeliveryId};
use entity::kind::DeliveryState;
use entity::{evidence_file, foster_assignment, foster_delivery};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef, Select,
};

use crate::auth::RegionScope;
use crate::problem::Problem;
use crate::reply::version_tag;

/// The path of a proof.
pub fn path(
    of: FosterAssignmentId,
    delivery: FosterDeliveryId,
    id: FosterDeliveryFileId,
) -> String {
    let delivery = crate::foster::delivery::store::path(of, delivery);
    format!("{delivery}/files/{id}")
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to deliveries of an assignment that who asks has found within the scope"
)]
fn rows() -> Select<Entity> {
    Entity::find()
}

/// The deliveries of an assignment.
fn of_assignment(of: FosterAssignmentId) -> SelectStatement {
    Query::select()
        .column(foster_delivery::Column::Id)
        .from(foster_delivery::Entity)
        .and_where(foster_delivery::Column::AssignmentId.eq(of))
        .to_owned()
}

/// What proves something still.
fn live() -> Condition {
    Condition::all()
        .add(Column::WithdrawnAt.is_null())
        .add(Column::DestroyedAt.is_null())
}

/// How many files prove each delivery of an assignment; those without any are not named.
///
/// # Errors
/// The database.
pub async fn counts(
    connection: &impl ConnectionTrait,
    of: FosterAssignmentId,
) -> Result<HashMap<FosterDeliveryId, i64>, DbErr> {
    let counted: Vec<(FosterDeliveryId, i64)> = rows()
        .filter(Column::DeliveryId.in_subquery(of_assignment(of)))
        .filter(live())
        .select_only()
        .column(Column::DeliveryId)
        .column_as(Column::Id.count(), "files")
        .group_by(Column::DeliveryId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counted.into_iter().collect())
}

/// How many files prove a delivery.
///
/// # Errors
/// The database.
pub async fn count(
    connection: &impl ConnectionTrait,
    delivery: FosterDeliveryId,
) -> Result<i64, DbErr> {
    let counted: Option<i64> = rows()
        .filter(Column::DeliveryId.eq(delivery))
        .filter(live())
        .select_only()
        .column_as(Column::Id.count(), "files")
        .into_tuple()
        .one(connection)
        .await?;
    Ok(counted.unwrap_or_default())
}

/// The proofs of a delivery, the first one first; those that were taken back too.
///
/// # Errors
/// The database.
pub async fn of_delivery(
    connection: &impl ConnectionTrait,
    delivery: FosterDeliveryId,
) -> Result<Vec<Model>, DbErr> {
    rows()
        .filter(Column::DeliveryId.eq(delivery))
        .order_by_asc(Column::UploadedAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// The proofs of all deliveries of an assignment, the first one first.
///
/// # Errors
/// The database.
pub async fn of_all(
    connection: &impl ConnectionTrait,
    of: FosterAssignmentId,
) -> Result<Vec<Model>, DbErr> {
    rows()
        .filter(Column::DeliveryId.in_subquery(of_assignment(of)))
        .order_by_asc(Column::UploadedAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// A proof of an assignment.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    of: FosterAssignmentId,
    id: FosterDeliveryFileId,
) -> Result<Option<Model>, DbErr> {
    rows()
        .filter(Column::DeliveryId.in_subquery(of_assignment(of)))
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// Media type and bytes of some files.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the files of proofs that were found in scope"
)]
pub async fn kinds(
    connection: &impl ConnectionTrait,
    rows: &[Model],
) -> Result<HashMap<String, (String, i64)>, DbErr> {
    use evidence_file::Column::{MediaType, Sha256, SizeBytes};
    let found: Vec<(String, String, i64)> = evidence_file::Entity::find()
        .filter(Sha256.is_in(rows.iter().map(|row| row.sha256.as_str())))
        .select_only()
        .columns([Sha256, MediaType, SizeBytes])
        .into_tuple()
        .all(connection)
        .await?;
    let named = |(sha256, media_type, size): (String, String, i64)| (sha256, (media_type, size));
    Ok(found.into_iter().map(named).collect())
}

/// For which assignment and day some bytes are a proof.
pub type Use = (String, FosterAssignmentId, NaiveDate);

/// All uses of the bytes of some proofs within a scope.
///
/// # Errors
/// The database.
pub async fn uses(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    of: &[Model],
) -> Result<Vec<Use>, DbErr> {
    let delivery: RelationDef = Entity::belongs_to(foster_delivery::Entity)
        .from(Column::DeliveryId)
        .to(foster_delivery::Column::Id)
        .into();
    let assignment: RelationDef = foster_delivery::Entity::belongs_to(foster_assignment::Entity)
        .from(foster_delivery::Column::AssignmentId)
        .to(foster_assignment::Column::Id)
        .into();
    let region = (
        foster_assignment::Entity,
        foster_assignment::Column::RegionCode,
    );
    rows()
        .join(JoinType::InnerJoin, delivery)
        .join(JoinType::InnerJoin, assignment)
        .filter(Column::Sha256.is_in(of.iter().map(|row| row.sha256.as_str())))
        .filter(live())
        .filter(foster_delivery::Column::State.ne(DeliveryState::Withdrawn))
        .filter(scope.rows(region))
        .select_only()
        .column(Column::Sha256)
        .column(foster_delivery::Column::AssignmentId)
        .column(foster_delivery::Column::DeliveredOn)
        .into_tuple()
        .all(connection)
        .await
}

/// Keeps a proof whose file is known.
///
/// # Errors
/// The database.
pub async fn insert(tx: &DatabaseTransaction, row: &Model) -> Result<(), DbErr> {
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// Keeps the next version of a proof. A row that has moved on since it was read is not overwritten.
///
/// # Errors
/// A row that changed meanwhile; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the version of a row that was found in scope"
)]
pub async fn save(tx: &DatabaseTransaction, row: &Model) -> Result<(), Problem> {
    use sea_orm::ActiveModelTrait;
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
