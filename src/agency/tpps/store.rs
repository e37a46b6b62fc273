//! The rows of teams: found within a scope, added and replaced with every version kept.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::id::{AgencyId, TppsTeamId};
use entity::tpps_team::{Column, Entity, Model};
use entity::{tpps_division, tpps_member, tpps_office_holder};
use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::input::{Parts, TppsTeamCreate};
use super::model::{TppsDivision, TppsMember, TppsOfficeHolder, TppsTeam};
use super::query::{divisions, members, office_holders, visible};
use super::rules;
use crate::agency::store::{ids_within, names_of, region_fault};
use crate::agency::validity::Validity;
use crate::auth::RegionScope;
use crate::db::keyset::one;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reference::{Author, Subject, claim_version, keep_version};
use crate::text::text;

/// Adds a team and keeps its first version.
pub(super) async fn add(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: TppsTeamId,
    new: TppsTeamCreate,
    author: &Author,
) -> Result<TppsTeam, Problem> {
    check(tx, scope, &new, None, author.at.date_naive()).await?;
    let row = new.row(id, 1, author.at, author.at);
    // Not an error to the database, since PostgreSQL would then not say where the one stands that is in the way.
    let start = OnConflict::columns([Column::RegionCode, Column::ValidFrom])
        .do_nothing()
        .to_owned();
    let inserted = Entity::insert(row.clone().into_active_model())
        .on_conflict(start)
        .exec_without_returning(tx)
        .await?;
    if inserted == 0 {
        let there = visible(scope)
            .filter(Column::RegionCode.eq(row.region_code))
            .filter(Column::ValidFrom.eq(row.valid_from))
            .one(tx);
        let detail = text(
            "Tim wilayah itu yang mulai pada hari tersebut sudah ada.",
            "There is a team of that region that begins on that day already.",
        );
        return Err(Problem::already_exists(path(one(there.await)?.id), detail));
    }
    keep(tx, new.parts(id), row, author).await
}

/// Replaces a team and keeps its new version.
pub(super) async fn replace(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: Uuid,
    new: TppsTeamCreate,
    if_match: &IfMatch,
    author: &Author,
) -> Result<TppsTeam, Problem> {
    let key = Condition::all()
        .add(Column::Id.eq(TppsTeamId(id)))
        .add(scope.rows(Column::RegionCode));
    claim_version::<Entity>(tx, key, Column::Version, if_match).await?;
    let stored = one(find(tx, scope, id).await)?;
    check(tx, scope, &new, Some(&stored), author.at.date_naive()).await?;
    let row = new.row(stored.id, stored.version, stored.created_at, author.at);
    row.clone()
        .into_active_model()
        .reset_all()
        .update(tx)
        .await?;
    forget_parts(tx, stored.id).await?;
    keep(tx, new.parts(stored.id), row, author).await
}

/// What follows the row itself: its parts and the kept version.
async fn keep(
    tx: &DatabaseTransaction,
    parts: Parts,
    row: Model,
    author: &Author,
) -> Result<TppsTeam, Problem> {
    let (divisions, members) = (parts.divisions.clone(), parts.members.clone());
    let holders = parts.office_holders.clone();
    if !divisions.is_empty() {
        tpps_division::Entity::insert_many(divisions.into_iter().map(|r| r.into_active_model()))
            .exec_without_returning(tx)
            .await?;
    }
    if !members.is_empty() {
        tpps_member::Entity::insert_many(members.into_iter().map(|r| r.into_active_model()))
            .exec_without_returning(tx)
            .await?;
    }
    if !holders.is_empty() {
        tpps_office_holder::Entity::insert_many(holders.into_iter().map(|r| r.into_active_model()))
            .exec_without_returning(tx)
            .await?;
    }
    let (id, version) = (row.id, row.version);
    let team = shown(tx, row, parts).await?;
    keep_version(tx, Subject::TppsTeam, id, version, &team, author).await?;
    Ok(team)
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to a team whose next version this transaction holds"
)]
async fn forget_parts(tx: &DatabaseTransaction, id: TppsTeamId) -> Result<(), DbErr> {
    tpps_office_holder::Entity::delete_many()
        .filter(tpps_office_holder::Column::TeamId.eq(id))
        .exec(tx)
        .await?;
    tpps_member::Entity::delete_many()
        .filter(tpps_member::Column::TeamId.eq(id))
        .exec(tx)
        .await?;
    tpps_division::Entity::delete_many()
        .filter(tpps_division::Column::TeamId.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// The rules of a request: region, first day, parts, agencies.
async fn check(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &TppsTeamCreate,
    stored: Option<&Model>,
    today: NaiveDate,
) -> Result<(), Problem> {
    let mut faults = rules::faults(new, today);
    let region = stored.map(|stored| stored.region_code.as_str());
    faults.extend(region_fault(tx, scope, &new.region_code, region).await?);
    if stored.is_some_and(|stored| stored.valid_from != new.valid_from) {
        faults.push(Fault::body(
            "/valid_from",
            "fixed",
            text(
                "tidak dapat diubah; tambahkan tim baru",
                "cannot be changed; add a new team",
            ),
        ));
    }
    faults.extend(rules::overlap(new, &others(tx, scope, new, stored).await?));
    let named: Vec<AgencyId> = new.members.iter().filter_map(|m| m.agency_id).collect();
    let mut known = ids_within(tx, scope, &named).await?;
    if let Some(stored) = stored {
        // Somebody of a wider region may have named agencies that the caller cannot see but as members of this team.
        known.extend(present_agencies(tx, stored.id).await?);
    }
    faults.extend(rules::strange_agencies(new, &known));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

/// When the other teams of the region work. One that begins on the same day is answered with where it stands.
async fn others(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &TppsTeamCreate,
    stored: Option<&Model>,
) -> Result<Vec<Validity>, DbErr> {
    let from = stored.map_or(new.valid_from, |stored| stored.valid_from);
    let rows: Vec<(NaiveDate, Option<NaiveDate>)> = visible(scope)
        .filter(Column::RegionCode.eq(new.region_code.as_str()))
        .filter(Column::ValidFrom.ne(from))
        .select_only()
        .columns([Column::ValidFrom, Column::ValidTo])
        .order_by_asc(Column::ValidFrom)
        .into_tuple()
        .all(tx)
        .await?;
    let validity = |(from, to)| Validity {
        from: Some(from),
        to,
    };
    Ok(rows.into_iter().map(validity).collect())
}

async fn present_agencies(
    tx: &DatabaseTransaction,
    id: TppsTeamId,
) -> Result<HashSet<AgencyId>, DbErr> {
    let rows = members()
        .filter(tpps_member::Column::TeamId.eq(id))
        .all(tx)
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.agency_id).collect())
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(TppsTeamId(id)))
        .one(connection)
        .await
}

/// A team with its parts.
pub(super) async fn complete(
    connection: &impl ConnectionTrait,
    row: Model,
) -> Result<TppsTeam, DbErr> {
    let parts = Parts {
        divisions: divisions()
            .filter(tpps_division::Column::TeamId.eq(row.id))
            .order_by_asc(tpps_division::Column::Position)
            .all(connection)
            .await?,
        members: members()
            .filter(tpps_member::Column::TeamId.eq(row.id))
            .order_by_asc(tpps_member::Column::Position)
            .all(connection)
            .await?,
        office_holders: office_holders()
            .filter(tpps_office_holder::Column::TeamId.eq(row.id))
            .order_by_asc(tpps_office_holder::Column::Position)
            .all(connection)
            .await?,
    };
    shown(connection, row, parts).await
}

async fn shown(
    connection: &impl ConnectionTrait,
    row: Model,
    parts: Parts,
) -> Result<TppsTeam, DbErr> {
    let ids: Vec<AgencyId> = parts.members.iter().filter_map(|m| m.agency_id).collect();
    let names = names_of(connection, &ids).await?;
    let member = |row: tpps_member::Model| {
        let name = row.agency_id.and_then(|id| names.get(&id).cloned());
        TppsMember::new(row, name)
    };
    let divisions = parts.divisions.into_iter().map(TppsDivision::from);
    let holders = parts.office_holders.into_iter().map(TppsOfficeHolder::from);
    Ok(TppsTeam {
        team: row.into(),
        divisions: divisions.collect(),
        members: parts.members.into_iter().map(member).collect(),
        office_holders: holders.collect(),
    })
}

/// Whether a team can be seen from a region.
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

pub(super) fn path(id: TppsTeamId) -> String {
    format!("/api/v1/tpps-teams/{id}")
}
