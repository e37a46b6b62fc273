//! Destroying keys, and all that they sealed.

use entity::child::{self, Column, Model};
use entity::id::ChildId;
use entity::{child_consent, child_key, child_revision, retention_rule};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, Statement,
};

use crate::auth::Stamp;
use crate::child::change::{save, stepped};
use crate::problem::Problem;

#[derive(FromQueryResult)]
struct MergedId {
    id: ChildId,
}

/// A child's record and all that were merged into it, however deep: they are one person.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a child that who asks has found within the scope"
)]
pub async fn with_merged(tx: &DatabaseTransaction, row: Model) -> Result<Vec<Model>, DbErr> {
    let sql = "with recursive of(id) as (select id from child where merged_into = $1
        union select child.id from child join of on child.merged_into = of.id) select id from of";
    let statement =
        Statement::from_sql_and_values(tx.get_database_backend(), sql, [row.id.0.into()]);
    let merged = MergedId::find_by_statement(statement).all(tx).await?;
    if merged.is_empty() {
        return Ok(vec![row]);
    }
    let ids = merged.into_iter().map(|merged| merged.id);
    let others = child::Entity::find().filter(Column::Id.is_in(ids));
    let others = others.order_by_asc(Column::Id).all(tx).await?;
    Ok([vec![row], others].concat())
}

/// Erases who children are: their identities, the sealed names in their history and consents, and their keys.
///
/// # Errors
/// A child that changed meanwhile; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to children that were found in scope, or by a rule of the service itself"
)]
pub async fn erase(
    tx: &DatabaseTransaction,
    rows: Vec<Model>,
    reason: &str,
    stamp: &Stamp,
) -> Result<Vec<Model>, Problem> {
    let ids: Vec<ChildId> = rows.iter().map(|row| row.id).collect();
    let mut erased = Vec::with_capacity(rows.len());
    for row in rows {
        let next = Model {
            identity_sealed: None,
            nik_index: None,
            erased_at: Some(stamp.at),
            ..stepped(row, stamp)
        };
        // One person has a handful of records at most.
        save(tx, &next, "erase", Some(reason.to_owned()), stamp).await?;
        erased.push(next);
    }
    let nothing = || Expr::value(Option::<Vec<u8>>::None);
    child_revision::Entity::update_many()
        .col_expr(child_revision::Column::IdentitySealed, nothing())
        .filter(child_revision::Column::ChildId.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    child_consent::Entity::update_many()
        .col_expr(child_consent::Column::GivenBySealed, nothing())
        .filter(child_consent::Column::ChildId.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    child_key::Entity::delete_many()
        .filter(child_key::Column::ChildId.is_in(ids))
        .exec(tx)
        .await?;
    Ok(erased)
}

/// The rules of retention, by code.
///
/// # Errors
/// The database.
#[expect(clippy::disallowed_methods, reason = "rules belong to no region")]
pub async fn rules(connection: &impl ConnectionTrait) -> Result<Vec<retention_rule::Model>, DbErr> {
    retention_rule::Entity::find()
        .order_by_asc(retention_rule::Column::Code)
        .all(connection)
        .await
}

/// Some children born on a day or earlier of whom it is still known who they are, but for records that went up in others: those
/// go with them.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "the service itself keeps to its rules everywhere"
)]
pub async fn due(
    connection: &impl ConnectionTrait,
    born_by: chrono::NaiveDate,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    use sea_orm::QuerySelect;
    child::Entity::find()
        .filter(Column::BirthDate.lte(born_by))
        .filter(Column::ErasedAt.is_null())
        .filter(Column::MergedInto.is_null())
        .order_by_asc(Column::BirthDate)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await
}
