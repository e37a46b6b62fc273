//! Reading, setting and correcting targets; every version is kept.

use entity::id::TargetId;
use entity::target::{self, Column, Entity, Model};
use entity::{indicator, region};
use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, Select, TryInsertResult,
};
use uuid::Uuid;

use super::input::{TargetCreate, TargetUpdate};
use super::model::{Target, TargetFilter};
use super::order::{keys, sorted};
use crate::auth::permission::{ReadPrevalence, WriteTargets};
use crate::auth::scope::COUNTRY;
use crate::auth::{Authorized, RegionScope};
use crate::db::Change;
use crate::db::keyset::{self, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page};
use crate::problem::{Fault, Problem};
use crate::reference::indicator::service::visible as visible_indicators;
use crate::reference::revision::{
    self, Author, ReferenceRevision, ReferenceRevisionFilter, Subject,
};
use crate::reply::Reply;
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
        .add(Column::RegionCode.is_in(above(scope.code())))
}

/// The codes of the regions in which a region lies, the country last.
fn above(code: &str) -> Vec<&str> {
    let parts = code
        .rmatch_indices('.')
        .filter_map(|(at, _)| code.get(..at));
    parts.chain([COUNTRY]).collect()
}

/// The regions of a scope.
#[expect(
    clippy::disallowed_methods,
    reason = "starts from the caller's scope; only asked whether there is such a region"
)]
fn regions(scope: &RegionScope) -> Select<region::Entity> {
    region::Entity::find().filter(scope.rows(region::Column::Code))
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

/// Whether a target can be seen from a region.
///
/// # Errors
/// The database.
pub async fn is_visible(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: &str,
) -> Result<bool, DbErr> {
    let Ok(id) = id.parse() else {
        return Ok(false);
    };
    Ok(find(connection, scope, id).await?.is_some())
}

/// A page of targets.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadPrevalence>,
    listing: Listing<TargetFilter>,
) -> Result<Page<Target>, Problem> {
    let order = sorted(listing.page.sort.as_deref())?;
    let filter = listing.filter;
    let condition = Condition::all()
        .add_option(filter.region_code.map(|code| Column::RegionCode.eq(code)))
        .add_option(filter.indicator.map(|code| Column::IndicatorCode.eq(code)))
        .add_option(filter.year.map(|year| Column::Year.eq(year)));
    let seal = CursorSeal::new(
        &caller.services().deployment.cursor_key,
        &format!("{}|{}", listing.question, caller.scope().code()),
    );
    let query = visible(caller.scope()).filter(condition);
    let page = keyset::page(caller.reader(), query, &keys(&order), &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(Target::from).collect(),
        page: page.page,
    })
}

/// A target.
///
/// # Errors
/// None of this id that concerns the caller's region; the database.
pub async fn read(caller: &Authorized<ReadPrevalence>, id: Uuid) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    Reply::versioned(row.version, &Target::from(row))
}

/// The versions of a target.
///
/// # Errors
/// None of this id that concerns the caller's region; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ReadPrevalence>,
    id: Uuid,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), caller.scope(), id).await)?;
    revision::list(caller, Subject::Target, &id.to_string(), listing).await
}

/// Sets a target.
///
/// # Errors
/// A region outside the caller's, an unknown indicator, a target that is set already; the database.
pub async fn create(
    caller: &Authorized<WriteTargets>,
    new: TargetCreate,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    let id = TargetId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            check(tx, caller.scope(), &new).await?;
            let target = add(tx, id, &new, &author).await?;
            let change = Change::new("target.create", "target", target.id)
                .in_region(target.region_code.clone());
            let reply = Reply::created(path(target.id), target.version, &target)?;
            Ok((change, reply))
        })
        .await
}

/// Corrects a target.
///
/// # Errors
/// None of this id, a version that is not the present one, a region outside the caller's, another region, indicator or
/// year than that of the target; the database.
pub async fn update(
    caller: &Authorized<WriteTargets>,
    id: Uuid,
    if_match: &IfMatch,
    update: TargetUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split();
    let author = Author::of(caller, Some(reason));
    caller
        .write(async |tx| {
            let target = replace(tx, caller.scope(), id, &new, if_match, &author).await?;
            check(tx, caller.scope(), &new).await?;
            let change = Change::new("target.update", "target", target.id)
                .in_region(target.region_code.clone())
                .because(author.reason.clone())
                .with(serde_json::json!({ "version": target.version }));
            Ok((change, Reply::versioned(target.version, &target)?))
        })
        .await
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
        .try_insert()
        .exec_without_returning(tx)
        .await?;
    if matches!(inserted, TryInsertResult::Conflicted) {
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
    let faults = new.moved_from(&stored);
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

/// What a target is of must be there, and the region within the caller's.
async fn check(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &TargetCreate,
) -> Result<(), Problem> {
    let region = regions(scope).filter(region::Column::Code.eq(new.region_code.as_str()));
    let indicator = visible_indicators().filter(indicator::Column::Code.eq(new.indicator.as_str()));
    let mut faults = Vec::new();
    if region.count(tx).await? == 0 {
        faults.push(Fault::body(
            "/region_code",
            "unknown_region",
            text(
                "tidak ada wilayah dengan kode itu dalam wilayah Anda",
                "there is no region of that code within your region",
            ),
        ));
    }
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

async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    visible(scope)
        .filter(Column::Id.eq(TargetId(id)))
        .one(connection)
        .await
}

fn path(id: TargetId) -> String {
    format!("/api/v1/targets/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_lies_in_those_above_it() {
        assert_eq!(above("64"), ["ID"]);
        assert_eq!(above("64.74"), ["64", "ID"]);
        assert_eq!(above("64.74.01.1003"), ["64.74.01", "64.74", "64", "ID"]);
    }
}
