//! The rows of foster parents: found within a scope, added and replaced with every version kept.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::foster_parent::{Column, Entity, Model};
use entity::id::{AgencyId, FosterParentId};
use entity::{agency, foster_parent_account, foster_parent_region};
use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};

use super::input::FosterParentCreate;
use super::model::{FosterParent, FosterParentParts};
use super::query::visible;
use super::{kind, query};
use crate::auth::RegionScope;
use crate::db::keyset::one;
use crate::foster::assignment::occupancy::counts;
use crate::http::IfMatch;
use crate::problem::{Fault, Place, Problem};
use crate::reference::{Author, Subject, claim_version, keep_version};
use crate::region;
use crate::text::text;

/// The path of a foster parent.
pub fn path(id: FosterParentId) -> String {
    format!("/api/v1/foster-parents/{id}")
}

/// A foster parent that can be seen from a region.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: FosterParentId,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(id))
        .one(connection)
        .await
}

/// The version of a foster parent, if it can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<Option<i64>, DbErr> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let row = find(connection, scope, FosterParentId(id)).await?;
    Ok(row.map(|row| row.version))
}

/// Rows as they are shown: three queries, however many.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to foster parents that were found in scope"
)]
pub async fn shown(
    connection: &impl ConnectionTrait,
    rows: Vec<Model>,
) -> Result<Vec<FosterParent>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<FosterParentId> = rows.iter().map(|row| row.id).collect();
    let mut parts: HashMap<FosterParentId, FosterParentParts> = HashMap::new();
    let regions = foster_parent_region::Entity::find()
        .filter(foster_parent_region::Column::FosterParentId.is_in(ids.iter().copied()))
        .order_by_asc(foster_parent_region::Column::FosterParentId)
        .order_by_asc(foster_parent_region::Column::RegionCode);
    for row in regions.all(connection).await? {
        let of = parts.entry(row.foster_parent_id).or_default();
        of.serves.push(row.region_code);
    }
    let accounts = foster_parent_account::Entity::find()
        .filter(foster_parent_account::Column::FosterParentId.is_in(ids.iter().copied()))
        .order_by_asc(foster_parent_account::Column::FosterParentId)
        .order_by_asc(foster_parent_account::Column::LinkedAt)
        .order_by_asc(foster_parent_account::Column::UserId);
    for row in accounts.all(connection).await? {
        let of = parts.entry(row.foster_parent_id).or_default();
        of.accounts.push(row.user_id);
    }
    for (id, (children, mothers)) in counts(connection, &ids).await? {
        let of = parts.entry(id).or_default();
        (of.children_count, of.mothers_count) = (children, mothers);
    }
    let show = |row: Model| {
        let parts = parts.remove(&row.id).unwrap_or_default();
        FosterParent::new(row, parts)
    };
    Ok(rows.into_iter().map(show).collect())
}

/// One row as it is shown.
///
/// # Errors
/// The database.
pub async fn single(
    connection: &impl ConnectionTrait,
    row: Model,
) -> Result<FosterParent, Problem> {
    let mut all = shown(connection, vec![row]).await?;
    all.pop().ok_or_else(Problem::not_found)
}

/// Adds a foster parent and keeps its first version.
///
/// # Errors
/// A name that is taken; the database.
pub async fn add(
    tx: &DatabaseTransaction,
    row: Model,
    serves: &[String],
    author: &Author,
) -> Result<FosterParent, Problem> {
    // Not an error to the database, since PostgreSQL would then not say where the one stands that is in the way.
    let name = [Column::RegionCode, Column::KindCode, Column::SearchName];
    let inserted = Entity::insert(row.clone().into_active_model())
        .on_conflict(OnConflict::columns(name).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if inserted == 0 {
        let same = query::own(&RegionScope::new(row.region_code.as_str()))
            .filter(Column::RegionCode.eq(row.region_code))
            .filter(Column::KindCode.eq(row.kind_code))
            .filter(Column::SearchName.eq(row.search_name));
        let detail = text(
            "Orang tua asuh bernama itu sudah ada di wilayah tersebut.",
            "There is a foster parent of that name in that region already.",
        );
        return Err(Problem::already_exists(
            path(one(same.one(tx).await)?.id),
            detail,
        ));
    }
    serve(tx, row.id, serves).await?;
    keep(tx, row, author).await
}

/// Takes the next version of a foster parent of the caller's own region; from then on it is this transaction's.
///
/// # Errors
/// 404 if there is none, 412 if it has changed; the database.
pub async fn claim(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: FosterParentId,
    if_match: &IfMatch,
) -> Result<Model, Problem> {
    let key = Condition::all()
        .add(Column::Id.eq(id))
        .add(scope.rows(Column::RegionCode));
    claim_version::<Entity>(tx, key, Column::Version, if_match).await?;
    one(find(tx, scope, id).await)
}

/// Writes a row that this transaction has claimed, and keeps its version.
///
/// # Errors
/// A name that is taken; the database.
pub async fn save(
    tx: &DatabaseTransaction,
    row: Model,
    author: &Author,
) -> Result<FosterParent, Problem> {
    let all = row.clone().into_active_model().reset_all();
    all.update(tx).await?;
    keep(tx, row, author).await
}

async fn keep(
    tx: &DatabaseTransaction,
    row: Model,
    author: &Author,
) -> Result<FosterParent, Problem> {
    let (id, version) = (row.id, row.version);
    let parent = single(tx, row).await?;
    keep_version(tx, Subject::FosterParent, id, version, &parent, author).await?;
    Ok(parent)
}

/// Where a foster parent serves from now on.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a foster parent whose next version this transaction holds"
)]
pub async fn serve(
    tx: &DatabaseTransaction,
    id: FosterParentId,
    serves: &[String],
) -> Result<(), DbErr> {
    foster_parent_region::Entity::delete_many()
        .filter(foster_parent_region::Column::FosterParentId.eq(id))
        .exec(tx)
        .await?;
    let rows = serves.iter().map(|code| {
        let row = foster_parent_region::Model {
            foster_parent_id: id,
            region_code: code.clone(),
        };
        row.into_active_model()
    });
    foster_parent_region::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// The rules of a request: region, kind, agency, regions served.
///
/// # Errors
/// Every fault; the database.
pub async fn check(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &FosterParentCreate,
    stored: Option<&Model>,
    today: NaiveDate,
) -> Result<(), Problem> {
    let mut faults = Vec::new();
    if stored.is_some_and(|stored| stored.region_code != new.region_code) {
        let (id, en) = ("tidak dapat diubah", "cannot be changed");
        faults.push(Fault::body("/region_code", "fixed", text(id, en)));
    }
    let mut codes = new.serves.clone();
    codes.push(new.region_code.clone());
    let known = region::find_all(tx, &codes).await?;
    if !(scope.contains(&new.region_code) && known.contains_key(&new.region_code)) {
        let place = Place::Pointer("/region_code".to_owned());
        faults.push(region::code_fault(place, &new.region_code));
    }
    for (n, code) in new.serves.iter().enumerate() {
        // Who belongs to a regency may serve in others too; the region must be one.
        if !known.contains_key(code) {
            let place = Place::Pointer(format!("/serves/{n}"));
            faults.push(region::code_fault(place, code));
        }
    }
    faults.extend(kind::fault(tx, &new.kind, today).await?);
    let same = stored.and_then(|stored| stored.agency_id);
    if let Some(id) = new.agency_id.filter(|id| Some(*id) != same)
        && !agency_within(tx, scope, id).await?
    {
        let (id, en) = (
            "bukan instansi dalam wilayah Anda",
            "is no agency within your region",
        );
        faults.push(Fault::body("/agency_id", "unknown_value", text(id, en)));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

/// Whether an agency lies within a scope.
///
/// # Errors
/// The database.
#[expect(clippy::disallowed_methods, reason = "bound to the scope")]
pub async fn agency_within(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: AgencyId,
) -> Result<bool, DbErr> {
    let found = agency::Entity::find()
        .filter(scope.rows(agency::Column::RegionCode))
        .filter(agency::Column::Id.eq(id));
    Ok(found.one(connection).await?.is_some())
}
