//! The rows of expectant mothers, found within a scope or by assignments that were.

use std::collections::{BTreeSet, HashMap};

use entity::expectant_mother::{Column, Entity, Model};
use entity::id::{ChildId, ExpectantMotherId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Select,
};

use super::query::by_ids;
use super::risk::{Facts, needs};
use crate::auth::RegionScope;
use crate::auth::scope::COUNTRY;

/// The path of an expectant mother.
pub fn path(id: ExpectantMotherId) -> String {
    format!("/api/v1/mothers/{id}")
}

/// Expectant mothers who live in the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// An expectant mother.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: ExpectantMotherId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// The version of an expectant mother, if she can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let row = find(connection, scope, ExpectantMotherId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// The mothers of assignments that were found in scope, wherever they live.
///
/// # Errors
/// The database.
pub async fn of_assignments(
    connection: &impl ConnectionTrait,
    ids: &[ExpectantMotherId],
) -> Result<HashMap<ExpectantMotherId, Model>, DbErr> {
    by_ids(connection, &RegionScope::new(COUNTRY), ids).await
}

/// Holds a mother until the end of the transaction, as `foster` holds a child.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a mother who was found in scope, and changes nothing"
)]
pub async fn hold(tx: &DatabaseTransaction, id: ExpectantMotherId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// What is known of a mother, as far as risks follow from it.
pub fn facts(row: &Model) -> Facts {
    Facts {
        due_on: row.due_on,
        risk_status: row.risk_status,
        muac: row.muac_mm.zip(row.muac_on),
        haemoglobin: row.haemoglobin_g_l.zip(row.haemoglobin_on),
    }
}

/// What a mother is in need of.
pub fn needs_of(row: &Model) -> BTreeSet<&'static str> {
    needs(facts(row))
}

/// Whether a child is on record as the birth of another mother.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "says of a child that was found in scope no more than yes or no"
)]
pub async fn is_mother_of_another(
    connection: &impl ConnectionTrait,
    child: ChildId,
    mother: ExpectantMotherId,
) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::ChildId.eq(child))
        .filter(Column::Id.ne(mother))
        .one(connection)
        .await?;
    Ok(found.is_some())
}
