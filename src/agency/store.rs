//! The rows of agencies: found within a scope, added and replaced with every version kept.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::agency::{Column, Entity, Model};
use entity::agency_name;
use entity::id::AgencyId;
use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::input::AgencyCreate;
use super::kind;
use super::model::{Agency, AgencyName};
use super::names::faults;
use super::query::{names, visible};
use crate::auth::RegionScope;
use crate::db::UniqueKey;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Fault, Place, Problem};
use crate::reference::{Author, Subject, claim_version, keep_version};
use crate::region;
use crate::text::text;

const NAME: UniqueKey = UniqueKey {
    name: "uq_agency_name_in_region",
    columns: "agency.region_code, agency.search_name",
};

/// Adds an agency and keeps its first version.
pub(super) async fn add(
    tx: &DatabaseTransaction,
    id: AgencyId,
    new: &AgencyCreate,
    author: &Author,
) -> Result<Agency, Problem> {
    let row = new.row(id, 1, author.at, author.at);
    // Not an error to the database, since PostgreSQL would then not say where the one stands that is in the way.
    let name = OnConflict::columns([Column::RegionCode, Column::SearchName])
        .do_nothing()
        .to_owned();
    let inserted = Entity::insert(row.clone().into_active_model())
        .on_conflict(name)
        .exec_without_returning(tx)
        .await?;
    if inserted == 0 {
        let there = one(of_that_name(tx, new).await)?;
        return Err(taken(&there));
    }
    keep(tx, new, row, author).await
}

/// Replaces an agency and keeps its new version.
pub(super) async fn replace(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: Uuid,
    new: &AgencyCreate,
    if_match: &IfMatch,
    author: &Author,
) -> Result<Agency, Problem> {
    let key = Condition::all()
        .add(Column::Id.eq(AgencyId(id)))
        .add(scope.rows(Column::RegionCode));
    claim_version::<Entity>(tx, key, Column::Version, if_match).await?;
    let stored = one(find(tx, scope, id).await)?;
    check(tx, scope, new, Some(&stored), author.at.date_naive()).await?;
    let row = new.row(stored.id, stored.version, stored.created_at, author.at);
    let updated = row.clone().into_active_model().reset_all().update(tx).await;
    updated.map_err(|error| {
        if NAME.is_taken(&error) {
            // Where the other one stands is looked up outside of this transaction, which PostgreSQL has ended.
            return Problem::conflict(is_taken());
        }
        error.into()
    })?;
    forget_names(tx, stored.id).await?;
    keep(tx, new, row, author).await
}

fn is_taken() -> crate::text::Text {
    text(
        "Instansi dengan nama itu sudah ada di wilayah tersebut.",
        "There is an agency of that name in that region already.",
    )
}

/// The problem of a name that another agency of the region has.
pub(super) fn taken(by: &Model) -> Problem {
    Problem::already_exists(path(by.id), is_taken())
}

/// The agency that has the region and the current name of a request.
pub(super) async fn of_that_name(
    connection: &impl ConnectionTrait,
    new: &AgencyCreate,
) -> Result<Option<Model>, DbErr> {
    let row = new.row(
        AgencyId(Uuid::nil()),
        1,
        Default::default(),
        Default::default(),
    );
    // The region is within the caller's, or nothing was written.
    visible(&RegionScope::new(row.region_code.as_str()))
        .filter(Column::RegionCode.eq(row.region_code))
        .filter(Column::SearchName.eq(row.search_name))
        .one(connection)
        .await
}

/// What follows the row itself: its names and the kept version.
async fn keep(
    tx: &DatabaseTransaction,
    new: &AgencyCreate,
    row: Model,
    author: &Author,
) -> Result<Agency, Problem> {
    let names = new.name_rows(row.id);
    let rows = names
        .iter()
        .cloned()
        .map(IntoActiveModel::into_active_model);
    agency_name::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    let agency = Agency::new(row, names.into_iter().map(AgencyName::from).collect());
    keep_version(
        tx,
        Subject::Agency,
        agency.id,
        agency.version,
        &agency,
        author,
    )
    .await?;
    Ok(agency)
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to an agency whose next version this transaction holds"
)]
async fn forget_names(tx: &DatabaseTransaction, id: AgencyId) -> Result<(), DbErr> {
    agency_name::Entity::delete_many()
        .filter(agency_name::Column::AgencyId.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// The rules of a request: region, kind, names.
pub(super) async fn check(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &AgencyCreate,
    stored: Option<&Model>,
    today: NaiveDate,
) -> Result<(), Problem> {
    let mut faults = faults(&new.names, today);
    let region = region_fault(
        tx,
        scope,
        &new.region_code,
        stored.map(|s| s.region_code.as_str()),
    );
    faults.extend(region.await?);
    faults.extend(kind::fault(tx, &new.kind).await?);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

/// What is wrong with the region of a request: it is unknown or outside the caller's (one answer for both), or not that of
/// what is replaced.
pub(super) async fn region_fault(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    code: &str,
    stored: Option<&str>,
) -> Result<Option<Fault>, DbErr> {
    if stored.is_some_and(|stored| stored != code) {
        return Ok(Some(Fault::body(
            "/region_code",
            "fixed",
            text(
                "tidak dapat diubah; tambahkan yang baru",
                "cannot be changed; add a new one",
            ),
        )));
    }
    if scope.contains(code) && region::find(tx, code).await?.is_some() {
        return Ok(None);
    }
    let place = Place::Pointer("/region_code".to_owned());
    Ok(Some(region::code_fault(place, code)))
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(AgencyId(id)))
        .one(connection)
        .await
}

/// Rows with their names.
pub(super) async fn complete(
    connection: &impl ConnectionTrait,
    rows: Vec<Model>,
) -> Result<Vec<Agency>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = rows.iter().map(|row| row.id);
    let mut of: HashMap<AgencyId, Vec<AgencyName>> = HashMap::new();
    for row in names()
        .filter(agency_name::Column::AgencyId.is_in(ids))
        .order_by_asc(agency_name::Column::AgencyId)
        .order_by_asc(agency_name::Column::Position)
        .all(connection)
        .await?
    {
        of.entry(row.agency_id).or_default().push(row.into());
    }
    let complete = |row: Model| {
        let names = of.remove(&row.id).unwrap_or_default();
        Agency::new(row, names)
    };
    Ok(rows.into_iter().map(complete).collect())
}

/// Those of some agencies that lie within a scope.
pub(super) async fn ids_within(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    ids: &[AgencyId],
) -> Result<HashSet<AgencyId>, DbErr> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found = visible(scope)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all(connection)
        .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// The current names of agencies; who asks sees something that names them.
pub(super) async fn names_of(
    connection: &impl ConnectionTrait,
    ids: &[AgencyId],
) -> Result<HashMap<AgencyId, String>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = names()
        .filter(agency_name::Column::AgencyId.is_in(ids.iter().copied()))
        .filter(agency_name::Column::ValidTo.is_null())
        .all(connection)
        .await?;
    let name = |row: agency_name::Model| (row.agency_id, row.name);
    Ok(found.into_iter().map(name).collect())
}

/// Whether an agency can be seen from a region.
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

pub(super) fn path(id: AgencyId) -> String {
    format!("/api/v1/agencies/{id}")
}
