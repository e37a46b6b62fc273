//! The rows of targets: found within a scope, added and replaced with every version kept.

use chrono::Datelike;
use entity::id::TargetId;
use entity::indicator;
use entity::target::{self, Column, Entity, Model};
use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, Select,
};
use uuid::Uuid;

use super::input::TargetCreate;
use super::model::Target;
use crate::auth::RegionScope;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Fault, Place, Problem};
use crate::reference::indicator::store::visible as visible_indicators;
use crate::reference::revision::{self, Author, Subject};
use crate::region::{self, ancestors};
use crate::text::text;

/// The targets that concern a region: its own, those below it, and those of the regions in which it lies.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub(in crate::reference) fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(concerning(scope))
}

fn concerning(scope: &RegionScope) -> Condition {
    if scope.is_country() {
        return Condition::all();
    }
    Condition::any()
        .add(scope.rows(Column::RegionCode))
        .add(Column::RegionCode.is_in(ancestors(scope.code())))
}

/// The targets of a region itself, by year.
///
/// # Errors
/// The database.
pub async fn targets_of(
    connection: &impl ConnectionTrait,
    region_code: &str,
    indicator: &str,
) -> Result<Vec<Model>, DbErr> {
    // The region is known to the caller already; its own targets concern it by definition.
    visible(&RegionScope::new(region_code))
        .filter(Column::RegionCode.eq(region_code))
        .filter(Column::IndicatorCode.eq(indicator))
        .order_by_asc(Column::Year)
        .all(connection)
        .await
}

/// The targets that hold for a region, by year: its own, and if it has none those of the nearest region in which it lies
/// that has some.
///
/// # Errors
/// The database.
pub async fn targets_for(
    connection: &impl ConnectionTrait,
    region_code: &str,
    indicator: &str,
) -> Result<Vec<Model>, DbErr> {
    let mut codes = ancestors(region_code);
    codes.push(region_code.to_owned());
    let mut rows = visible(&RegionScope::new(region_code))
        .filter(Column::RegionCode.is_in(codes.iter().map(String::as_str)))
        .filter(Column::IndicatorCode.eq(indicator))
        .order_by_asc(Column::Year)
        .all(connection)
        .await?;
    let has_one = |code: &&String| rows.iter().any(|row| row.region_code == **code);
    let nearest = codes.iter().rev().find(has_one);
    rows.retain(|row| Some(&row.region_code) == nearest);
    Ok(rows)
}

/// Whether a target can be seen from a region.
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
    Ok(find(connection, scope, id).await?.map(|row| row.version))
}

/// Adds a target and keeps its first version.
pub(in crate::reference) async fn add(
    tx: &DatabaseTransaction,
    id: TargetId,
    new: &TargetCreate,
    author: &Author,
) -> Result<Target, Problem> {
    let row = new.row(id, 1, author.at, author.at);
    // Not an error to the database, since PostgreSQL would then not say where the one stands that is in the way.
    let claim = OnConflict::columns([Column::RegionCode, Column::IndicatorCode, Column::Year])
        .do_nothing()
        .to_owned();
    let inserted = Entity::insert(row.clone().into_active_model())
        .on_conflict(claim)
        .exec_without_returning(tx)
        .await?;
    if inserted == 0 {
        let there = one(same_claim(tx, new).await)?;
        let detail = text(
            format!("Target tahun {} sudah ada.", new.year),
            format!("There is a target for {} already.", new.year),
        );
        return Err(Problem::already_exists(path(there.id), detail));
    }
    keep(tx, row, author).await
}

/// Replaces a target and keeps its new version.
pub(in crate::reference) async fn replace(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: Uuid,
    new: &TargetCreate,
    if_match: &IfMatch,
    author: &Author,
) -> Result<Target, Problem> {
    let key = Condition::all()
        .add(Column::Id.eq(TargetId(id)))
        .add(concerning(scope));
    revision::claim::<Entity>(tx, key, Column::Version, if_match).await?;
    let stored = one(find(tx, scope, id).await)?;
    let mut faults = new.moved_from(&stored);
    if faults.is_empty() && !scope.contains(&stored.region_code) {
        faults.push(no_region(&stored.region_code));
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let row = new.row(stored.id, stored.version, stored.created_at, author.at);
    row.clone()
        .into_active_model()
        .reset_all()
        .update(tx)
        .await?;
    keep(tx, row, author).await
}

async fn keep(
    tx: &DatabaseTransaction,
    row: target::Model,
    author: &Author,
) -> Result<Target, Problem> {
    let target = Target::from(row);
    revision::keep(
        tx,
        Subject::Target,
        target.id,
        target.version,
        &target,
        author,
    )
    .await?;
    Ok(target)
}

/// What a new target is of must be there: the region within the caller's and not given up before, and the indicator.
pub(super) async fn check(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &TargetCreate,
) -> Result<(), Problem> {
    let mut faults = Vec::new();
    match region::find(tx, &new.region_code).await? {
        Some(found) if scope.contains(&found.code) => {
            if found
                .listed_until
                .is_some_and(|until| until.year() < new.year)
            {
                faults.push(Fault::body(
                    "/year",
                    "region_not_listed",
                    text(
                        "wilayah itu tidak lagi terdaftar pada tahun tersebut",
                        "the region is no longer listed in that year",
                    ),
                ));
            }
        }
        _ => faults.push(no_region(&new.region_code)),
    }
    let indicator = visible_indicators().filter(indicator::Column::Code.eq(new.indicator.as_str()));
    if indicator.count(tx).await? == 0 {
        faults.push(Fault::body(
            "/indicator",
            "unknown_value",
            text("tidak ada indikator itu", "there is no such indicator"),
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

/// One answer for a region that is unknown and one that is outside the caller's.
fn no_region(code: &str) -> Fault {
    region::code_fault(Place::Pointer("/region_code".to_owned()), code)
}

/// The target of the same region, indicator and year.
#[expect(
    clippy::disallowed_methods,
    reason = "who asks may write targets of that region, or is the service itself"
)]
async fn same_claim(
    connection: &impl ConnectionTrait,
    new: &TargetCreate,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::RegionCode.eq(new.region_code.as_str()))
        .filter(Column::IndicatorCode.eq(new.indicator.as_str()))
        .filter(Column::Year.eq(new.year))
        .one(connection)
        .await
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(TargetId(id)))
        .one(connection)
        .await
}

pub(super) fn path(id: TargetId) -> String {
    format!("/api/v1/targets/{id}")
}
