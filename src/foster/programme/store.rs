//! The rows of programmes: every version stays as it was, the newest one is the present one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use entity::foster_programme::{Column, Entity, Model};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, Select,
};

use super::definition::FosterProgrammeDefinition;
use super::model::FosterProgramme;
use super::rules::contradictions;
use crate::db::{Parsed, UniqueKey};
use crate::foster::parent::kind;
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::version_tag;
use crate::text::text;

const CODE: UniqueKey = UniqueKey {
    name: "foster_programme_pkey",
    columns: "foster_programme.code",
};
/// Which of the two is found taken first is the database's business.
const PRESENT: UniqueKey = UniqueKey {
    name: "uq_foster_programme_current",
    columns: "foster_programme.code",
};

/// A version of a programme: its code and number.
pub type Version = (String, i64);
/// Definitions by version.
pub type Definitions = HashMap<Version, Arc<FosterProgrammeDefinition>>;

/// The path of a programme.
pub fn path(code: &str) -> String {
    format!("/api/v1/foster-programmes/{code}")
}

/// Programmes belong to no region: everybody who may read assignments sees them.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from; programmes belong to no region"
)]
pub fn visible() -> Select<Entity> {
    Entity::find()
}

/// A version of a programme, or the present one.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    code: &str,
    version: Option<i64>,
) -> Result<Option<Model>, DbErr> {
    let which = version.map_or(Column::SupersededAt.is_null(), |n| Column::Version.eq(n));
    visible()
        .filter(Column::Code.eq(code))
        .filter(which)
        .one(connection)
        .await
}

/// The present version of a programme, with its number.
///
/// # Errors
/// The database.
pub async fn present(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<(i64, FosterProgrammeDefinition)>, Problem> {
    let row = find(connection, code, None).await?;
    row.map(|row| Ok((row.version, parse(&row.definition)?)))
        .transpose()
}

/// The definitions of several versions, from memory where they have been read before: a version never changes.
///
/// # Errors
/// The database.
pub async fn definitions(
    connection: &impl ConnectionTrait,
    parsed: &Parsed,
    wanted: impl IntoIterator<Item = Version>,
) -> Result<Definitions, Problem> {
    let key = |(code, version): &Version| format!("{code} {version}");
    let mut found = HashMap::new();
    let mut unknown = Condition::any();
    for version in wanted.into_iter().collect::<HashSet<_>>() {
        if let Some(definition) = parsed.get(&key(&version)) {
            found.insert(version, definition);
        } else {
            let (code, number) = version;
            unknown = unknown.add(Column::Code.eq(code).and(Column::Version.eq(number)));
        }
    }
    if unknown.is_empty() {
        return Ok(found);
    }
    for row in visible().filter(unknown).all(connection).await? {
        let version = (row.code, row.version);
        let definition = Arc::new(parse(&row.definition)?);
        parsed.keep(key(&version), Arc::clone(&definition));
        found.insert(version, definition);
    }
    Ok(found)
}

/// The definition of a version.
///
/// # Errors
/// None of this version; the database.
pub async fn definition(
    connection: &impl ConnectionTrait,
    parsed: &Parsed,
    version: Version,
) -> Result<Arc<FosterProgrammeDefinition>, Problem> {
    let mut found = definitions(connection, parsed, [version.clone()]).await?;
    found.remove(&version).ok_or_else(Problem::not_found)
}

fn parse(definition: &str) -> Result<FosterProgrammeDefinition, Problem> {
    serde_json::from_str(definition).map_err(|e| Problem::internal(&e))
}

/// A row as the API shows it.
///
/// # Errors
/// A definition that is none.
pub fn shown(row: Model) -> Result<FosterProgramme, Problem> {
    let Model {
        code,
        version,
        valid_from: _,
        valid_to: _,
        definition,
        reason,
        recorded_at,
        recorded_by,
        superseded_at: _,
    } = row;
    Ok(FosterProgramme {
        code,
        version,
        definition: parse(&definition)?,
        reason,
        recorded_at,
        recorded_by,
    })
}

/// Adds a version that is right in itself.
///
/// # Errors
/// A definition that contradicts itself; a code that is taken; the database.
pub async fn insert(
    tx: &DatabaseTransaction,
    programme: FosterProgramme,
) -> Result<FosterProgramme, Problem> {
    let faults = contradictions(&programme.definition, &kind::codes(tx).await?);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let definition = serde_json::to_string(&programme.definition);
    let row = Model {
        code: programme.code.clone(),
        version: programme.version,
        valid_from: programme.definition.valid_from,
        valid_to: programme.definition.valid_to,
        definition: definition.map_err(|e| Problem::internal(&e))?,
        reason: programme.reason.clone(),
        recorded_at: programme.recorded_at,
        recorded_by: programme.recorded_by.clone(),
        superseded_at: None,
    };
    Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| {
            if CODE.is_taken(&error) || PRESENT.is_taken(&error) {
                return Problem::already_exists(
                    path(&programme.code),
                    text(
                        format!("Program `{}` sudah ada.", programme.code),
                        format!("There is a programme `{}` already.", programme.code),
                    ),
                );
            }
            error.into()
        })?;
    Ok(programme)
}

/// Ends the present version, if it is one of those that the change is based on; gives its number.
///
/// # Errors
/// 404 if there is no such programme, 412 if it has changed; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the code and the version; programmes belong to no region"
)]
pub async fn supersede(
    tx: &DatabaseTransaction,
    code: &str,
    if_match: &IfMatch,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<i64, Problem> {
    let now = find(tx, code, None).await?.ok_or_else(Problem::not_found)?;
    let stale = || Problem::stale(&version_tag(now.version));
    if !if_match.accepts(now.version) {
        return Err(stale());
    }
    let this = Condition::all()
        .add(Column::Code.eq(code))
        .add(Column::Version.eq(now.version))
        .add(Expr::col(Column::SupersededAt).is_null());
    let ended = Entity::update_many()
        .col_expr(Column::SupersededAt, Expr::value(at))
        .filter(this)
        .exec(tx)
        .await?;
    if ended.rows_affected == 1 {
        Ok(now.version)
    } else {
        Err(stale())
    }
}
