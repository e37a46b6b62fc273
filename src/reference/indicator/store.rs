//! The rows of indicators: found, added and replaced with every version kept.

use entity::indicator::{self, Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, Select,
};

use super::input::IndicatorCreate;
use super::model::Indicator;
use crate::db::UniqueKey;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reference::revision::{self, Author, Subject};
use crate::text::text;

const CODE: UniqueKey = UniqueKey {
    name: "indicator_pkey",
    columns: "indicator.code",
};

/// Everybody who may read figures sees every indicator.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from; indicators belong to no region"
)]
pub(in crate::reference) fn visible() -> Select<Entity> {
    Entity::find()
}

/// Adds an indicator and keeps its first version.
pub(in crate::reference) async fn add(
    tx: &DatabaseTransaction,
    new: &IndicatorCreate,
    author: &Author,
) -> Result<Indicator, Problem> {
    let row = new.row(1, author.at, author.at);
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| {
            if CODE.is_taken(&error) {
                let detail = text(
                    format!("Indikator `{}` sudah ada.", new.code),
                    format!("There is an indicator `{}` already.", new.code),
                );
                return Problem::already_exists(path(&new.code), detail);
            }
            error.into()
        })?;
    keep(tx, row, author).await
}

/// Replaces an indicator and keeps its new version.
pub(in crate::reference) async fn replace(
    tx: &DatabaseTransaction,
    new: &IndicatorCreate,
    if_match: &IfMatch,
    author: &Author,
) -> Result<Indicator, Problem> {
    let key = Condition::all().add(Column::Code.eq(new.code.as_str()));
    revision::claim::<Entity>(tx, key, Column::Version, if_match).await?;
    let stored = one(find(tx, &new.code).await)?;
    let row = new.row(stored.version, stored.created_at, author.at);
    row.clone()
        .into_active_model()
        .reset_all()
        .update(tx)
        .await?;
    keep(tx, row, author).await
}

async fn keep(
    tx: &DatabaseTransaction,
    row: indicator::Model,
    author: &Author,
) -> Result<Indicator, Problem> {
    let indicator = Indicator::from(row);
    let version = indicator.version;
    revision::keep(
        tx,
        Subject::Indicator,
        &indicator.code,
        version,
        &indicator,
        author,
    )
    .await?;
    Ok(indicator)
}

/// The rules that need more than one member: the other indicators must exist.
pub(super) async fn check(tx: &DatabaseTransaction, new: &IndicatorCreate) -> Result<(), Problem> {
    let mut faults = new.contradictions();
    let known: Vec<String> = visible()
        .select_only()
        .column(Column::Code)
        .filter(Column::Code.is_in(new.comparable_with.iter().map(String::as_str)))
        .into_tuple()
        .all(tx)
        .await?;
    for (index, code) in new.comparable_with.iter().enumerate() {
        if !known.contains(code) && *code != new.code {
            faults.push(Fault::body(
                format!("/comparable_with/{index}"),
                "unknown_value",
                text(
                    format!("tidak ada indikator `{code}`"),
                    format!("there is no indicator `{code}`"),
                ),
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<Model>, DbErr> {
    visible()
        .filter(Column::Code.eq(code))
        .one(connection)
        .await
}

pub(super) fn path(code: &str) -> String {
    format!("/api/v1/indicators/{code}")
}

/// Its version, if there is one of that code.
///
/// # Errors
/// The database.
pub async fn version(connection: &impl ConnectionTrait, code: &str) -> Result<Option<i64>, DbErr> {
    Ok(find(connection, code).await?.map(|row| row.version))
}
