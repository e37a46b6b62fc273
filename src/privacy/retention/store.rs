//! The rows of rules of retention.

use entity::retention_rule::{Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Select};

use crate::auth::RegionScope;
use crate::auth::scope::COUNTRY;
use crate::db::UniqueKey;
use crate::problem::Problem;
use crate::text::text;

const CODE: UniqueKey = UniqueKey {
    name: "retention_rule_pkey",
    columns: "retention_rule.code",
};

/// Those that hold somewhere in the caller's region: its own, those below it, and those of the regions above.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    let code = scope.code();
    let points = code.match_indices('.').map(|(at, _)| at);
    let above = points.filter_map(|at| code.get(..at));
    let held = Condition::any()
        .add(scope.rows(Column::RegionCode))
        .add(Column::RegionCode.is_in(above.chain([COUNTRY])));
    Entity::find().filter(held)
}

/// One of them.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    code: &str,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Code.eq(code))
        .one(connection)
        .await
}

/// Whether one can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    code: &str,
) -> Result<Option<i64>, DbErr> {
    let row = find(connection, scope, code).await?;
    Ok(row.map(|row| row.version))
}

/// A code that is taken.
pub fn taken(error: DbErr, code: &str) -> Problem {
    if CODE.is_taken(&error) {
        let detail = text(
            "Kode itu sudah dipakai aturan retensi lain.",
            "Another rule of retention has that code.",
        );
        return Problem::already_exists(path(code), detail);
    }
    error.into()
}

/// The path of a rule.
pub fn path(code: &str) -> String {
    format!("/api/v1/privacy/retention-rules/{code}")
}
