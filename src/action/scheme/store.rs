//! The rows of schemes: every version stays as it was, the newest one is the present one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use entity::action_scheme::{Column, Entity, Model};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, Select,
};

use super::definition::SchemeDefinition;
use super::model::ActionScheme;
use super::rules::{contradictions, unfounded};
use crate::db::{Parsed, UniqueKey};
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::version_tag;
use crate::text::text;

const CODE: UniqueKey = UniqueKey {
    name: "action_scheme_pkey",
    columns: "action_scheme.code, action_scheme.version",
};

/// The path of a scheme.
pub fn path(code: &str) -> String {
    format!("/api/v1/action-schemes/{code}")
}

/// Schemes belong to no region: everybody who may read reports sees them.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from; schemes belong to no region"
)]
pub fn visible() -> Select<Entity> {
    Entity::find()
}

/// A version of a scheme, or the present one.
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

/// A version of a scheme: its code and number.
pub type Version = (String, i64);

/// The definition of a version, from memory where it has been read before: a version never changes.
///
/// # Errors
/// None of this version; the database.
pub async fn definition(
    connection: &impl ConnectionTrait,
    parsed: &Parsed,
    code: &str,
    version: i64,
) -> Result<Arc<SchemeDefinition>, Problem> {
    let wanted = (code.to_owned(), version);
    let mut found = definitions(connection, parsed, vec![wanted.clone()]).await?;
    found.remove(&wanted).ok_or_else(Problem::not_found)
}

/// The definitions of several versions: one query for those that have not been read before.
///
/// # Errors
/// The database.
pub async fn definitions(
    connection: &impl ConnectionTrait,
    parsed: &Parsed,
    wanted: Vec<Version>,
) -> Result<HashMap<Version, Arc<SchemeDefinition>>, Problem> {
    let key = |(code, version): &Version| format!("{code} {version}");
    let mut found = HashMap::new();
    let mut unknown = Condition::any();
    for version in wanted {
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

fn parse(definition: &str) -> Result<SchemeDefinition, Problem> {
    serde_json::from_str(definition).map_err(|e| Problem::internal(&e))
}

/// A row as the API shows it.
///
/// # Errors
/// A definition that is none.
pub fn shown(row: Model) -> Result<ActionScheme, Problem> {
    let Model {
        code,
        version,
        valid_from_year: _,
        valid_to_year: _,
        definition,
        reason,
        recorded_at,
        recorded_by,
        superseded_at: _,
    } = row;
    Ok(ActionScheme {
        code,
        version,
        definition: parse(&definition)?,
        reason,
        recorded_at,
        recorded_by,
    })
}

/// The actions of all versions of the schemes that a new one is mapped from.
async fn actions_of_others(
    tx: &DatabaseTransaction,
    definition: &SchemeDefinition,
) -> Result<HashMap<String, HashSet<String>>, Problem> {
    let codes: HashSet<&str> = definition
        .mappings
        .iter()
        .map(|mapping| mapping.from_scheme.as_str())
        .collect();
    let mut known: HashMap<String, HashSet<String>> = HashMap::new();
    if codes.is_empty() {
        return Ok(known);
    }
    for row in visible().filter(Column::Code.is_in(codes)).all(tx).await? {
        let actions = parse(&row.definition)?.actions.into_iter();
        let codes = actions.map(|action| action.code);
        known.entry(row.code).or_default().extend(codes);
    }
    Ok(known)
}

/// Adds a version that is right in itself.
///
/// # Errors
/// A definition that contradicts itself, or is mapped from what was never there; a code that is taken; the database.
pub async fn insert(
    tx: &DatabaseTransaction,
    scheme: ActionScheme,
) -> Result<ActionScheme, Problem> {
    let mut faults = contradictions(&scheme.definition);
    let known = actions_of_others(tx, &scheme.definition).await?;
    faults.extend(unfounded(&scheme.definition, &known));
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let row = Model {
        code: scheme.code.clone(),
        version: scheme.version,
        valid_from_year: scheme.definition.valid_from_year,
        valid_to_year: scheme.definition.valid_to_year,
        definition: serde_json::to_string(&scheme.definition).map_err(|e| Problem::internal(&e))?,
        reason: scheme.reason.clone(),
        recorded_at: scheme.recorded_at,
        recorded_by: scheme.recorded_by.clone(),
        superseded_at: None,
    };
    Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| {
            if CODE.is_taken(&error) {
                return Problem::already_exists(
                    path(&scheme.code),
                    text(
                        format!("Skema `{}` sudah ada.", scheme.code),
                        format!("There is a scheme `{}` already.", scheme.code),
                    ),
                );
            }
            error.into()
        })?;
    Ok(scheme)
}

/// Ends the present version, if it is one of those that the change is based on; gives its number.
///
/// # Errors
/// 404 if there is no such scheme, 412 if it has changed; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the code and the version; schemes belong to no region"
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
