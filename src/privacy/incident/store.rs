//! The rows of incidents.

use entity::id::PrivacyIncidentId;
use entity::privacy_incident::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Select};

use crate::auth::RegionScope;

/// Incidents of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// An incident.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: PrivacyIncidentId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// Whether an incident can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let row = find(connection, scope, PrivacyIncidentId(id)).await?;
    Ok(row.map(|row| row.version))
}
