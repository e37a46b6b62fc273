//! Destroying keys, and all that they sealed.

use entity::child::{self, Column, Model};
use entity::id::{ChildId, EppgbmImportId};
use entity::kind::ImportState;
use entity::{
    child_consent, child_key, child_revision, eppgbm_import, eppgbm_import_row, retention_rule,
};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};

use crate::auth::{RegionScope, Stamp};
use crate::child::change::{save, stepped};
use crate::child::store::visible;
use crate::file::forget_children;
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

/// Erases who children are: their identities, the sealed names in their history and consents, their keys, and the pictures that
/// show them. Who calls this has `destroy_since` take those out of the store when it is committed.
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
    give_up_imports(tx, &ids, stamp).await?;
    forget_children(tx, &ids, stamp.at).await?;
    child_key::Entity::delete_many()
        .filter(child_key::Column::ChildId.is_in(ids))
        .exec(tx)
        .await?;
    Ok(erased)
}

/// Gives up the imports that nobody has settled and that hold a row of these children: it tells who they are.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to children that were found in scope, or by a rule of the service itself"
)]
async fn give_up_imports(
    tx: &DatabaseTransaction,
    ids: &[ChildId],
    stamp: &Stamp,
) -> Result<(), DbErr> {
    use eppgbm_import_row::Column as Row;
    let own = Condition::any().add(Row::ChildId.is_in(ids.iter().copied()));
    let named = ids.iter().fold(own, |named, id| {
        named.add(Row::Candidates.contains(id.to_string()))
    });
    let holding: Vec<EppgbmImportId> = eppgbm_import_row::Entity::find()
        .filter(Row::Sealed.is_not_null())
        .filter(named)
        .select_only()
        .column(Row::ImportId)
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    if holding.is_empty() {
        return Ok(());
    }
    let nothing = || Expr::value(Option::<Vec<u8>>::None);
    eppgbm_import_row::Entity::update_many()
        .col_expr(Row::Sealed, nothing())
        .filter(Row::ImportId.is_in(holding.iter().copied()))
        .exec(tx)
        .await?;
    use eppgbm_import::Column as Import;
    eppgbm_import::Entity::update_many()
        .col_expr(Import::State, Expr::value(ImportState::Discarded.as_str()))
        .col_expr(Import::KeySealed, nothing())
        .col_expr(Import::Version, Expr::col(Import::Version).add(1))
        .col_expr(Import::UpdatedAt, Expr::value(stamp.at))
        .filter(Import::Id.is_in(holding))
        .filter(Import::State.eq(ImportState::Ready))
        .exec(tx)
        .await?;
    Ok(())
}

/// The rules of retention, by code.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "the service itself keeps to its rules everywhere"
)]
pub async fn rules(connection: &impl ConnectionTrait) -> Result<Vec<retention_rule::Model>, DbErr> {
    retention_rule::Entity::find()
        .order_by_asc(retention_rule::Column::Code)
        .all(connection)
        .await
}

/// Some children born on a day or earlier of whom it is still known who they are, who live in a region and in none of some parts of
/// it; but for records that went up in others: those go with them.
///
/// # Errors
/// The database.
pub async fn due(
    connection: &impl ConnectionTrait,
    region: &RegionScope,
    but: &[RegionScope],
    born_by: chrono::NaiveDate,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let elsewhere = but.iter().fold(Condition::all(), |all, part| {
        all.add(part.rows(Column::RegionCode).not())
    });
    visible(region)
        .filter(elsewhere)
        .filter(Column::BirthDate.lte(born_by))
        .filter(Column::ErasedAt.is_null())
        .filter(Column::MergedInto.is_null())
        .order_by_asc(Column::BirthDate)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await
}
