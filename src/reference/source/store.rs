//! The rows of sources: found, added and replaced with every version kept.

use std::collections::HashMap;

use entity::{comparability_group, source, survey_design};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, Select,
};

use super::input::SourceCreate;
use super::model::Source;
use crate::db::UniqueKey;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reference::revision::{self, Author, Subject};
use crate::text::text;

const CODE: UniqueKey = UniqueKey {
    name: "source_pkey",
    columns: "source.code",
};

/// Everybody who may read figures sees every source.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from; sources belong to no region"
)]
pub(in crate::reference) fn visible() -> Select<source::Entity> {
    source::Entity::find()
}

/// The designs of every source.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from; designs belong to no region"
)]
pub(in crate::reference) fn visible_designs() -> Select<survey_design::Entity> {
    survey_design::Entity::find()
}

/// Every comparability group.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from; groups belong to no region"
)]
fn visible_groups() -> Select<comparability_group::Entity> {
    comparability_group::Entity::find()
}

/// Every comparability group, with what to mind when comparing.
///
/// # Errors
/// The database.
pub async fn groups(
    connection: &impl ConnectionTrait,
) -> Result<Vec<comparability_group::Model>, DbErr> {
    visible_groups()
        .order_by_asc(comparability_group::Column::Code)
        .all(connection)
        .await
}

/// Adds a source and keeps its first version.
pub(in crate::reference) async fn add(
    tx: &DatabaseTransaction,
    new: &SourceCreate,
    author: &Author,
) -> Result<Source, Problem> {
    let group = check(tx, new).await?;
    let row = new.row(1, author.at, author.at);
    source::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| {
            if CODE.is_taken(&error) {
                let detail = text(
                    format!("Sumber `{}` sudah ada.", new.code),
                    format!("There is a source `{}` already.", new.code),
                );
                return Problem::already_exists(path(&new.code), detail);
            }
            error.into()
        })?;
    keep(tx, new, row, group, author).await
}

/// Replaces a source and keeps its new version.
pub(in crate::reference) async fn replace(
    tx: &DatabaseTransaction,
    new: &SourceCreate,
    if_match: &IfMatch,
    author: &Author,
) -> Result<Source, Problem> {
    let key = Condition::all().add(source::Column::Code.eq(new.code.as_str()));
    revision::claim::<source::Entity>(tx, key, source::Column::Version, if_match).await?;
    let group = check(tx, new).await?;
    let stored = one(find(tx, &new.code).await)?;
    let row = new.row(stored.version, stored.created_at, author.at);
    row.clone()
        .into_active_model()
        .reset_all()
        .update(tx)
        .await?;
    forget_designs(tx, &new.code).await?;
    keep(tx, new, row, group, author).await
}

/// What follows the row itself: its designs and the kept version.
async fn keep(
    tx: &DatabaseTransaction,
    new: &SourceCreate,
    row: source::Model,
    group: Option<comparability_group::Model>,
    author: &Author,
) -> Result<Source, Problem> {
    let designs = new.design_rows();
    if !designs.is_empty() {
        let rows = designs
            .iter()
            .cloned()
            .map(IntoActiveModel::into_active_model);
        survey_design::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    let source = Source::new(row, group, designs);
    revision::keep(
        tx,
        Subject::Source,
        &source.code,
        source.version,
        &source,
        author,
    )
    .await?;
    Ok(source)
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to a source whose next version this transaction holds"
)]
async fn forget_designs(tx: &DatabaseTransaction, code: &str) -> Result<(), DbErr> {
    survey_design::Entity::delete_many()
        .filter(survey_design::Column::SourceCode.eq(code))
        .exec(tx)
        .await
        .map(drop)
}

/// The rules that need more than one member; gives the group that is named.
async fn check(
    tx: &DatabaseTransaction,
    new: &SourceCreate,
) -> Result<Option<comparability_group::Model>, Problem> {
    let mut faults = new.contradictions();
    let mut group = None;
    if let Some(code) = new.comparability_group.as_deref() {
        let known = visible_groups().all(tx).await?;
        let codes: Vec<String> = known.iter().map(|group| group.code.clone()).collect();
        group = known.into_iter().find(|group| group.code == code);
        if group.is_none() {
            faults.push(Fault::body(
                "/comparability_group",
                "unknown_value",
                text(
                    format!("tidak dikenal; yang dikenal: {}", codes.join(", ")),
                    format!("is unknown; known are: {}", codes.join(", ")),
                ),
            ));
        }
    }
    if faults.is_empty() {
        Ok(group)
    } else {
        Err(Problem::invalid(faults))
    }
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<source::Model>, DbErr> {
    visible()
        .filter(source::Column::Code.eq(code))
        .one(connection)
        .await
}

/// Rows with their groups and designs.
pub(super) async fn complete(
    connection: &impl ConnectionTrait,
    rows: Vec<source::Model>,
) -> Result<Vec<Source>, DbErr> {
    let codes = rows.iter().map(|row| row.code.as_str());
    let mut designs: HashMap<String, Vec<survey_design::Model>> = HashMap::new();
    for design in visible_designs()
        .filter(survey_design::Column::SourceCode.is_in(codes))
        .all(connection)
        .await?
    {
        designs
            .entry(design.source_code.clone())
            .or_default()
            .push(design);
    }
    let groups = visible_groups().all(connection).await?;
    let complete = |row: source::Model| {
        let code = row.comparability_group_code.as_deref();
        let group = groups
            .iter()
            .find(|group| Some(group.code.as_str()) == code);
        let designs = designs.remove(&row.code).unwrap_or_default();
        Source::new(row, group.cloned(), designs)
    };
    Ok(rows.into_iter().map(complete).collect())
}

pub(super) fn path(code: &str) -> String {
    format!("/api/v1/sources/{code}")
}

/// Its version, if there is one of that code.
///
/// # Errors
/// The database.
pub async fn version(connection: &impl ConnectionTrait, code: &str) -> Result<Option<i64>, DbErr> {
    Ok(find(connection, code).await?.map(|row| row.version))
}
