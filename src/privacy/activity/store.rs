//! The rows of processing activities.

use entity::id::ProcessingActivityId;
use entity::processing_activity::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Select};

use crate::auth::RegionScope;
use crate::db::UniqueKey;
use crate::problem::Problem;
use crate::text::text;

const NAME: UniqueKey = UniqueKey {
    name: "uq_processing_activity_name",
    columns: "processing_activity.region_code, processing_activity.name",
};

/// Those of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// One of them.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: ProcessingActivityId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
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
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let row = find(connection, scope, ProcessingActivityId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// A name that is taken.
pub fn taken(error: DbErr) -> Problem {
    if NAME.is_taken(&error) {
        return Problem::conflict(text(
            "Kegiatan dengan nama itu sudah terdaftar di wilayah tersebut.",
            "An activity of that name is registered in that region already.",
        ));
    }
    error.into()
}

/// The path of a processing activity.
pub fn path(id: ProcessingActivityId) -> String {
    format!("/api/v1/privacy/processing-activities/{id}")
}
